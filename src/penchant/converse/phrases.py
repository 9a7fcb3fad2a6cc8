"""The words of a reply where no language model finds better ones, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Nouns = Mapping[str, Mapping[str, str]]

NONE_OF_THESE = {"en": "None of these", "zh": "都不是"}
NO_PREFERENCE = {"en": "No matter", "zh": "都可以"}
NONE_OF = {"en": "not {labels}", "zh": "不是{labels}"}
NO_MATTER = {"en": "any {field}", "zh": "{field}不限"}
FIELDS = {
    "categories": {"en": "kind", "zh": "类型"},
    "tags": {"en": "feature", "zh": "特点"},
    "brand": {"en": "brand", "zh": "品牌"},
    "cast": {"en": "actor", "zh": "演员"},
    "director": {"en": "director", "zh": "导演"},
    "writer": {"en": "writer", "zh": "编剧"},
    "author": {"en": "author", "zh": "作者"},
    "teacher": {"en": "teacher", "zh": "老师"},
    "language": {"en": "language", "zh": "语言"},
    "level": {"en": "level", "zh": "难度"},
    "creator": {"en": "creator", "zh": "创作者"},
    "artist": {"en": "artist", "zh": "艺人"},
    "publisher": {"en": "publisher", "zh": "出版方"},
    "kind": {"en": "form", "zh": "形式"},
    "format": {"en": "form", "zh": "形式"},
    "color": {"en": "colour", "zh": "颜色"},
    "colour": {"en": "colour", "zh": "颜色"},
    "size": {"en": "size", "zh": "尺寸"},
    "material": {"en": "material", "zh": "材质"},
    "country": {"en": "country", "zh": "国家"},
}
ASKS = {
    "categories": {"en": "Which kind would you like: {labels}?", "zh": "想要哪一类：{labels}？"},
    "tags": {"en": "Which {field} fits best: {labels}?", "zh": "哪个{field}最合适：{labels}？"},
    "": {"en": "Any {field} in mind: {labels}?", "zh": "{field}有想要的吗：{labels}？"},
}
HERE = {"en": "Here is what fits now: {titles}.", "zh": "现在合适的有：{titles}。"}
MORE = {"en": "Some more: {titles}.", "zh": "换一批：{titles}。"}
NOTHING = {"en": "There is nothing to show for that.", "zh": "这样就没有可以推荐的了。"}
NO_MORE = {"en": "That was all that fits.", "zh": "合适的都在前面了。"}
LEADS = {"en": "{reason}, so {title} comes first.", "zh": "{reason}，所以先推荐{title}。"}
STEERED = {"en": "Noted: {labels}.", "zh": "记下了：{labels}。"}
FOR_DAYS = {"en": "{label} (for {count} days)", "zh": "{label}（{count}天内）"}
FOR_A_DAY = {"en": "{label} (until tomorrow)", "zh": "{label}（到明天）"}
LIFTED = {"en": "Lifted: {labels}.", "zh": "已取消：{labels}。"}
LESS = {"en": "less “{label}”", "zh": "少推“{label}”"}
NO = {"en": "no “{label}”", "zh": "不要“{label}”"}
TITLE = {"en": "“{title}”", "zh": "《{title}》"}
_NONE: Nouns = {}
NAMED = 3
"""Titles that a reply names: the list stands beside it."""


def field(name: str, tongue: str, own: Nouns = _NONE) -> str:
    """A field of the items in words: the scenario's `own`, else those from here; its own name where there is no better."""
    held = {**FIELDS.get(name, {}), **own.get(name, {})}
    return held.get(tongue, name.replace("_", " "))


def indifferent(label: str, own: Nouns = _NONE) -> str | None:
    """The field that a "no matter" speaks of, by the label that it was listed under; None for any other label."""
    for name in dict.fromkeys((*own, *FIELDS)):
        words = {field(name, tongue, nouns) for tongue in NO_MATTER for nouns in (own, _NONE)}
        if label in {form.format(field=word) for form in NO_MATTER.values() for word in words}:
            return name
    for form in NO_MATTER.values():
        before, after = form.split("{field}")
        if label.startswith(before) and label.endswith(after) and len(label) > len(before + after):
            return label[len(before) : len(label) - len(after)].replace(" ", "_")
    return None


def listed(labels: Sequence[str], tongue: str, last: str = "and") -> str:
    """Several words in one phrase: "a, b or c", "a、b和c"."""
    if tongue == "zh":
        joint = "或" if last == "or" else "和"
        return joint.join(filter(None, ["、".join(labels[:-1]), *labels[-1:]]))
    return f" {last} ".join(filter(None, [", ".join(labels[:-1]), *labels[-1:]]))


def question(name: str, labels: Sequence[str], tongue: str, own: Nouns = _NONE) -> str:
    """The question about a field, with what it offers; `own` as in `field`."""
    form = ASKS.get(name, ASKS[""])[tongue]
    return form.format(field=field(name, tongue, own), labels=listed(labels, tongue, last="or"))


def titles(names: Sequence[str], tongue: str) -> str:
    """The first few titles, marked as such."""
    return listed([TITLE[tongue].format(title=name) for name in names[:NAMED]], tongue)


def side(label: str, polarity: int, hardness: str, tongue: str) -> str:
    """An interest as it is read back: "less horror", "no horror", "only comedy"."""
    if polarity > 0:
        return label
    form = NO if hardness == "never" else LESS
    return form[tongue].format(label=label)
