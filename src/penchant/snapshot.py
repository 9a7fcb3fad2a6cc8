"""The sums as bytes: NumPy's own archive format, no pickle inside. Only ever a short cut: the log is the truth."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from penchant.ports import Cursor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

FORMAT = 2
"""Raised when the bytes change, or what an event contributes: sums of an older program are then worked out anew."""
_OURS = ("version", "fingerprint", "cursor", "item_ids")


def dump(cursor: Cursor, fingerprint: str, ids: Sequence[str], arrays: Arrays) -> bytes:
    """The arrays, the item id of each row, and how far in the log they reach."""
    out = io.BytesIO()
    held = {
        "version": np.array(FORMAT),
        "fingerprint": _text(fingerprint),
        "cursor": np.array([cursor.events, cursor.items, cursor.erasures], dtype=np.int64),
        "item_ids": _text("\n".join(ids)),
        **arrays,
    }
    np.savez(out, allow_pickle=False, **held)
    return out.getvalue()


def load(data: bytes, fingerprint: str) -> tuple[Cursor, list[str], Arrays] | None:
    """What `dump` wrote; None when it is of another format or other settings, or damaged: the caller then reads the log."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            held = {name: file[name] for name in file.files}
    except (OSError, EOFError, ValueError, BadZipFile):
        return None
    if int(held.get("version", -1)) != FORMAT or held["fingerprint"].tobytes().decode() != fingerprint:
        return None
    events, items, erasures = held["cursor"].tolist()
    ids = held["item_ids"].tobytes().decode()
    arrays = {name: array for name, array in held.items() if name not in _OURS}
    return Cursor(events=events, items=items, erasures=erasures), ids.split("\n") if ids else [], arrays


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)
