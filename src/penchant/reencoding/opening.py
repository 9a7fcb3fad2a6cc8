"""Which encoder an engine begins with: the one that its store's vectors are of, whatever else is wanted."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from penchant.errors import EncoderUnavailable, InvalidSetting, MissingExtra, StoreReadOnly
from penchant.ports import Remote
from penchant.reencoding.ledger import Ledger, Serves

if TYPE_CHECKING:
    from collections.abc import Callable

    from penchant.ports import Encoder, Store
    from penchant.reencoding.reencoder import Reencoder

    Make = Callable[[str, int], Encoder]

FIRST = "use"
"""The setting of a store that has none yet."""


def opening(store: Store, asked: str, make: Make) -> tuple[Encoder, str]:
    """The encoder to begin with, and its setting.

    It is the one that the store's vectors are of, where it can still be made and is the same; else the one that is `asked` for, or
    was wanted already. Every item must then be encoded before anything is served, which the log says.

    Raises InvalidSetting, MissingExtra, EncoderUnavailable: of the encoder to begin with.
    """
    ledger = Ledger(store)
    held = ledger.serves()
    if held is None:
        return _begun(ledger, asked or FIRST, make, readings=None)
    why = ""
    try:
        encoder = make(held.spec, held.dim)
        if encoder.name == held.name:
            return encoder, held.spec
        why = f"it is now {encoder.name!r}"
    except (InvalidSetting, MissingExtra, EncoderUnavailable) as error:
        wanted = ledger.wanted()
        if (asked or (wanted.spec if wanted else held.spec)) == held.spec:
            raise
        why = error.message
    wanted = ledger.wanted()
    spec = asked or (wanted.spec if wanted else held.spec)
    logging.getLogger("penchant").warning(
        "the vectors are by the encoder %r (%s), which is not there (%s); all items are encoded by %r before anything is served",
        held.name,
        held.spec,
        why,
        spec,
    )
    return _begun(ledger, spec, make, readings=0)


def begin(reencoder: Reencoder, asked: str) -> None:
    """Have the encoder that is `asked` for serve ("": no other): in the background, unless nothing could be served before.

    Raises InvalidSetting, MissingExtra, StoreError.
    """
    if asked:
        with suppress(StoreReadOnly):
            reencoder.want(asked)
    if reencoder.is_bare():
        with suppress(EncoderUnavailable):  # then lists go on without vectors, and the background tries again
            reencoder.finish()


def _begun(ledger: Ledger, spec: str, make: Make, *, readings: int | None) -> tuple[Encoder, str]:
    encoder = make(spec, 0)
    if isinstance(encoder, Remote):
        readings = 0
    with suppress(StoreReadOnly):
        ledger.put_serves(Serves(spec=spec, name=encoder.name, dim=encoder.dim, readings=readings))
        ledger.put_wanted(ledger.wanted(), None)
    return encoder, spec
