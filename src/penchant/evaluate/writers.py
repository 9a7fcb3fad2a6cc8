"""Who writes the ideas that the lab measures: a script, noise, an oracle, or answers of a real model that were recorded.

None of the first three is a model. The script shows what plain composition adds, noise what a model without sense could spoil, and
the oracle, which knows what was chosen next, how much the channel could add at most. Recorded answers alone say what a model does.
"""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from penchant.domain import Value
from penchant.errors import InvalidFile, ModelUnavailable
from penchant.ports import Completion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from penchant.domain import Item
    from penchant.ports import LanguageModel, Prompt

SCRIPTED, NOISE, ORACLE = "scripted", "noise", "oracle"
ITEMS = 4
_SYLLABLES = "ba ce di fo gu ha ke li mo nu pa re si to va we xi yo za".split()  # noqa: SIM905 - noise is read better so
_MANNERS = (
    "A quiet turn of {kind}, told with patience and an eye for people.",
    "{kind} with a second thread of {other}, fast and surprising.",
    "What {kind} can be when it takes {other} seriously.",
    "A first work of {kind}, small in scale and sure of its mood.",
)


class Recorded(Value, frozen=True):
    """One answer: the digest of the data it answers, and its text."""

    key: str
    answer: str


class Writer:
    """Stands where a language model does. Safe to ask from one thread.

    Args:
        source: `scripted`, `noise`, `oracle`, or a JSON lines file of recorded answers.
        model: asked for what the file lacks, and its answers added to it; None for nobody.
    """

    def __init__(self, source: str, model: LanguageModel | None = None) -> None:
        self.name, self.local = source, True
        self.input_price = self.output_price = 0.0
        self.wanted: Sequence[Item] = ()
        """What was chosen next: for the oracle alone."""
        self._model = model
        self._file = None if source in {SCRIPTED, NOISE, ORACLE} else Path(source)
        self._recorded = _read(self._file, may_begin=model is not None) if self._file else {}

    def complete(self, prompt: Prompt, timeout: float) -> Completion:
        """The answer. Raises ModelUnavailable where nobody has one."""
        if self._file is not None:
            return self._played(prompt, timeout)
        chance = random.Random(_key(prompt))  # noqa: S311 - chance, not secrecy
        held = msgspec.json.decode(prompt.data)
        write = {SCRIPTED: _composed, NOISE: _noise}.get(self.name)
        items = write(held, chance) if write else _foreseen(self.wanted, held)
        return Completion(text=msgspec.json.encode({"items": items}).decode())

    def stream(self, prompt: Prompt, timeout: float) -> Iterator[str]:
        """The answer in one part."""
        yield self.complete(prompt, timeout).text

    def close(self) -> None:
        """Let the model go."""
        if self._model is not None:
            self._model.close()

    def _played(self, prompt: Prompt, timeout: float) -> Completion:
        key = _key(prompt)
        if key not in self._recorded:
            if self._model is None:
                raise ModelUnavailable(
                    f"{self.name!r} holds no answer to this", hint="record one: set `language_model.model`."
                )
            found = self._model.complete(prompt, timeout)
            if not found.finished:
                return found
            self._recorded[key] = found.text
            self._keep(Recorded(key=key, answer=found.text))
        return Completion(text=self._recorded[key])

    def _keep(self, one: Recorded) -> None:
        assert self._file is not None  # noqa: S101 - only a file is played
        with self._file.open("ab") as out:
            out.write(msgspec.json.encode(one) + b"\n")


def _read(path: Path, *, may_begin: bool) -> dict[str, str]:
    if may_begin and not path.exists():
        return {}
    try:
        lines = path.read_bytes().splitlines()
        return {(one := msgspec.json.decode(line, type=Recorded)).key: one.answer for line in lines if line}
    except (OSError, msgspec.MsgspecError) as error:
        raise InvalidFile(
            f"{str(path)!r} holds no recorded answers: {error}",
            hint=f"name such a file, or one of {SCRIPTED}, {NOISE}, {ORACLE}.",
        ) from error


def _key(prompt: Prompt) -> str:
    return hashlib.blake2b(prompt.data.encode(), digest_size=12).hexdigest()


def _composed(held: dict[str, list[dict[str, object]]], chance: random.Random) -> list[dict[str, object]]:
    """Each wish in turn with another of its facets or a usual category, in one of a few manners."""
    wanted = [wish for wish in held["wishes"] if wish["is"] == "wanted"]
    made: list[dict[str, object]] = []
    for place in range(ITEMS):
        wish = wanted[place % len(wanted)]
        facets = _words(wish.get("facets"))
        kind = ", ".join(facets) or str(wish.get("words", ""))
        others = facets[1:] or [str(name) for name in held["categories"]]
        other = chance.choice(others) if others else kind
        told = _MANNERS[place % len(_MANNERS)].format(kind=kind, other=other)
        made.append(
            {
                "title": f"The {kind.title()} Hour {place}",
                "description": told,
                "facets": facets,
                "serves": [wish["number"]],
            }
        )
    return made


def _noise(held: dict[str, list[dict[str, object]]], chance: random.Random) -> list[dict[str, object]]:
    """Syllables, any facets, any wishes: what a model without sense might write."""
    names = [str(name) for name in held["categories"]]
    numbers = [wish["number"] for wish in held["wishes"]]
    return [
        {
            "title": _babble(chance, 3),
            "description": _babble(chance, 14),
            "facets": chance.sample(names, min(2, len(names))),
            "serves": numbers,
        }
        for _ in range(ITEMS)
    ]


def _babble(chance: random.Random, words: int) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=chance.randint(1, 3))) for _ in range(words)).title()


def _foreseen(wanted: Sequence[Item], held: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    """The items that were chosen next, without their titles."""
    numbers = [wish["number"] for wish in held["wishes"] if wish["is"] == "wanted"]
    return [
        {
            "title": "Untitled",
            "description": item.description,
            "facets": [*item.categories, *item.tags],
            "serves": numbers,
        }
        for item in wanted[:ITEMS]
    ]


def _words(held: object) -> list[str]:
    return [str(word) for word in held] if isinstance(held, list) else []
