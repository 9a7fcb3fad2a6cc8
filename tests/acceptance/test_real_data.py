"""Real catalogues, as a person would put them in: imported by the command line, asked in words, in English and Chinese.

Needs the benchmark data in PENCHANT_DATA, or in `shared/data` beside the checkout; without it these tests are skipped.
"""

from __future__ import annotations

import gzip
import itertools
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from penchant import Engine, Event
from penchant.cli import app

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("PENCHANT_DATA", ROOT.parent / "shared" / "data"))
SOME_PRODUCTS = 3_000

pytestmark = [
    pytest.mark.data,
    pytest.mark.slow,
    pytest.mark.xdist_group("real data"),
    pytest.mark.skipif(
        not DATA.is_dir(),
        reason=f"no benchmark data at {DATA}; set PENCHANT_DATA to the folder that holds it",
    ),
]


def imported(folder: Path, *files: tuple[str, Path], scenario: str = "media") -> str:
    """A store filled through `penchant import`; its url."""
    store = f"sqlite:///{folder / 'real.db'}"
    for kind, path in files:
        command = ["import", kind, str(path), "--store", store, "--json"]
        done = CliRunner().invoke(app, command + (["--scenario", scenario] if kind == "items" else []))
        assert done.exit_code == 0, done.output
    return store


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    folder = DATA / "movielens"
    store = imported(
        tmp_path_factory.mktemp("films"),
        ("items", folder / "items.jsonl.gz"),
        ("events", folder / "events.csv.gz"),
    )
    with Engine.open(store) as engine:
        yield engine


@pytest.fixture(scope="module")
def chinese_films(tmp_path_factory):
    folder = DATA / "douban"
    store = imported(
        tmp_path_factory.mktemp("douban"),
        ("items", folder / "items.jsonl.gz"),
        ("events", folder / "events.csv.gz"),
    )
    with Engine.open(store) as engine:
        yield engine


@pytest.fixture(scope="module")
def products(tmp_path_factory):
    folder = tmp_path_factory.mktemp("products")
    some = folder / "items.jsonl"
    with gzip.open(DATA / "beauty" / "items.jsonl.gz", "rt", encoding="utf-8") as lines:
        some.write_text("".join(itertools.islice(lines, SOME_PRODUCTS)), encoding="utf-8")
    with Engine.open(imported(folder, ("items", some), scenario="shop")) as engine:
        yield engine


def check(engine: Engine, text: str, wanted: str, refused: str, *, said: bool = True) -> None:
    """Ten items, none of what is refused, most of what is wanted, each with a reason that names the words; sums that hold."""
    user = f"user-{abs(hash(text))}"
    if said:
        engine.observe(Event(user_id=user, event_type="say", text=text))
        slate = engine.recommend(user)
    else:
        slate = engine.recommend(user, text=text)
    kinds = [engine.item(item.item_id).categories for item in slate.items]
    assert len(kinds) == 10
    assert not slate.degraded
    assert not any(refused in categories for categories in kinds)
    assert sum(wanted in categories for categories in kinds) >= 8
    for item in slate.items:
        # That it is well known may weigh more than one word of it.
        first = [reason.text for reason in item.reasons[:2]]
        assert any(words in text for sentence in first for words in quoted(sentence)), first
        assert sum(reason.contribution for reason in item.reasons) == pytest.approx(item.score, abs=1e-6)


def quoted(sentence: str) -> list[str]:
    """What stands between curly quotes."""
    return [part.split("”")[0] for part in sentence.split("“")[1:]]


def test_everything_came_in(films):
    found = {check.name: check for check in films.doctor()}
    assert all(check.ok for check in found.values()), found
    assert "9,125 items" in found["catalogue"].detail
    events = int(found["catalogue"].detail.split("; ")[1].split()[0].replace(",", ""))
    assert 100_004 <= events < 100_104, "other tests add a few"


def test_a_film_asked_for_in_english(films):
    check(films, "I want a slow, thoughtful science fiction film, no horror", "Sci-Fi", "Horror")


def test_an_english_film_asked_for_in_chinese(films):
    check(films, "想看治愈的动画，不要恐怖片", "Animation", "Horror")


def test_a_low_rating_is_a_dislike(films):
    films.observe(Event(user_id="critic", event_type="rating", item_id="1", value=1.0))
    films.observe(Event(user_id="fan", event_type="rating", item_id="1", value=5.0))
    critic, fan = films.recommend("critic"), films.recommend("fan")
    assert not any(r.event_id for item in critic.items for r in item.reasons)
    assert any(r.kind == "followed" for item in fan.items for r in item.reasons)


def test_deeds_of_a_heavy_user_lead_and_are_named(films):
    """Their latest likes are rare; after what is like them comes what many like."""
    slate = films.recommend("547")
    of_deeds = ("transitions", "forward", "hops", "profile", "attributes", "textual")
    for item in slate.items[:3]:
        assert sum(item.sources.get(channel, 0.0) for channel in of_deeds) > 0.5 * item.score
    leading = [item.reasons[0] for item in slate.items]
    assert all(reason.event_id for reason in leading[:3])
    assert all("“" in reason.text for reason in leading if reason.event_id)


def test_a_request_outweighs_years_of_deeds(films):
    slate = films.recommend("547", text="a western, please")
    kinds = [films.item(item.item_id).categories for item in slate.items]
    assert sum("Western" in categories for categories in kinds) >= 8


def test_a_chinese_film_asked_for_in_chinese(chinese_films):
    check(chinese_films, "想看温暖的爱情片，不要恐怖", "爱情", "恐怖")


def test_a_chinese_film_asked_for_in_english(chinese_films):
    check(chinese_films, "I want science fiction but no war films", "科幻", "战争", said=False)


def test_a_product_asked_for_in_english(products):
    check(
        products, "I'm looking for a gentle shampoo for dry hair, no conditioner", "Shampoos", "Conditioners"
    )


def test_a_product_asked_for_in_chinese(products):
    check(products, "想买一支口红，不要指甲油", "Lipstick", "Nail Polish", said=False)
