"""Times as people and files write them: Unix seconds, Unix milliseconds, or ISO 8601."""

from __future__ import annotations

from datetime import UTC, date, datetime

from penchant.cli.lines import BadRow, quoted
from penchant.errors import InvalidInput
from penchant.settings import DAY

_MILLISECONDS_ABOVE = 1e11
"""A number above this counts milliseconds: as seconds it would lie after the year 5000."""
_LARGEST = 1e15
EARLIEST = 631_152_000_000
"""1 January 1990, in ms: no event of a product that people use on line is older."""
_SECOND = 1000
_FORMS = "Unix seconds, Unix milliseconds or ISO 8601 such as 2024-05-01T12:30:00Z"


def milliseconds(value: object, field: str) -> int | None:
    """The time that `value` spells, in ms since 1970; None if it is missing. ISO times without a zone are UTC.

    Raises:
        BadRow: it is no time.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if value.isspace():
            return None
        try:
            number = float(value)
        except ValueError:
            return _iso(value, field)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value) if abs(value) <= _LARGEST else _LARGEST * 10
    elif isinstance(value, date):
        return _of_date(value)
    else:
        raise _no_time(value, field)
    if not abs(number) <= _LARGEST:  # also true of NaN
        raise _no_time(value, field)
    return round(number if number > _MILLISECONDS_ABOVE else number * _SECOND)


def moment(value: object, field: str, *, now: int) -> int | None:
    """The time of something that happened: as `milliseconds`, and neither before 1990 nor more than a day after `now`.

    Raises:
        BadRow: it is no time, or an absurd one.
    """
    time = milliseconds(value, field)
    if time is not None and not EARLIEST <= time <= now + DAY:
        when = "before 1990" if time < EARLIEST else "more than a day in the future"
        raise BadRow(
            f"{quoted(value)} is a time {when}",
            field=field,
            hint=f"Write {_FORMS}; microseconds are not read.",
        )
    return time


def given(value: str | None, option: str, *, now: int | None = None) -> int | None:
    """The time after an option, in ms; with `now`, one that has happened.

    Raises:
        InvalidInput: it is no such time.
    """
    try:
        return milliseconds(value, option) if now is None else moment(value, option, now=now)
    except BadRow as bad:
        raise InvalidInput(f"{option}: {bad.message}", hint=bad.hint) from bad


def iso(time: int) -> str:
    """A time in ms as ISO 8601 in UTC, without the parts that are zero."""
    when = datetime.fromtimestamp(time / _SECOND, UTC)
    text = when.isoformat(timespec="milliseconds" if time % _SECOND else "seconds")
    return text.replace("+00:00", "Z")


def _iso(value: str, field: str) -> int:
    try:
        return _of_date(datetime.fromisoformat(value.strip()))
    except (ValueError, OverflowError):
        raise _no_time(value, field) from None


def _of_date(value: date) -> int:
    whole = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=UTC)
    zoned = whole if whole.tzinfo else whole.replace(tzinfo=UTC)
    return round(zoned.timestamp() * _SECOND)


def _no_time(value: object, field: str) -> BadRow:
    return BadRow(f"{quoted(value)} is not a time", field=field, hint=f"Write {_FORMS}.")
