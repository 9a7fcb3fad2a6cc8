"""One typed `Settings`. The library takes it as a value; only the doors (`cli`, `server`) read files and environment."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from penchant.domain import Value

DAY = 86_400_000
"""Milliseconds in a day."""


class EventRule(Value, frozen=True):
    """How one event type counts: `weight` (signed), `half_life_days`, and whether it makes its item `seen`."""

    weight: float
    half_life_days: float = 90.0
    seen: bool = False


class Scenario(Value, frozen=True):
    """The prior of a kind of product: what its events mean and how its people speak of its catalogue.

    `words` are groups of names for one thing across languages and synonyms, such as `["horror", "scary", "恐怖", "惊悚"]`:
    a word said is linked to a facet when both stand in one group. `nouns` are the words for "an item" here ("film", "电影").
    `fields` say what a field of the items is called when it is asked about, by language: `{"tags": {"en": "theme", "zh": "主题"}}`.
    """

    name: str
    events: dict[str, EventRule]
    words: tuple[tuple[str, ...], ...] = ()
    nouns: tuple[str, ...] = ()
    fields: dict[str, dict[str, str]] = {}  # noqa: RUF012 - msgspec gives each its own
    session_gap_minutes: float = 30.0
    now_half_life_hours: float = 6.0
    lately_half_life_days: float = 14.0
    always_half_life_days: float = 365.0
    recent_half_life_days: float = 14.0
    fresh_half_life_days: float = 14.0
    seen: Literal["hide", "demote", "allow"] = "hide"


class Weights(Value, frozen=True):
    """The blend: how much each channel's transformed score counts. Hand-set values that travelled between data sets."""

    text: float = 4.0
    facet: float = 1.2
    keyword: float = 0.5
    idea: float = 0.8
    talk: float = 3.1
    words: float = 0.9
    names: float = 2.5
    renown: float = 0.8
    model: float = 3.0
    transitions: float = 1.5
    forward: float = 1.0
    hops: float = 0.15
    together: float = 0.1
    closest: float = 0.001
    straight: float = 0.001
    forward_steep: float = 0.001
    forward_flat: float = 0.001
    profile: float = 1.0
    attributes: float = 0.6
    attributes_last: float = 0.001
    attributes_closest: float = 0.001
    in_common: float = 0.001
    rarest: float = 0.001
    textual: float = 0.5
    repeats: float = 4.0
    popular: float = 0.4
    recent: float = 0.3
    fresh: float = 0.3
    refused: float = 4.0
    ignored: float = 0.3
    diversity: float = 0.15


CHANNELS = tuple(sorted({*Weights.__struct_fields__, "seen"} - {"diversity"}))
"""The channels there are: each has a weight of its name, but for `seen`, which has no measure."""


class Limits(Value, frozen=True):
    """Every bound on memory and work, with defaults that keep both small."""

    events_per_user: int = 500
    neighbours_per_item: int = 512
    cached_users: int = 10_000
    cached_texts: int = 20_000
    candidates_per_source: int = 100
    interests_per_user: int = 12
    ideas_per_slate: int = 3
    slates_kept: int = 10_000
    text_characters: int = 4_000
    item_text_characters: int = 360
    exact_rows: int = 4_000


class LanguageModelSettings(Value, frozen=True):
    """Which language model helps, if any, and within what bounds. Without one, every stage goes its deterministic way.

    `model` is `http:NAME` for a server that speaks the OpenAI protocol at `base_url`, `gguf:PATH` for a file in this process, or ""
    for none. `extra` are fields of every request to a server. `purposes` are what it is called for. Prices are in money per million
    tokens. A budget of 0 has no bound. `consent` says whether the words of people who have said nothing about it may leave this
    process: `assumed`, or only once `asked`; a model in this process needs none. `calls_at_once` are under way, others wait.
    `think_seconds` is how long `recommend(think=True)` waits for ideas.
    """

    model: str = ""
    base_url: str = ""
    key: str = ""
    extra: dict[str, Any] = {}  # noqa: RUF012 - msgspec gives each its own
    timeout_seconds: float = 30.0
    input_price: float = 0.0
    output_price: float = 0.0
    purposes: tuple[Literal["reading", "ideas", "wording", "chat"], ...] = (
        "reading",
        "ideas",
        "wording",
        "chat",
    )
    consent: Literal["asked", "assumed"] = "asked"
    user_tokens_a_day: int = 20_000
    tenant_tokens_a_day: int = 0
    tokens_a_day: int = 2_000_000
    money_a_day: float = 0.0
    calls_at_once: int = 4
    think_seconds: float = 2.0

    def __repr__(self) -> str:
        """Without the key, which would else stand in logs and in the reports of failing tests."""
        told = msgspec.structs.asdict(self) | {"key": "…" if self.key else ""}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in told.items())})"


class Settings(Value, frozen=True):
    """Everything that can be set.

    `blend` makes the score of the channels: the plain `sum`, weights learned `online`, the trained `ranker`; `auto` takes the
    ranker where one was promoted, else the online weights once they are safely ahead, else the sum. A ranker older than
    `model_age_days` does not serve. `without` names channels to leave out of the score, to see what each is worth.
    `explore` is the share of places given to exploration, 0 to switch it off; `cap_share` the share of places one deed may carry.
    `blas_threads` holds for the whole process: a second one made a scan 18 x slower on a busy machine; 0 leaves it alone.
    `encoder` is `use`, `hashing`, `onnx:FOLDER` or `http:NAME` for a model at the server `encoder_url`; "" for the one that the
    store's vectors are of, `use` in a new store. Another than that is prepared in the background, and serves when it is ready.
    `encoder_prefix` stands before each text, None leaving it to the folder; a call of a few texts may take `encoder_seconds`.
    `durability` is SQLite's `synchronous`: `full` survives a power cut; `normal` may lose the last moments before one, though not
    before a crash of the program.
    """

    scenario: Scenario
    weights: Weights = Weights()
    blend: Literal["auto", "sum", "online", "ranker"] = "auto"
    model_age_days: float | None = None
    limits: Limits = Limits()
    language_model: LanguageModelSettings = LanguageModelSettings()
    encoder: str = ""
    encoder_url: str = ""
    encoder_key: str = ""
    encoder_prefix: str | None = None
    encoder_seconds: float = 2.0
    durability: Literal["full", "normal", "off"] = "full"
    explore: float = 0.0
    cap_share: float = 0.4
    without: tuple[str, ...] = ()
    blas_threads: int = 1
    transitions_fast_half_life_days: float = 30.0
