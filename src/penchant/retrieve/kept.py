"""An item's vector as it is kept: made by which encoder, of which text."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant.catalogue import item_texts
from penchant.domain import Value
from penchant.ports import Remote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.ports import BlobStore, Encoder, ItemRecord, Vectors

_TAG_BYTES = 4
_TEXT_BYTES = 16


class Prepared(Value, frozen=True):
    """A vector by an encoder that does not serve yet: float16 bytes, and the digest of what was encoded."""

    digest: str
    vector: bytes


_DECODER = msgspec.msgpack.Decoder(Prepared)


def insisted(encoder: Encoder) -> Callable[[Sequence[str]], Vectors]:
    """The encoding of what is to be kept: no zeros stand in for an encoder out of reach. It raises EncoderUnavailable."""
    return encoder.insist if isinstance(encoder, Remote) else encoder.encode


def is_away(encoder: Encoder) -> bool:
    """Whether an encoder that answers elsewhere is out of reach."""
    return isinstance(encoder, Remote) and bool(encoder.failing)


def kind_of(encoder: str) -> str:
    """The kind of blob that the vectors by the encoder of that name are prepared under, by item id."""
    return f"vectors:{_tag(encoder)}"


def digest_of(encoder: str, texts: Sequence[str]) -> str:
    """What tells a vector's encoder and text: `tag:digest`."""
    found = blake2b("\n".join(texts).encode("utf-8", "surrogatepass"), digest_size=_TEXT_BYTES)
    return f"{_tag(encoder)}:{found.hexdigest()}"


def is_by(record: ItemRecord, encoder: str, characters: int) -> bool:
    """Whether the record's vector is by the encoder of that name."""
    tag, colon, _ = record.digest.partition(":")
    if colon:
        return tag == _tag(encoder)
    texts = "\n".join(item_texts(record.item, characters))  # as it was written before encoders had tags
    return record.digest == blake2b(f"{encoder}\n{texts}".encode(), digest_size=_TEXT_BYTES).hexdigest()


def vector_by(record: ItemRecord, encoder: str, characters: int, blobs: BlobStore) -> bytes | None:
    """The item's vector by the encoder of that name, its own or one prepared of its text; None where there is none yet."""
    if is_by(record, encoder, characters):
        return record.vector
    held = prepared(blobs, encoder, record.item.item_id)
    if held is None or held.digest != digest_of(encoder, item_texts(record.item, characters)):
        return None
    return held.vector


def prepared(blobs: BlobStore, encoder: str, item_id: str) -> Prepared | None:
    """What was prepared for an item by the encoder of that name."""
    data = blobs.get_blob(kind_of(encoder), item_id)
    return _DECODER.decode(data) if data else None


def encoded(records: Sequence[ItemRecord], encoder: Encoder, characters: int) -> list[Prepared]:
    """The items' vectors anew. Raises EncoderUnavailable."""
    texts = [item_texts(record.item, characters) for record in records]
    rows = item_vectors(encoder, texts).astype(np.float16)
    return [
        Prepared(digest=digest_of(encoder.name, held), vector=row.tobytes())
        for held, row in zip(texts, rows, strict=True)
    ]


def item_vectors(encoder: Encoder, texts: Sequence[Sequence[str]]) -> Vectors:
    """The unit mean of each item's texts, `(len(texts), d)`; a row of zeros for an item without any. Raises EncoderUnavailable."""
    flat = insisted(encoder)([text for held in texts for text in held])
    owner = np.repeat(np.arange(len(texts)), [len(held) for held in texts])
    total = np.zeros((len(texts), encoder.dim), dtype=np.float32)
    np.add.at(total, owner, flat)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    unit: Vectors = np.divide(total, length, out=total, where=length > 0)
    return unit


def _tag(encoder: str) -> str:
    return blake2b(encoder.encode(), digest_size=_TAG_BYTES).hexdigest()
