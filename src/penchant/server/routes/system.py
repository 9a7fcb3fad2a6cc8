"""How the server is: figures for the console and for Prometheus, health, the scenario packs."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Literal

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery, QueryParameter

from penchant import scenarios
from penchant.costs import Costs
from penchant.domain import Value, to_plain
from penchant.errors import NotFound, PenchantError
from penchant.reencoding.reencoder import Encoding
from penchant.server.access import opt
from penchant.server.metrics import Quantiles
from penchant.server.plain import Plain
from penchant.server.problems import Problem
from penchant.server.service import Served, Service

if TYPE_CHECKING:
    from penchant.engine import Engine
    from penchant.scenarios.stories import Step

Days = Annotated[int, QueryParameter(ge=1, le=366)]
STAGES = ("capture", "generate", "retrieve", "rank")


class Reading(Value, frozen=True):
    """How far a language model has read what was said; see `penchant.refining.Status`."""

    reader: str
    counts: dict[str, int]
    behind: int
    waiting: int
    dead: int


class System(Value, frozen=True):
    """Figures for the console. Times in ms, of this worker's latest work; counts are of the whole store."""

    version: str
    events: int
    items: int
    users: int
    store_bytes: int
    events_per_second: float
    freshness: Quantiles
    stages: dict[str, Quantiles]
    degraded: dict[str, int]
    models: dict[str, str | None]
    encoder: Encoding | None
    reading: Reading | None
    weights: dict[str, float]
    scenario: str
    workers: int
    open: bool


class Health(Value, frozen=True):
    """Whether the server is well."""

    status: Literal["ok"]


class Scenario(Value, frozen=True):
    """A scenario pack: its event types with their weights, and how many example items it has."""

    name: str
    items: int
    events: dict[str, float]
    story: bool
    current: bool


class StoryStep(Value, frozen=True, omit_defaults=True):
    """One step: the user, one act, and what to look at."""

    user_id: str
    act: str
    note: str
    say: str | None = None
    did: str | None = None
    place: int | None = None
    recommend: str | None = None
    why_not: str | None = None
    edit: dict[str, str] | None = None
    after_hours: float = 0.0


class Story(Value, frozen=True):
    """A story to be played step by step."""

    scenario: str
    language: str
    steps: tuple[StoryStep, ...]


@get("/v1/system", opt=opt("read"), summary="Figures on the server")
async def system(service: Served) -> Plain[System]:
    return Plain(await service.read(_system, service))


def _system(service: Service) -> System:
    engine, metrics, counts = service.engine, service.metrics, service.counts()
    plain = to_plain(engine.settings.weights)
    return System(
        version=version("penchant"),
        events=counts.events,
        items=counts.items,
        users=counts.users,
        store_bytes=counts.size,
        events_per_second=service.events_per_second(),
        freshness=metrics.quantiles("freshness"),
        stages={name: metrics.quantiles(name) for name in STAGES},
        degraded=dict(metrics.missing),
        models=engine.serving(),
        encoder=None if engine.reencoder is None else engine.reencoder.status(),
        reading=_reading(engine),
        weights=plain,
        scenario=engine.settings.scenario.name,
        workers=service.options.workers,
        open=service.options.open,
    )


@get("/v1/costs", opt=opt("admin"), summary="What language models cost")
async def costs(service: Served, days: Days = 1) -> Plain[Costs]:
    return Plain(await service.read(service.engine.costs, days))


def _reading(engine: Engine) -> Reading | None:
    if engine.refiner is None:
        return None
    found = engine.refiner.status()
    return Reading(
        reader=found.reader,
        counts=found.counts,
        behind=found.behind,
        waiting=found.waiting,
        dead=found.dead,
    )


@get("/v1/scenarios", opt=opt("read"), summary="The scenario packs")
async def packs(service: Served) -> Plain[list[Scenario]]:
    current = service.engine.settings.scenario.name
    return Plain(await service.read(lambda: [_pack(name, current) for name in scenarios.NAMES]))


def _pack(name: str, current: str) -> Scenario:
    events = {kind: rule.weight for kind, rule in scenarios.load(name).events.items()}
    return Scenario(
        name=name,
        items=len(scenarios.items(name)),
        events=events,
        story=True,
        current=name == current,
    )


@get("/v1/scenarios/{name:str}/story", opt=opt("read"), summary="A scenario's story, to be played")
async def story(
    service: Served, name: FromPath[str], language: FromQuery[Literal["en", "zh"]] = "en"
) -> Plain[Story]:
    return Plain(await service.read(_story, name, language))


def _story(name: str, language: Literal["en", "zh"]) -> Story:
    if name not in scenarios.NAMES:
        raise NotFound(f"there is no story {name!r}; there are {', '.join(scenarios.NAMES)}")
    told = scenarios.story(name)
    return Story(scenario=name, language=language, steps=tuple(_step(step, language) for step in told.step))


def _step(step: Step, language: Literal["en", "zh"]) -> StoryStep:
    return StoryStep(
        user_id=step.who,
        act=step.act,
        note=step.note[language],
        say=step.say,
        did=step.did,
        place=step.place if step.did else None,
        recommend=step.recommend,
        why_not=step.why_not,
        edit=None if step.edit is None else to_plain(step.edit),
        after_hours=step.after_hours,
    )


@get("/health/live", opt=opt(None), summary="Whether the process answers", tags=["health"])
async def live() -> Plain[Health]:
    return Plain(Health(status="ok"), headers={"Cache-Control": "no-store"})


@get("/health/ready", opt=opt(None), summary="Whether it can serve: its store answers", tags=["health"])
async def ready(service: Served) -> Plain[Health]:
    try:
        await service.look(service.engine.catch_up)
    except PenchantError as error:
        raise Problem(503, "NotReady", "The store does not answer.") from error
    if service.stopping():
        raise Problem(503, "Stopping", "The server is stopping.")
    return Plain(Health(status="ok"))


@get("/metrics", opt=opt("read"), summary="Figures for Prometheus", media_type="text/plain", tags=["health"])
async def metrics(service: Served) -> Response[bytes]:
    text, kind = await service.read(service.metrics.text)
    return Response(text, media_type=kind)


router = Router("/", route_handlers=[system, costs, packs, story, live, ready, metrics], tags=["system"])
