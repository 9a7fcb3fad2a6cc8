"""Every error Penchant raises, one tree.

    PenchantError
    ├── InvalidInput            a value the caller gave is wrong; nothing was stored
    │   ├── InvalidItem         an item's field is missing, of the wrong type or out of range
    │   ├── InvalidEvent        an event's field is missing, of the wrong type or out of range
    │   ├── InvalidExpression   a `where` expression that cannot be read
    │   ├── InvalidSetting      a setting that cannot be used
    │   └── InvalidFile         a file, or a line of it, that cannot be imported
    ├── NotFound                what was named is not there
    │   ├── UnknownItem
    │   ├── UnknownInterest
    │   ├── UnknownSlate
    │   └── UnknownModel
    ├── StoreError              the store could not do its work; what was acknowledged is safe
    │   ├── StoreReadOnly       the file or folder may not be written
    │   ├── StoreFull           the disk is full
    │   ├── StoreBusy           another process held the store's lock for too long
    │   └── StoreTooNew         the file was written by a newer Penchant
    ├── LanguageModelError      a language model gave no answer that can be used; the engine goes on without it
    │   ├── ModelUnavailable    it could not be reached, was too slow, or turned the call away
    │   ├── InvalidAnswer       it answered, but cut short, or not as the schema says
    │   └── CallRefused         the call was not made: the model is not for this, or the person has not agreed to it
    │       └── BudgetSpent     or it would break a budget
    ├── EncoderUnavailable      an encoder that answers elsewhere could not be reached; what was said is kept, and encoded later
    └── MissingExtra            an optional technology is not installed

A message says what happened with the value in quotes, then what is allowed or available, then a line `Hint: …` with the next step.
"""

from __future__ import annotations


class PenchantError(Exception):
    """The root: catch this to catch everything Penchant raises on purpose.

    Args:
        message: what happened, and what was allowed or available.
        hint: the next step, shown on a line of its own.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(f"{message}\nHint: {hint}" if hint else message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        """Rebuild from both parts when pickled, since `args` holds only the joined text."""
        return (_rebuild, (type(self), self.message, self.hint))


def _rebuild(kind: type[PenchantError], message: str, hint: str) -> PenchantError:
    return kind(message, hint=hint)


class InvalidInput(PenchantError):
    """A value the caller gave is wrong; nothing was stored."""


class InvalidItem(InvalidInput):
    """An item's field is missing, of the wrong type or out of range."""


class InvalidEvent(InvalidInput):
    """An event's field is missing, of the wrong type or out of range."""


class InvalidExpression(InvalidInput):
    """A `where` expression that cannot be read."""


class InvalidSetting(InvalidInput):
    """A setting that cannot be used."""


class InvalidFile(InvalidInput):
    """A file, or a line of it, that cannot be imported."""


class NotFound(PenchantError):
    """What was named is not there."""


class UnknownItem(NotFound):
    """No item of that id is in the catalogue."""


class UnknownInterest(NotFound):
    """The user has no interest of that id."""


class UnknownSlate(NotFound):
    """No slate of that id is kept."""


class UnknownModel(NotFound):
    """No trained model of that version is kept."""


class StoreError(PenchantError):
    """The store could not do its work; what was acknowledged is safe."""


class StoreReadOnly(StoreError):
    """The file or folder may not be written."""


class StoreFull(StoreError):
    """The disk is full."""


class StoreBusy(StoreError):
    """Another process held the store's lock for too long."""


class StoreTooNew(StoreError):
    """The file was written by a newer Penchant."""


class LanguageModelError(PenchantError):
    """A language model gave no answer that can be used; the engine goes on without it."""


class ModelUnavailable(LanguageModelError):
    """It could not be reached, was too slow, or turned the call away."""


class InvalidAnswer(LanguageModelError):
    """It answered, but cut short, or not as the schema says."""


class CallRefused(LanguageModelError):
    """The call was not made: the model is not for this, or the person has not agreed to it."""


class BudgetSpent(CallRefused):
    """The call was not made: it would break a budget."""


class EncoderUnavailable(PenchantError):
    """An encoder that answers elsewhere could not be reached; what was said is kept, and encoded later."""


class MissingExtra(PenchantError):
    """An optional technology is not installed."""
