"""What a person allows their words to be used for, by a language model. Their latest word on each purpose holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from penchant.errors import InvalidEvent
from penchant.ports import Permission, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from penchant.settings import LanguageModelSettings

PURPOSES: tuple[str, ...] = get_args(Purpose)


def latest(words: Iterable[Permission]) -> tuple[Permission, ...]:
    """Of each purpose the word that holds, whatever order they came in."""
    held: dict[str, Permission] = {}
    for word in sorted(words, key=lambda word: (word.timestamp, word.event_id)):
        held[word.purpose] = word
    return tuple(held[purpose] for purpose in sorted(held))


def words_of(context: Mapping[str, Any], timestamp: int, event_id: str) -> tuple[Permission, ...]:
    """What the context of an event of type `consent` says; purposes that are not known are passed over."""
    return tuple(
        Permission(purpose=purpose, allowed=bool(context[purpose]), timestamp=timestamp, event_id=event_id)
        for purpose in PURPOSES
        if purpose in context
    )


def checked(context: Mapping[str, Any]) -> None:
    """Raises InvalidEvent where that cannot be the context of an event of type `consent`."""
    wrong = [name for name, said in context.items() if name not in PURPOSES or not isinstance(said, bool)]
    if wrong or not context:
        named = f"{wrong[0]!r}: {context[wrong[0]]!r}" if wrong else "nothing"
        raise InvalidEvent(
            f"the context of a 'consent' event says {named}; it says true or false of {', '.join(PURPOSES)}",
            hint='such as {"reading": true, "ideas": false}.',
        )


def allowed(said: Mapping[str, bool], settings: LanguageModelSettings, *, local: bool) -> dict[str, bool]:
    """Whether a person's words may be used, by purpose: what they `said`, else as it is assumed.

    A model in this process needs no consent, since nothing leaves it; a person's no holds for it too.
    """
    default = local or settings.consent == "assumed"
    return {purpose: said.get(purpose, default) for purpose in PURPOSES}
