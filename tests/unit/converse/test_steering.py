"""Steering verbs in both languages: what each declares, for how long, and what is left to the reader."""

from __future__ import annotations

import msgspec
import pytest

from penchant.converse.measures import Facts, attribute, in_units_of, number
from penchant.converse.steering import About, Shown, steered
from penchant.domain import Interest
from penchant.retrieve.where import parse

NOW, DAY = 1_760_000_000_000, 86_400_000
FACTS = Facts(
    numbers={"runtime": 110.0, "price": 40.0, "year": 1990.0},
    words={"language": ("English Language", "english", "中文")},
)
SHOWN = (
    Shown(item_id="a", title="Solaris", kinds=("science fiction", "slow burn"), year=1972.0),
    Shown(item_id="b", title="Heat", kinds=("crime",), year=1995.0),
)


def wish(interest_id: str, label: str, **more: object) -> Interest:
    plain = Interest(
        interest_id=interest_id,
        label=label,
        polarity=1,
        strength=0.8,
        confidence=0.8,
        hardness="soft",
        horizon="lasting",
        source="said",
    )
    return msgspec.structs.replace(plain, **more)


ABOUT = About(now=NOW, shown=SHOWN, facts=lambda: FACTS, interests=(wish("i1", "horror films"),))


def declared(text: str, about: About = ABOUT) -> list[tuple[object, ...]]:
    """Label, sign, filter, share and days of what a turn declares."""
    edits = steered(text, about).edits
    return [
        (
            e.label,
            e.polarity,
            e.where,
            e.explore,
            None if e.expires_at is None else (e.expires_at - NOW) / DAY,
        )
        for e in edits
    ]


FILTERS = {
    "only under 2 hours": "runtime <= 120",
    "nothing over two hours please": "runtime <= 120",
    "90 minutes or less": "runtime <= 90",
    "no more than an hour and a half": "runtime <= 90",
    "at least 3 hours": "runtime >= 180",
    "nothing over $50": "price <= 50",
    "nothing over 50": "price <= 50",
    "my budget is 1,200 dollars": "price <= 1200",
    "in English only": 'language in ["English Language", "english"]',
    "only Chinese films": 'language in ["中文"]',
    "something newer": "year > 1984",
    "can you show me something a bit older?": "year < 1984",
    "nothing before 1990": "year >= 1990",
    "only after 2010": "year > 2010",
    "only from the 90s": "year 1990..1999",
    "只看两小时以内的": "runtime <= 120",
    "不要超过一个半小时": "runtime <= 90",
    "一百二十分钟以上的": "runtime >= 120",
    "不要超过50块": "price <= 50",
    "预算200元": "price <= 200",
    "只要英文的": 'language in ["English Language", "english"]',
    "新一点的": "year > 1984",
    "只看2010年以后的": "year >= 2010",
    "不要1990年以前的": "year >= 1990",
}


@pytest.mark.parametrize("text", FILTERS)
def test_a_bound_is_a_filter_for_a_day(text: str) -> None:
    ((label, polarity, where, explore, days),) = declared(text)
    assert (where, polarity, explore, days) == (FILTERS[text], None, None, 1.0)
    assert label
    assert steered(text, ABOUT).rest == ""


def test_every_filter_can_be_read() -> None:
    for where in FILTERS.values():
        parse(where)


TOPICS = {
    "less of this for a week": [("science fiction", -1, 7.0)],
    "less horror": [("horror", -1, 7.0)],
    "less horror and gore for a month": [("horror", -1, 30.0), ("gore", -1, 30.0)],
    "fewer war films this month": [("war films", -1, 30.0)],
    "less like the second one today": [("crime", -1, 1.0)],
    "more like the second one": [("crime", 1, 1.0)],
    "more like Heat": [("crime", 1, 1.0)],
    "more of this": [("science fiction", 1, 1.0), ("slow burn", 1, 1.0)],
    "not now": [("science fiction", -1, 1.0)],
    "这周少来点恐怖片": [("恐怖片", -1, 7.0)],
    "少推荐这种": [("science fiction", -1, 7.0)],
    "多来点第二个那样的": [("crime", 1, 1.0)],
    "少来点爱情片和战争片": [("爱情片", -1, 7.0), ("战争片", -1, 7.0)],
    "今天先不看这个": [("science fiction", -1, 1.0)],
}


@pytest.mark.parametrize("text", TOPICS)
def test_a_topic_is_wanted_more_or_less_for_a_while(text: str) -> None:
    assert [(label, polarity, days) for label, polarity, _, _, days in declared(text)] == TOPICS[text]


@pytest.mark.parametrize("text", ["surprise me", "show me something different", "给我惊喜", "随便来点"])
def test_a_surprise_is_a_share_of_places(text: str) -> None:
    assert declared(text) == [(text, None, None, 0.3, 1.0)]


def test_from_now_on_has_no_end() -> None:
    assert declared("less horror from now on") == [("horror", -1, None, None, None)]
    assert declared("以后都少来点恐怖片") == [("恐怖片", -1, None, None, None)]


@pytest.mark.parametrize("text", ["forget about horror", "忘了horror吧"])
def test_forgetting_drops_the_interest(text: str) -> None:
    (edit,) = steered(text, ABOUT).edits
    assert (edit.action, edit.interest_id) == ("drop", "i1")


