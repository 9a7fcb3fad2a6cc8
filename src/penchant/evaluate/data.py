"""Data folders in the standard formats, read as nouns: items, sequences, events, requests, feedback.

Files may be plain or end in `.gz`. What a folder lacks that a protocol needs is said by name. File order is kept: many events share
a second, so events are sorted stably and numbered in that order, and their ids say it.
"""

from __future__ import annotations

import csv
import gzip
import random
from typing import IO, TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from penchant.domain import Event, Item, Value
from penchant.errors import InvalidFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

T = TypeVar("T")
SECOND = 1_000
DAY = 86_400_000
BEGIN = 1_400_000_000_000
"""The moment when every conversation begins."""
END = 1_700_000_000_000
"""The moment of the last place of every sequence. They have an order and no times, so that each place is taken for a day; and since
the data were gathered at one moment, all end then: no sum holds an event that is later than a question."""
CATALOGUE = ("items.jsonl.gz", "items.jsonl")


class History(NamedTuple):
    """One user's items, oldest first."""

    user_id: str
    items: tuple[str, ...]


class Turn(Value, frozen=True):
    """One turn of a dialogue: `role` is `user`, or `system` for the other party."""

    role: str
    text: str


class Asked(Value, frozen=True):
    """A request of a dialogue: what was said so far, the items named so far, and those that were then recommended."""

    request_id: str
    dialog_id: str
    turns: tuple[Turn, ...]
    entities: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """What a seeker declared of an item after the talk: `liked` is `like`, `dislike` or `unsaid`."""

    dialog_id: str
    item_id: str
    liked: str


def items(folder: Path) -> tuple[Item, ...]:
    """The catalogue; where there is no items file, the ids of the events, in the order they appear. Raises InvalidFile."""
    path = next((folder / name for name in CATALOGUE if (folder / name).is_file()), None)
    if path is None:
        ids = dict.fromkeys(event.item_id or "" for event in events(folder))
        return tuple(Item(item_id=item_id) for item_id in ids)
    decoder = msgspec.json.Decoder(Item)
    return tuple(_decoded(path, decoder))


def sequences(folder: Path) -> tuple[History, ...]:
    """The users' sequences. Raises InvalidFile."""
    path = _one(folder, "sequences.txt")
    with _opened(path) as lines:
        words = [line.split() for line in lines]
    return tuple(History(user, tuple(held)) for user, *held in words)


