"""What identifies people is taken out of a text before it leaves the process, and put back into what comes back.

The places hold a kind and a number, such as `[NAME_1]`: the same words get the same place within one text, and a place that the
text already holds is not used. What the rules cannot see (a nickname without a hint, a description that fits only one) stays:
docs/howto/privacy.md says how much that is.
"""

from __future__ import annotations

import importlib.util
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from penchant.domain import Value
from penchant.errors import MissingExtra
from penchant.privacy import identifiers_en, identifiers_zh
from penchant.privacy.numbers import numbers
from penchant.privacy.spans import Span, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_PLACE = re.compile(r"\[[A-Z]{2,8}_\d{1,4}\]")
_LONGEST_PLACE = 16
_LEAST_REPEATED = 2
"""Characters of a name that is looked for a second time: one character of Chinese stands in too many words."""


class Redacted(Value, frozen=True):
    """A text as it may leave, and what stood in each place of it."""

    text: str
    places: dict[str, str] = msgspec.field(default_factory=dict)

    def restored(self, answer: str, form: Callable[[str], str] = str) -> str:
        """An answer with everything back in its place, each in the `form` that the answer needs (escaped, inside JSON)."""
        if not self.places:
            return answer
        return _PLACE.sub(lambda m: form(self.places[m[0]]) if m[0] in self.places else m[0], answer)

    def restored_parts(self, parts: Iterable[str]) -> Iterator[str]:
        """The same for an answer that comes in parts: a place may lie across two of them."""
        held = ""
        for part in parts:
            held += part
            start = held.rfind("[")
            whole = start < 0 or "]" in held[start:] or len(held) - start > _LONGEST_PLACE
            cut = len(held) if whole or not self.places else start
            if ready := held[:cut]:
                yield self.restored(ready)
            held = held[cut:]
        if held:
            yield self.restored(held)


def check_installed() -> None:
    """Raises MissingExtra where what finds numbers is not installed: said when an engine is built, not at the first call."""
    for name in ("phonenumbers", "stdnum"):
        if importlib.util.find_spec(name) is None:
            raise MissingExtra(
                f"redaction before a text leaves this process needs {name!r}, which is not installed",
                hint="pip install 'penchant[language]'",
            )


def redact(text: str, is_known: Callable[[str], bool] = lambda _: False) -> Redacted:
    """The text without what identifies people; names that `is_known` says are the catalogue's stay, since they are interests."""
    spans = joined(identifiers(text, is_known))
    taken = set(_PLACE.findall(text))
    counts: dict[str, int] = defaultdict(int)
    place_of: dict[str, str] = {}
    parts, at = [], 0
    for span in spans:
        words = text[span.start : span.end]
        if words not in place_of:
            place_of[words] = _free(span.kind, counts, taken)
        parts += [text[at : span.start], place_of[words]]
        at = span.end
    return Redacted(
        text="".join([*parts, text[at:]]), places={place: words for words, place in place_of.items()}
    )


def identifiers(text: str, is_known: Callable[[str], bool] = lambda _: False) -> list[Span]:
    """What identifies people in a text. Spans may overlap."""
    spans = [*numbers(text), *identifiers_en.addresses(text), *identifiers_zh.addresses(text)]
    names = [*identifiers_en.names(text), *identifiers_zh.names(text)]
    names = [span for span in names if not is_known(text[span.start : span.end])]
    return [*spans, *names, *_again(text, names)]


def _again(text: str, names: Iterable[Span]) -> Iterator[Span]:
    """Where the same names stand once more."""
    for words in {text[span.start : span.end] for span in names}:
        if len(words) < _LEAST_REPEATED:
            continue
        pattern = rf"(?<!\w){re.escape(words)}(?!\w)" if words.isascii() else re.escape(words)
        for match in re.finditer(pattern, text):
            yield Span(start=match.start(), end=match.end(), kind="NAME")


def _free(kind: str, counts: dict[str, int], taken: set[str]) -> str:
    """The next place of a kind that the text does not hold already."""
    while True:
        counts[kind] += 1
        place = f"[{kind}_{counts[kind]}]"
        if place not in taken:
            return place
