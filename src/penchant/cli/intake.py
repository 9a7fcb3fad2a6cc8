"""Taking the rows of a file into the engine, batch after batch, each bad row named by its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from penchant.cli.lines import BadRow
from penchant.domain import Event, Item, Value
from penchant.errors import InvalidFile, InvalidInput, NotFound, PenchantError, UnknownItem
from penchant.validate import checked_item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from penchant import Engine
    from penchant.cli.lines import Row
    from penchant.cli.mapping import Mapping

ITEM_BATCH = 1_000
EVENT_BATCH = 5_000
SHOWN = 20
"""Bad rows that are kept to be shown; the rest are counted."""
SAMPLES = 3
_CONSTANT = ":="

Noun = TypeVar("Noun", bound=Item | Event)
Taken_contra = TypeVar("Taken_contra", bound=Item | Event, contravariant=True)


class Fault(Value, frozen=True):
    """A row that could not be used, and why; `row` is what stood there, if it could be read."""

    file: str
    line: int
    field: str
    message: str
    hint: str
    row: dict[str, Any] | None = None

    def place(self) -> str:
        """File, line and field, for a message."""
        return f"{self.file!r}, line {self.line}" + (f", {self.field}" if self.field else "")


class Sink(Protocol[Taken_contra]):
    """Where rows go, a batch of `size` at a time.

    `store` takes a batch, all or nothing, and says how many were new; `probe` raises what is wrong with one.
    """

    size: int

    def store(self, batch: Sequence[Taken_contra]) -> int:
        """Take a batch in, all or nothing; how many were new."""
        ...

    def probe(self, noun: Taken_contra) -> object:
        """Raises what is wrong with this one; takes nothing in."""
        ...


class ItemSink:
    """Items into the catalogue."""

    size = ITEM_BATCH

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def store(self, batch: Sequence[Item]) -> int:
        """How many items were put; raises `InvalidItem`."""
        return self._engine.put_items(batch)

    def probe(self, noun: Item) -> object:
        """Raises what is wrong with this one."""
        return checked_item(noun)


class EventSink:
    """Events into the log."""

    size = EVENT_BATCH

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def store(self, batch: Sequence[Event]) -> int:
        """How many events were new; raises `InvalidEvent` or `UnknownItem`."""
        return sum(observed.new for observed in self._engine.observe(*batch))

    def probe(self, noun: Event) -> object:
        """Raises what is wrong with this one."""
        return self._engine.check_event(noun)


class DryItems(ItemSink):
    """Counts items that could be put."""

    def store(self, batch: Sequence[Item]) -> int:
        """All of them, once each has been checked."""
        for item in batch:
            self.probe(item)
        return len(batch)


class DryEvents(EventSink):
    """Counts events that could be observed."""

    def store(self, batch: Sequence[Event]) -> int:
        """All of them, once each has been checked."""
        for event in batch:
            self.probe(event)
        return len(batch)


class Tally(Generic[Noun]):
    """What has been done so far; counts grow as the import goes on."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows = 0
        self.imported = 0
        self.new = 0
        self.rejected = 0
        self.faults: list[Fault] = []
        self.first: list[Noun] = []
        self.notes: list[str] = []

    def refuse(self, fault: Fault) -> None:
        """Count a bad row, and keep it if it is among the first."""
        self.rejected += 1
        if len(self.faults) < SHOWN:
            self.faults.append(fault)


class Intake(Generic[Noun]):
    """One file's way in.

    Args:
        read: makes a noun of `(line, row)`, or raises `BadRow`.
        sink: where batches go.
        tally: what is counted.
        refuse: what happens to a bad row; `stop` raises, and then the batch it stands in is not stored.
    """

    def __init__(
        self,
        read: Callable[[int, Row], Noun],
        sink: Sink[Noun],
        tally: Tally[Noun],
        refuse: Callable[[Fault], None],
    ) -> None:
        self._read = read
        self._sink = sink
        self._tally = tally
        self._refuse = refuse
        self._batch: list[tuple[int, Row, Noun]] = []

    def take(self, rows: Iterable[tuple[int, Row | BadRow]]) -> None:
        """Take all rows; raises what `refuse` raises, and what the store does."""
        tally, batch, size = self._tally, self._batch, self._sink.size
        for line, row in rows:
            tally.rows += 1
            try:
                if isinstance(row, BadRow):
                    raise row
                batch.append((line, row, self._read(line, row)))
            except BadRow as bad:
                self._bad(line, row, bad.field, bad.message, bad.hint)
            if len(batch) >= size:
                self._flush()
        self._flush()

    def _flush(self) -> None:
        nouns = [noun for _, _, noun in self._batch]
        if not nouns:
            return
        try:
            new = self._sink.store(nouns)
        except (InvalidInput, NotFound) as error:
            nouns = self._sound(error)
            new = self._sink.store(nouns) if nouns else 0
        tally = self._tally
        tally.imported += len(nouns)
        tally.new += new
        tally.first += nouns[: SAMPLES - len(tally.first)]
        self._batch.clear()

    def _sound(self, error: PenchantError) -> list[Noun]:
        """Those of the refused batch that nothing is wrong with; the others are refused by line."""
        sound = []
        for line, row, noun in self._batch:
            try:
                self._sink.probe(noun)
            except (InvalidInput, NotFound) as found:
                self._bad(
                    line, row, "item_id" if isinstance(found, UnknownItem) else "", found.message, found.hint
                )
            else:
                sound.append(noun)
        if len(sound) == len(
            self._batch
        ):  # wrong only together, such as two rows of one id: no line is to blame alone
            lines = f"lines {self._batch[0][0]} to {self._batch[-1][0]}"
            raise InvalidFile(f"{self._tally.file!r}, {lines}: {error.message}", hint=error.hint) from error
        return sound

    def _bad(self, line: int, row: Row | BadRow, field: str, message: str, hint: str) -> None:
        kept = None
        if isinstance(row, dict):
            kept = {key: value for key, value in row.items() if not key.endswith(_CONSTANT)}
        self._refuse(
            Fault(file=self._tally.file, line=line, field=field, message=message, hint=hint, row=kept)
        )


def stop(fault: Fault) -> None:
    """The strict policy: the first bad row ends the import.

    Raises:
        InvalidFile: always, naming file, line and field.
    """
    raise InvalidFile(
        f"{fault.place()}: {fault.message}",
        hint=fault.hint or "Mend the row, or leave such rows out with --on-error skip.",
    )


def first_columns(
    rows: Iterable[tuple[int, Row | BadRow]],
) -> tuple[tuple[str, ...], list[tuple[int, Row | BadRow]]]:
    """The keys of the first readable row, and all that was read to find it."""
    read = []
    for line, row in rows:
        read.append((line, row))
        if isinstance(row, dict):
            return tuple(row), read
    return (), read


def unseen(mapping: Mapping, columns: Sequence[str]) -> list[str]:
    """The columns that `--map` names and `columns` lack."""
    return sorted(mapping.named - {*columns})