def events(folder: Path, *, shuffle_seconds: int | None = None) -> tuple[Event, ...]:
    """All events of the folder's `events*.csv`, by time; those of one moment in file order.

    With `shuffle_seconds`, a seed, those of one second stand in a random order instead. Their ids are their places. Raises
    InvalidFile, also where there are no times.
    """
    rows: list[dict[str, str]] = []
    for path in _several(folder, "events*.csv"):
        with _opened(path) as lines:
            rows += csv.DictReader(lines)
    if rows and "timestamp" not in rows[0]:
        raise InvalidFile(f"the events of {str(folder)!r} have no times", hint="this protocol needs them.")
    times = [round(float(row["timestamp"]) * SECOND) for row in rows]
    if shuffle_seconds is None:
        order = sorted(range(len(rows)), key=times.__getitem__)
    else:
        chance = random.Random(shuffle_seconds)  # noqa: S311 - chance, not secrecy
        order = sorted(range(len(rows)), key=lambda place: (times[place] // SECOND, chance.random()))
        # A later event of the second must not be earlier by its time.
        times = [time // SECOND * SECOND for time in times]
    return tuple(
        Event(
            event_id=f"e{number:09d}",
            user_id=rows[place]["user_id"],
            item_id=rows[place]["item_id"],
            event_type=rows[place]["event_type"],
            value=float(rows[place]["value"]) if rows[place].get("value") else None,
            timestamp=times[place],
        )
        for number, place in enumerate(order)
    )


def everyone(folder: Path) -> tuple[Event, ...]:
    """All that was done, whichever way the folder tells it; nothing where it tells of nothing. Raises InvalidFile."""
    if has_sequences(folder):
        return tuple(
            deed(user, k, i, of=len(held)) for user, held in sequences(folder) for k, i in enumerate(held)
        )
    return events(folder) if has_times(folder) else ()


def has_times(folder: Path) -> bool:
    """Whether the folder holds events, with times."""
    files = [*folder.glob("events*.csv"), *folder.glob("events*.csv.gz")]
    if not files:
        return False
    with _opened(files[0]) as lines:
        return "timestamp" in next(csv.reader(lines), [])


def event_types(folder: Path) -> frozenset[str]:
    """The types of the folder's events; none where there are no events."""
    found: set[str] = set()
    for path in (*folder.glob("events*.csv"), *folder.glob("events*.csv.gz")):
        with _opened(path) as lines:
            found |= {row["event_type"] for row in csv.DictReader(lines)}
    return frozenset(found)


def requests(folder: Path, part: str = "") -> tuple[Asked, ...]:
    """The requests of `requests.jsonl`, or of a part such as `valid` or `train`. Raises InvalidFile."""
    return decoded(folder, f"requests_{part}.jsonl" if part else "requests.jsonl", Asked)


def feedback(folder: Path) -> tuple[Verdict, ...]:
    """What seekers declared of items. Raises InvalidFile."""
    with _opened(_one(folder, "feedback.csv")) as lines:
        return tuple(Verdict(r["dialog_id"], r["item_id"], r["liked"]) for r in csv.DictReader(lines))


def decoded(folder: Path, name: str, kind: type[T]) -> tuple[T, ...]:
    """The lines of a JSON lines file as values of `kind`. Raises InvalidFile."""
    return tuple(_decoded(_one(folder, name), msgspec.json.Decoder(kind)))


def at(place: int, of: int) -> int:
    """The moment, ms, of a place (from 0) in a sequence `of` so many."""
    return END - (of - 1 - place) * DAY


def deed(user_id: str, place: int, item_id: str, event_type: str = "purchase", *, of: int) -> Event:
    """The event at `place` (from 0) of a user's sequence, which is `of` so many."""
    return Event(
        event_id=f"{user_id}-{place:05d}",
        user_id=user_id,
        item_id=item_id,
        event_type=event_type,
        timestamp=at(place, of),
    )


def sample(cases: Sequence[object], count: int | None, seed: int) -> list[int]:
    """Places of `count` random cases in their order; all places for None."""
    if count is None or count >= len(cases):
        return list(range(len(cases)))
    return sorted(random.Random(seed).sample(range(len(cases)), count))  # noqa: S311 - chance, not secrecy


def has_feedback(folder: Path) -> bool:
    """Whether the folder holds what seekers declared after a talk."""
    return any((folder / name).is_file() for name in ("feedback.csv", "feedback.csv.gz"))


def has_sequences(folder: Path) -> bool:
    """Whether the folder holds sequences."""
    return any((folder / name).is_file() for name in ("sequences.txt", "sequences.txt.gz"))


def _decoded(path: Path, decoder: msgspec.json.Decoder[T]) -> Iterator[T]:
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield decoder.decode(line)
            except msgspec.MsgspecError as error:
                raise InvalidFile(
                    f"{str(path)!r}, line {number}: {error}", hint="see docs/evaluate.md for the formats."
                ) from error


def _one(folder: Path, name: str) -> Path:
    found = [folder / ending for ending in (f"{name}.gz", name) if (folder / ending).is_file()]
    if not found:
        there = ", ".join(sorted(path.name for path in folder.glob("*"))) if folder.is_dir() else "no folder"
        raise InvalidFile(
            f"{str(folder)!r} holds no {name!r} or {name + '.gz'!r}; it holds {there or 'nothing'}",
            hint="see docs/evaluate.md for what each protocol needs.",
        )
    return found[0]


def _several(folder: Path, pattern: str) -> list[Path]:
    found = sorted({*folder.glob(pattern), *folder.glob(f"{pattern}.gz")})
    # A train file's events come before a test file's of the same moment.
    found.sort(key=lambda path: ("test" in path.name, path.name))
    return found or [_one(folder, pattern.replace("*", ""))]


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")
