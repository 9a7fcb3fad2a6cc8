"""What each steering verb declares. An act gives None where the verb has nothing to stand on: the clause is then a sentence."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from penchant.converse.chips import quoted
from penchant.converse.measures import (
    PLAIN,
    Measure,
    Span,
    attribute,
    in_units_of,
    languages,
    number,
    shortest,
)
from penchant.domain import InterestEdit
from penchant.settings import DAY
from penchant.text import fold, tokens

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from penchant.converse.steering import About, Shown

    Edits = list[InterestEdit] | None

A_DAY, A_WEEK = DAY, 7 * DAY
"""How long what narrows or widens lists holds, and how long something is shown less, where the person does not say."""
SURPRISES = 0.3
"""Share of places that go to exploration when someone asks for a surprise."""
KINDS_ALIKE = 2
"""Of so much that an item is filed under, "more like it" asks for."""
KINDS_TRIED = 6
SHORTEST_MATCH = 2
LABELS = {
    "newer": {"en": "newer than {year}", "zh": "比{year}更新的"},
    "older": {"en": "older than {year}", "zh": "比{year}更早的"},
}
_PLACES = dict(
    zip(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"],
        range(1, 11),
        strict=True,
    )
)
_HALF = 0.5
_PRONOUNS = frozenset(["this", "that", "these", "those", "it", "them", "everything", "anything"])
_POINTING = ("这", "那", "它", "this ", "that ")
"""Words that name nothing by themselves."""
_DECADE = 10


class Said(NamedTuple):
    """A clause that is a verb: its words without courtesy, what was found in it, and for how long it is to hold, if it says so."""

    words: str
    tongue: str
    found: re.Match[str]
    span: Span | None

    def get(self, *names: str) -> str | None:
        """The first of these groups that holds something."""
        held = self.found.groupdict()
        return next((held[name] for name in names if held.get(name) is not None), None)

    def until(self, now: int, otherwise: int) -> int | None:
        """When it ends, ms; None for never."""
        lasts = otherwise if self.span is None else self.span.lasts
        return None if lasts is None else now + lasts


def less(said: Said, about: About) -> Edits:
    """A milder refusal of a topic, for a while."""
    labels = _objects(said) or _kinds(_meant(said, about), 1)
    until = said.until(about.now, A_WEEK)
    return [
        InterestEdit(action="declare", label=label, polarity=-1, hardness="soft", expires_at=until)
        for label in labels
    ] or None


def more_like(said: Said, about: About) -> Edits:
    """What an item of the last list is filed under, wanted for a day."""
    item = _meant(said, about)
    until = said.until(about.now, A_DAY)
    return [
        InterestEdit(action="declare", label=label, polarity=1, hardness="soft", expires_at=until)
        for label in _unwanted(_kinds(item, KINDS_TRIED), about)[:KINDS_ALIKE]
    ] or None


def not_now(said: Said, about: About) -> Edits:
    """Less, until tomorrow, of what leads the last list; where a question waits, it alone is put off."""
    if about.asked:
        return []
    until = said.until(about.now, A_DAY)
    return [
        InterestEdit(action="declare", label=label, polarity=-1, hardness="soft", expires_at=until)
        for label in _kinds(_meant(said, about), 1)
    ] or None


def forget(said: Said, about: About) -> Edits:
    """The interests of that name are dropped."""
    names = (
        _kinds(about.shown[0], 1)
        if said.get("this") and about.shown
        else [said.get("object", "object2", "object3") or ""]
    )
    wanted = {token for name in names for token in tokens(name)}
    found = [i for i in about.interests if wanted and _speaks_of(wanted, (i.label, *_values(i.facets)))]
    return [InterestEdit(action="drop", interest_id=i.interest_id) for i in found] or None


def undo(said: Said, about: About) -> Edits:  # noqa: ARG001 - the shape of an act
    """The newest thing declared is dropped."""
    declared = [i for i in about.interests if i.source == "declared" and i.evidence]
    newest = max(declared, key=lambda i: i.evidence[0].timestamp, default=None)
    return None if newest is None else [InterestEdit(action="drop", interest_id=newest.interest_id)]


def explore(said: Said, about: About) -> Edits:
    """A share of places for what would not have come."""
    until = said.until(about.now, A_DAY)
    return [InterestEdit(action="declare", label=said.words, explore=SURPRISES, expires_at=until)]


def minutes(said: Said, about: About) -> Edits:
    """A bound on how long things take, in the unit of the catalogue."""
    amount = number(said.get("n") or "")
    side = _side(said)
    if amount is None or side is None:
        return None
    amount += _HALF if said.get("half", "half2") else 0.0
    unit = (said.get("unit") or "").casefold().removeprefix("个")
    length = amount if unit.startswith("m") or unit == "分钟" else 60 * amount
    facts = about.facts()
    name = attribute("minutes", facts)
    if name is not None:
        length = in_units_of(name, length, facts.numbers[name])
    return _bounded("minutes", name, side, length, said, about)


def price(said: Said, about: About) -> Edits:
    """A bound on what things cost, in the money of the catalogue."""
    amount = number(said.get("n", "n2") or "")
    side = "<=" if said.get("budget") is not None else _side(said)
    name = attribute("price", about.facts())
    money = said.get("sign", "n2", "budget") is not None or said.tongue == "zh"
    if amount is None or side is None or (name is None and not money):
        return None
    return _bounded("price", name, side, amount, said, about)


def year(said: Said, about: About) -> Edits:
    """A bound on the year, or one year or decade."""
    nothing, field = said.get("nothing") is not None, attribute("year", about.facts()) or PLAIN["year"]
    decade = said.get("decade")
    first = _decade(decade) if decade else int(said.get("year") or 0)
    last = first + (_DECADE - 1 if decade else 0)
    until = said.until(about.now, A_DAY)
    if said.get("after") is not None or said.get("before") is not None:
        upward = (said.get("after") is not None) is not nothing
        where = f"{field} >= {first}" if upward else f"{field} <= {last}"
        where = (
            where
            if nothing or said.tongue == "zh"
            else f"{field} > {last}"
            if upward
            else f"{field} < {first}"
        )
    elif said.get("only") is None and said.tongue == "en":
        return None  # "something from 1999" is a wish for the reader
    else:
        where = f"{field} {first}..{last}"
    return [_filter(said.words, where, until)]


def newer(said: Said, about: About) -> Edits:
    """Later than what was just shown, by the middle of its years."""
    return _beside(said, about, "newer", ">")


def older(said: Said, about: About) -> Edits:
    """Earlier than what was just shown."""
    return _beside(said, about, "older", "<")


def only_language(said: Said, about: About) -> Edits:
    """One language, by whatever the catalogue calls it."""
    named = (said.get("tongue") or "").replace("国产", "中文")
    facts = about.facts()
    name = attribute("language", facts)
    held = languages(named, facts.words[name]) if name is not None else ()
    values = ", ".join(map(quoted, held or (named,)))
    where = f"{name or PLAIN['language']} in [{values}]"
    return [_filter(said.words, where, said.until(about.now, A_DAY))]


def nothing(said: Said, about: About) -> Edits:  # noqa: ARG001 - the shape of an act
    """A verb that declares nothing: another page, or a question waved off."""
    return []


ACTS: dict[str, Callable[[Said, About], Edits]] = {
    "more": nothing,
    "wave": nothing,
    "undo": undo,
    "explore": explore,
    "not_now": not_now,
    "minutes": minutes,
    "price": price,
    "year": year,
    "newer": newer,
    "older": older,
    "language": only_language,
    "more_like": more_like,
    "less": less,
    "forget": forget,
}


def _filter(label: str, where: str, until: int | None) -> InterestEdit:
    return InterestEdit(action="declare", label=label, where=where, expires_at=until)


def _bounded(
    measure: Measure, name: str | None, side: str, amount: float, said: Said, about: About
) -> list[InterestEdit]:
    where = f"{_written(name or PLAIN[measure])} {side} {shortest(amount)}"
    return [_filter(said.words, where, said.until(about.now, A_DAY))]


def _written(name: str) -> str:
    """An attribute's name as a filter writes it."""
    return name if name.isidentifier() else quoted(name)


