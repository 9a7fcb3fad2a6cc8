"""Which question is asked, when none is, and what its answers declare."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penchant import scenarios
from penchant.catalogue import Catalogue, Named
from penchant.converse import phrases
from penchant.converse.chips import chips, quoted
from penchant.converse.question import Asked, Known, _best, best_question, chances, questions
from penchant.domain import Item
from penchant.retrieve.columns import ColumnIndex
from penchant.retrieve.where import parse

DAY = 86_400_000


def catalogue(*kinds: str, **attributes: list[str]) -> Catalogue:
    """One item for each of the comma-separated kinds, in that order."""
    held = Catalogue()
    for place, kind in enumerate(kinds):
        own = {name: values[place] for name, values in attributes.items() if values[place]}
        held.put(
            Item(item_id=f"{place:03d}", title=f"t{place}", categories=tuple(kind.split(",")), attributes=own)
        )
    return held


def plain_links(held: Catalogue):
    """A value names its own facet, whatever the field."""
    by_value = {facet.value: place for place, facet in enumerate(held.facets)}
    return lambda value: (Named(word=value, facets=(by_value[value],)),) if value in by_value else ()


def asked_of(held: Catalogue, totals: list[float], n: int, known: Known | None = None) -> list[Asked]:
    rows = np.arange(len(held), dtype=np.int64)
    return questions(held, plain_links(held), rows, np.array(totals), n, known or Known())


def test_the_gain_is_what_the_answer_adds_to_the_chance_of_the_next_list() -> None:
    """Four kinds of two items each, all as likely: a list of two finds 2 of 8, after an answer always."""
    held = catalogue("a", "a", "b", "b", "c", "c", "d", "d")
    (one,) = asked_of(held, [0.0] * 8, 2)
    assert (one.field, set(one.values), one.gain) == ("categories", {"a", "b", "c", "d"}, 0.75)


def test_where_the_first_is_all_but_sure_nothing_is_gained() -> None:
    held = catalogue("a", "a", "b", "b", "c", "c", "d", "d")
    (one,) = asked_of(held, [20.0, 0, 0, 0, 0, 0, 0, 0], 2) or [None]
    assert one is None or one.gain < 1e-6
    rows = np.arange(8, dtype=np.int64)
    assert best_question(held, plain_links(held), rows, np.array([20.0] + [0.0] * 7), 2, Known()) is None


def test_a_list_that_holds_all_that_is_left_needs_no_question() -> None:
    assert asked_of(catalogue("a", "b", "c"), [0.0] * 3, 3) == []


def test_what_is_known_or_was_waved_off_is_not_asked() -> None:
    held = catalogue("a", "a", "b", "b", "c", "c", "d", "d", brand=["x", "y"] * 4)
    fields = {one.field for one in asked_of(held, [0.0] * 8, 2)}
    assert fields == {"categories", "brand"}
    assert {one.field for one in asked_of(held, [0.0] * 8, 2, Known(fields=frozenset({"categories"})))} == {
        "brand"
    }
    facet = held.facet_id["categories", "a"]
    kinds = next(
        one
        for one in asked_of(held, [0.0] * 8, 2, Known(facets=frozenset({facet})))
        if one.field == "categories"
    )
    assert "a" not in kinds.values


def test_names_count_less_than_kinds() -> None:
    """The same split by brand is worth less: not everybody knows the brand."""
    kinds = ["a", "a", "b", "b", "c", "c", "d", "d"]
    held = catalogue(*kinds, brand=[f"{kind}{kind}" for kind in kinds])
    gains = {one.field: one.gain for one in asked_of(held, [0.0] * 8, 2)}
    assert gains["brand"] == pytest.approx(0.6 * gains["categories"])


def test_a_question_that_most_would_answer_with_none_is_not_asked() -> None:
    rare = catalogue("a", "b", *(f"k{place}" for place in range(60)))
    assert asked_of(rare, [0.0] * 62, 2) == []


def test_two_writings_of_one_kind_are_one_answer() -> None:
    held = catalogue("comedy", "喜剧", "horror", "horror", "war", "war")
    both = (held.facet_id["categories", "comedy"], held.facet_id["categories", "喜剧"])

    def links(value: str) -> tuple[Named, ...]:
        if value in {"comedy", "喜剧"}:
            return (Named(word=value, facets=both),)
        return (Named(word=value, facets=(held.facet_id["categories", value],)),)

    rows = np.arange(6, dtype=np.int64)
    (one,) = questions(held, links, rows, np.zeros(6), 2, Known())
    assert len([value for value in one.values if value in {"comedy", "喜剧"}]) == 1


@given(st.data())
def test_an_answer_never_lowers_the_chance(data: st.DataObject) -> None:
    """Property: over all answers the next list finds at least as much as without the question, and never more than everything."""
    m = data.draw(st.integers(2, 24))
    n = data.draw(st.integers(1, m - 1))
    totals = np.array(data.draw(st.lists(st.floats(-5, 5), min_size=m, max_size=m)))
    held = np.array(
        data.draw(st.lists(st.lists(st.booleans(), min_size=m, max_size=m), min_size=2, max_size=5))
    )
    p = chances(np.sort(totals)[::-1])
    chosen, gain = _best(held, p, n)
    assert gain >= -1e-9
    assert p[:n].sum() + gain <= 1.0 + 1e-9
    assert len(set(chosen)) == len(chosen) <= 4


def test_chances_are_a_softmax() -> None:
    found = chances(np.array([0.0, np.log(3.0)]), temperature=1.0)
    assert found == pytest.approx([0.25, 0.75])


# --- what the answers declare


def offered(held: Catalogue, field: str, *values: str) -> Asked:
    names = tuple(Named(word=v, facets=(held.facet_id[field, v],)) for v in values)
    return Asked(field=field, names=names, values=values, gain=0.2)


WORDS = (("comedy", "喜剧"), ("war", "战争"))


def test_a_topic_is_declared_in_words_and_binds_for_a_day() -> None:
    held = catalogue("comedy", "war", "drama")
    found = chips(offered(held, "categories", "comedy", "war"), held, plain_links(held), WORDS, "en", 1_000)
    comedy = found[0].edit
    assert (found[0].label, comedy.label, comedy.hardness, comedy.where) == ("comedy", "comedy", "must", None)
    assert {choice.edit.expires_at for choice in found} == {1_000 + DAY}
    assert [choice.label for choice in found] == ["comedy", "war", "None of these", "No matter"]


def test_labels_are_in_the_language_of_the_answer() -> None:
    held = catalogue("comedy", "war", "drama")
    found = chips(offered(held, "categories", "comedy", "war"), held, plain_links(held), WORDS, "zh", 0)
    assert [choice.label for choice in found] == ["喜剧", "战争", "都不是", "都可以"]
    assert found[0].edit.where == 'categories in ["comedy"]', (
        "a word that names nothing here is no wish, but a filter"
    )


def test_what_no_word_names_is_a_filter() -> None:
    held = catalogue("a", "b", level=["hard", 'so "so"'])
    found = chips(offered(held, "level", "hard", 'so "so"'), held, plain_links(held), (), "en", 0)
    index = ColumnIndex([item for item in held.items if item])
    masks = [parse(choice.edit.where or "").mask(index).tolist() for choice in found[:3]]
    assert masks == [[True, False], [False, True], [False, False]]
    assert (found[3].edit.where, found[3].edit.label) == ("", "any level")


def test_none_of_these_keeps_items_that_say_nothing() -> None:
    held = catalogue("a", "b", "c", level=["hard", "easy", ""])
    none = chips(offered(held, "level", "hard", "easy"), held, plain_links(held), (), "en", 0)[2].edit
    index = ColumnIndex([item for item in held.items if item])
    assert parse(none.where or "").mask(index).tolist() == [False, False, True]


def test_values_are_quoted() -> None:
    assert quoted('a "b" \\c') == r'"a \"b\" \\c"'


def test_no_matter_is_known_by_its_label() -> None:
    for tongue in ("en", "zh"):
        for name in ("categories", "brand", "running_order"):
            label = phrases.NO_MATTER[tongue].format(field=phrases.field(name, tongue))
            assert phrases.indifferent(label) == name
    assert phrases.indifferent("horror") is None


def test_a_scenario_names_its_fields_and_a_question_says_what_it_asks_for() -> None:
    own = {"tags": {"en": "theme", "zh": "主题"}}
    assert phrases.question("tags", ["space", "sea"], "en", own) == "Which theme fits best: space or sea?"
    assert phrases.question("tags", ["太空", "海"], "zh", own) == "哪个主题最合适：太空或海？"
    assert phrases.question("tags", ["a", "b"], "en") == "Which feature fits best: a or b?"
    for tongue, label in (("en", "any theme"), ("zh", "主题不限"), ("en", "any feature")):
        assert phrases.indifferent(label, own) == "tags", tongue
    for name in scenarios.NAMES:
        nouns = scenarios.load(name).fields
        assert {"en", "zh"} <= set(nouns["tags"])
