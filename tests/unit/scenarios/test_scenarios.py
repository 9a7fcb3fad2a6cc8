"""The four scenarios are whole: every event has a rule, no word is in two groups, and the catalogues are varied and valid."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files

import pytest

from penchant import scenarios
from penchant.errors import InvalidSetting
from penchant.text import fold, language, pieces, stem

EVENT_WORDS = {
    *(
        "impression",
        "view",
        "click",
        "like",
        "dislike",
        "save",
        "share",
        "add_to_cart",
        "purchase",
        "rating",
        "play",
    ),
    *("complete", "skip", "hide", "follow", "search", "say", "review", "question", "enroll", "interest"),
}
NEGATIVE = {"dislike", "skip", "hide"}
NEUTRAL = {"impression", "interest"}
UTC_2024, UTC_2027 = 1_704_067_200_000, 1_798_761_600_000
each = pytest.mark.parametrize("name", scenarios.NAMES)


def key(word: str) -> str:
    """Two words of one key would be found by the same mention."""
    return " ".join(stem(piece) for piece in pieces(word))


def word_keys(name: str) -> set[str]:
    return {key(word) for group in scenarios.load(name).words for word in group}


def full_text(item) -> str:
    return f"{item.title} {item.description}"


# --- the rules


@each
def test_every_event_word_has_a_rule_of_the_right_sign(name):
    events = scenarios.load(name).events
    assert set(events) == EVENT_WORDS
    for word, rule in events.items():
        sign = -1 if word in NEGATIVE else 0 if word in NEUTRAL else 1
        assert (rule.weight > 0) - (rule.weight < 0) == sign, word
        assert rule.half_life_days > 0, word


@each
def test_a_spoken_wish_and_a_rating_are_the_units(name):
    events = scenarios.load(name).events
    assert events["say"].weight == events["rating"].weight == 1.0
    assert max(abs(rule.weight) for rule in events.values()) <= 1.5


@each
def test_refused_and_finished_items_are_seen_and_sought_ones_are_not(name):
    events = scenarios.load(name).events
    assert all(events[word].seen for word in ("hide", "dislike", "purchase", "rating", "enroll"))
    assert not any(events[word].seen for word in ("impression", "search", "say", "interest"))


def test_looking_is_reading_in_a_feed_but_not_in_a_shop():
    assert scenarios.load("social").events["view"].seen
    assert not scenarios.load("shop").events["view"].seen
    assert scenarios.load("media").events["play"].seen


@each
def test_scenario_keeps_its_name_and_has_nouns_in_both_languages(name):
    scenario = scenarios.load(name)
    assert scenario.name == name
    assert {language(noun) for noun in scenario.nouns} == {"en", "zh"}


def test_moods_of_a_feed_are_the_shortest():
    found = {name: scenarios.load(name) for name in scenarios.NAMES}
    assert min(found.values(), key=lambda one: one.now_half_life_hours).name == "social"
    assert min(found.values(), key=lambda one: one.fresh_half_life_days).name == "social"


# --- loading


def test_an_unknown_name_lists_the_names_and_the_nearest():
    with pytest.raises(InvalidSetting) as caught:
        scenarios.load("medai")
    assert all(name in str(caught.value) for name in scenarios.NAMES)
    assert "use 'media'" in caught.value.hint
    with pytest.raises(InvalidSetting):
        scenarios.items("../media")


@each
def test_loading_twice_gives_the_same_value(name):
    assert scenarios.load(name) is scenarios.load(name)
    assert scenarios.items(name) is scenarios.items(name)


@each
def test_own_words_come_first_and_those_of_the_others_follow(name):
    own = [tuple(group) for group in scenarios._read(name)["words"]]
    words = scenarios.load(name).words
    assert list(words[: len(own)]) == own
    assert set(words) == {group for other in scenarios.NAMES for group in scenarios.load(other).words}
    assert len(set(words)) == len(words) > 150


# --- words


@each
def test_no_word_stands_in_two_groups(name):
    groups = scenarios.load(name).words
    found = Counter(word for group in groups for word in {key(word) for word in group})
    assert [word for word, times in found.items() if times > 1] == []


@each
def test_words_are_folded_and_groups_say_one_thing_in_two_ways_or_more(name):
    for group in scenarios.load(name).words:
        assert len(set(group)) == len(group) > 1, group
        assert all(word == fold(word) != "" for word in group), group


@each
def test_a_word_is_of_one_script_and_english_stands_before_chinese(name):
    for group in scenarios.load(name).words:
        scripts = [language(word) for word in group]
        assert scripts == sorted(scripts), group
        assert all(not re.search("[a-z]", word) for word in group if language(word) == "zh"), group


@each
def test_nouns_are_no_facets(name):
    assert {key(noun) for noun in scenarios.load(name).nouns} & word_keys(name) == set()


@each
def test_most_groups_bridge_the_languages(name):
    own = scenarios._read(name)["words"]
    bridges = [group for group in own if {language(word) for word in group} == {"en", "zh"}]
    assert len(bridges) >= 0.95 * len(own)


@pytest.mark.parametrize(
    ("said", "facet"),
    [
        ("恐怖片", "horror"),
        ("sci-fi", "科幻"),
        ("anime", "动画"),
        ("搞笑", "comedy"),
        ("治愈", "heartwarming"),
        ("nail lacquer", "指甲油"),
        ("无香精", "fragrance-free"),
        ("maths", "数学"),
        ("旅游", "travel"),
        ("kid", "儿童"),
        ("slow", "慢节奏"),
    ],
)
def test_a_word_and_its_facet_share_a_group(said, facet):
    assert any(said in group and facet in group for group in scenarios.load("media").words)


@pytest.mark.parametrize(
    ("one", "other"),
    [("恐怖", "惊悚"), ("horror", "thriller"), ("healing", "animation"), ("perfume", "无香")],
)
def test_near_but_different_things_are_apart(one, other):
    assert not any(one in group and other in group for group in scenarios.load("media").words)


# --- catalogues


@each
def test_catalogue_is_large_and_in_both_languages(name):
    items = scenarios.items(name)
    languages = Counter(language(full_text(item)) for item in items)
    assert len(items) >= 125
    assert min(languages["en"], languages["zh"]) >= 50


@each
def test_ids_titles_and_descriptions_are_unique(name):
    items = scenarios.items(name)
    for field in ("item_id", "title", "description"):
        values = [getattr(item, field) for item in items]
        assert len(set(values)) == len(values), field
    assert all(re.fullmatch(rf"{name}-[a-z0-9]+(-[a-z0-9]+)*", item.item_id) for item in items)


@each
def test_fields_are_filled_and_valid(name):
    for item in scenarios.items(name):
        assert item.available, item.item_id
        assert 1 <= len(item.categories) <= 3, item.item_id
        assert 3 <= len(item.tags) <= 5, item.item_id
        assert len(set(item.categories)) == len(item.categories), item.item_id
        assert len(set(item.tags)) == len(item.tags), item.item_id
        assert item.published_at is None or UTC_2024 <= item.published_at < UTC_2027, item.item_id


@each
def test_descriptions_are_neither_short_nor_long(name):
    for item in scenarios.items(name):
        characters = len(re.findall(r"[\u4e00-\u9fff]", item.description))
        words = len(re.findall(r"[A-Za-z][\w'’-]*", item.description))
        assert 15 <= words + characters / 1.7 <= 42, (item.item_id, words, characters)


@each
def test_lines_hold_known_fields_only(name):
    known = set(scenarios.items(name)[0].__struct_fields__)
    lines = files(scenarios).joinpath(name, "items.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(set(json.loads(line)) <= known for line in lines)
    assert len(lines) == len(scenarios.items(name))


@each
def test_a_part_is_new_and_a_part_has_no_date(name):
    dated = sum(item.published_at is not None for item in scenarios.items(name))
    assert 0.2 * len(scenarios.items(name)) < dated < len(scenarios.items(name))


@each
def test_every_category_is_reachable_from_words(name):
    categories = {category for item in scenarios.items(name) for category in item.categories}
    assert sorted(category for category in categories if key(category) not in word_keys(name)) == []


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("media", {"kind", "year", "creator"}),
        ("education", {"level", "hours", "teacher", "price"}),
        ("shop", {"brand", "price"}),
        ("social", {"author", "kind", "minutes"}),
    ],
)
def test_attributes_of_each_kind_of_catalogue(name, attributes):
    for item in scenarios.items(name):
        assert attributes <= set(item.attributes), item.item_id
        assert isinstance(item.attributes.get("price", 0.0), float), item.item_id
    kinds = {item.attributes.get("kind") for item in scenarios.items(name)}
    assert kinds <= {None, "film", "book", "post", "video", "article"}


@pytest.mark.parametrize(
    ("categories", "kind", "least"),
    [
        ({"science fiction"}, "film", 6),
        ({"科幻"}, "film", 6),
        ({"science fiction"}, "book", 6),
        ({"科幻"}, "book", 6),
        ({"horror", "恐怖"}, None, 6),
        ({"comedy", "喜剧"}, None, 6),
        ({"romance", "爱情"}, None, 6),
        ({"mystery", "悬疑"}, None, 6),
        ({"history", "历史"}, None, 5),
        ({"documentary", "纪录片"}, None, 6),
    ],
)
def test_media_is_rich_enough_to_refuse_a_genre(categories, kind, least):
    found = [
        item
        for item in scenarios.items("media")
        if categories & set(item.categories) and item.attributes["kind"] in {kind or "film", kind or "book"}
    ]
    assert len(found) >= least


def test_media_has_slow_science_fiction_and_healing_animation_in_both_languages():
    for sf, slow in (("science fiction", "slow burn"), ("科幻", "慢节奏")):
        assert sum(sf in item.categories and slow in item.tags for item in scenarios.items("media")) >= 4
    for animation, healing in (("animation", "healing"), ("动画", "治愈")):
        assert (
            sum(animation in item.categories and healing in item.tags for item in scenarios.items("media"))
            >= 2
        )


COMMON = {
    "推荐",
    "故事",
    "方法",
    "有趣",
    "学习",
    "short",
    "light",
    "story",
    "list",
    "set",
    "home",
    "work",
    "reading",
}


@each
def test_no_category_or_tag_is_a_word_of_plain_requests(name):
    """A sentence is searched for the names of facets: "recommend me a short one" must name none."""
    assert not COMMON & {
        fold(word) for item in scenarios.items(name) for word in (*item.categories, *item.tags)
    }


@each
def test_no_category_holds_more_than_a_quarter(name):
    items = scenarios.items(name)
    largest = Counter(category for item in items for category in item.categories).most_common(1)[0][1]
    assert largest <= len(items) / 4