def _side(said: Said) -> Literal["<=", ">="] | None:
    """Which bound a quantity is: "nothing over" is one above, as is a bare "within"."""
    most = said.get("most", "within", "max") is not None
    least = said.get("least", "beyond") is not None
    if most == least:
        return None
    if said.get("nothing") is not None:
        return "<=" if least else ">="
    return "<=" if most else ">="


def _beside(said: Said, about: About, name: Literal["newer", "older"], sign: str) -> Edits:
    facts = about.facts()
    field = attribute("year", facts)
    until = said.until(about.now, A_DAY)
    if field is None:
        dates = [item.published_at for item in about.shown if item.published_at is not None]
        if not dates:
            return None
        day = datetime.fromtimestamp(statistics.median(dates) / 1000, UTC).date().isoformat()
        return [_filter(LABELS[name][said.tongue].format(year=day), f"published_at {sign} {day}", until)]
    years = [item.year for item in about.shown if item.year is not None]
    middle = statistics.median(years) if years else facts.numbers[field]
    label = LABELS[name][said.tongue].format(year=shortest(round(middle)))
    return [
        _filter(label, f"{_written(field)} {sign} {shortest(round(middle))}", said.until(about.now, A_DAY))
    ]


def _decade(text: str) -> int:
    """1990 for "90", 2010 for "10"."""
    start = int(text)
    return (1900 if start >= 3 * _DECADE else 2000) + start