def test_forgetting_what_is_not_there_is_a_sentence() -> None:
    assert steered("forget about comedies", ABOUT) == steered("forget about comedies", About(now=NOW))
    assert steered("forget about comedies", ABOUT).rest == "forget about comedies"


def test_what_is_wanted_already_is_not_made_milder_by_more_like_it() -> None:
    about = About(
        now=NOW, shown=SHOWN, interests=(wish("i2", "Science Fiction", source="declared", hardness="must"),)
    )
    assert [label for label, *_ in declared("more like the first one", about)] == ["slow burn"]


def test_verbs_stand_beside_sentences() -> None:
    found = steered("I want a comedy, nothing over 100 minutes", ABOUT)
    assert (found.rest, [e.where for e in found.edits]) == ("I want a comedy", ["runtime <= 100"])
    found = steered("我想看喜剧，不要超过两小时", ABOUT)
    assert (found.rest, [e.where for e in found.edits]) == ("我想看喜剧", ["runtime <= 120"])
    found = steered("only under 2 hours and nothing over $50", ABOUT)
    assert (found.rest, [e.where for e in found.edits]) == ("", ["runtime <= 120", "price <= 50"])


SENTENCES = (
    "I love it more than anything",
    "I liked Under the Dome",
    "it was over two hours and I was bored",
    "I have less time for films now that I work",
    "my English teacher only watches westerns",
    "in English there is a word for it",
    "he is older than my brother",
    "sometimes, but not right now. Does she write anything else like it?",
    "第二个我看过了",
    "我觉得时间过得很快",
    "这部电影有两小时长",
    "我少年时喜欢武侠",
    "少了她的讲解我还真不习惯",
    "I appreciate the captions, not so much the music",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_that_holds_a_verb_steers_nothing(text: str) -> None:
    found = steered(text, ABOUT)
    assert (found.edits, found.rest, found.more, found.waved) == ((), text, False, False)


@pytest.mark.parametrize("text", ["more please", "what else?", "show me more", "换一批", "还有别的吗"])
def test_another_page(text: str) -> None:
    found = steered(text, ABOUT)
    assert (found.more, found.edits, found.rest) == (True, (), "")


@pytest.mark.parametrize("text", ["it doesn't matter", "whatever", "无所谓", "都可以"])
def test_a_question_is_waved_off_only_where_one_waits(text: str) -> None:
    waits = About(now=NOW, shown=SHOWN, asked=True)
    assert (steered(text, waits).waved, steered(text, waits).rest) == (True, "")
    assert (steered(text, ABOUT).waved, steered(text, ABOUT).rest) == (False, text)


def test_without_a_list_nothing_is_this() -> None:
    bare = About(now=NOW, facts=lambda: FACTS)
    for text in ("less of this", "more like the second one", "not now", "少来点这种"):
        assert steered(text, bare).edits == ()
        assert steered(text, bare).rest == text


def test_an_attribute_that_nothing_has_is_asked_for_by_its_plain_name() -> None:
    bare = About(now=NOW, shown=SHOWN)
    assert [w for _, _, w, _, _ in declared("only under 2 hours", bare)] == ["runtime <= 120"]
    assert [w for _, _, w, _, _ in declared("nothing over $50", bare)] == ["price <= 50"]
    assert steered("something newer", bare).rest == "something newer"
    assert steered("nothing over 50", bare).rest == "nothing over 50"


@pytest.mark.parametrize(
    ("name", "median", "wanted"),
    [
        ("runtime", 110, 120.0),
        ("duration_seconds", 6_600, 7_200.0),
        ("duration", 6_600, 7_200.0),
        ("duration_ms", 6.6e6, 7.2e6),
        ("hours", 12, 2.0),
        ("length", 4, 2.0),
    ],
)
def test_lengths_are_compared_in_the_catalogues_unit(name: str, median: float, wanted: float) -> None:
    assert in_units_of(name, 120.0, median) == wanted


def test_attributes_are_known_by_the_words_of_their_names() -> None:
    facts = Facts(numbers={"runtime_minutes": 1.0, "releaseYear": 1.0, "售价": 1.0, "pages": 1.0})
    assert attribute("minutes", facts) == "runtime_minutes"
    assert attribute("year", facts) == "releaseYear"
    assert attribute("price", facts) == "售价"
    assert attribute("language", facts) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("2", 2), ("1,200", 1200), ("1.5", 1.5), ("two", 2), ("half an", 0.5), ("两", 2), ("一百二十", 120), ("十五", 15), ("半", 0.5), ("x", None)],
)  # fmt: skip
def test_numbers_in_words(text: str, value: float | None) -> None:
    assert number(text) == value


def test_without_years_newer_goes_by_the_dates_of_what_was_shown() -> None:
    dated = tuple(msgspec.structs.replace(s, published_at=NOW - DAY * k) for k, s in enumerate(SHOWN))
    ((label, _, where, _, days),) = declared("something newer", About(now=NOW, shown=dated))
    assert (where, days) == ("published_at > 2025-10-08", 1.0)
    assert label == "newer than 2025-10-08"
    parse(where)