def _objects(said: Said) -> list[str]:
    """The topics that a verb names, taken apart at "and"."""
    named = said.get("object")
    if not named or fold(named) in _PRONOUNS or named.startswith(_POINTING):
        return []
    joints = ("和", "、", "跟") if said.tongue == "zh" else (" and ", " or ")
    parts = [named]
    for joint in joints:
        parts = [piece for part in parts for piece in part.split(joint)]
    return [part.strip() for part in parts if part.strip()]


def _meant(said: Said, about: About) -> Shown | None:
    """The item of the last list that is spoken of: by its place, its title, else the first."""
    if said.get("title") is not None:
        return _titled(said.get("title") or "", about)
    if said.get("last") or (said.get("place") or "").casefold() == "last":
        return about.shown[-1] if about.shown else None
    place = _place(said.get("place"))
    return about.shown[place - 1] if 0 < place <= len(about.shown) else None


def _place(text: str | None) -> int:
    if text is None:
        return 1
    plain = text.casefold()
    if plain in _PLACES:
        return _PLACES[plain]
    digits = "".join(character for character in plain if character.isdigit())
    found = number(digits or plain)
    return 0 if found is None else int(found)


def _titled(title: str, about: About) -> Shown | None:
    whole = fold(title)
    for item in about.shown:
        own = fold(item.title)
        if own == whole or (len(whole) > SHORTEST_MATCH and own.startswith(whole)):
            return item
    return None


def _kinds(item: Shown | None, most: int) -> list[str]:
    """What an item is filed under, the most telling first; its title where it is filed under nothing."""
    if item is None:
        return []
    return list(item.kinds[:most]) or [item.title]


def _unwanted(kinds: list[str], about: About) -> list[str]:
    """Those that are not wanted already, where there are any: what binds is not made milder."""
    held = {fold(w) for i in about.interests if i.polarity > 0 for w in (i.label, *_values(i.facets))}
    return [kind for kind in kinds if fold(kind) not in held] or kinds


def _speaks_of(wanted: set[str], held: tuple[str, ...]) -> bool:
    return any(wanted <= set(tokens(text)) for text in held)


def _values(facets: tuple[str, ...]) -> list[str]:
    return [name.partition(":")[2] for name in facets]
