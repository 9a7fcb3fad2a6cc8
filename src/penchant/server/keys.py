"""Keys and user tokens. A key is random and kept only as its hash; a token is signed, for one user, for a while."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import time
from typing import TYPE_CHECKING, Literal, cast, get_args

import msgspec

from penchant.domain import Value
from penchant.errors import InvalidInput, NotFound
from penchant.ports import Blob

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.ports import BlobStore

Scope = Literal["ingest", "read", "admin", "tokens"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
KIND = "key"
KEY_PREFIX = "pk_"
TOKEN_PREFIX = "pu_"  # noqa: S105 - no secret, the mark of one
LONGEST_LIFE = 30 * 86_400
"""Seconds that a user token may hold."""
REFRESH_SECONDS = 1.0
"""A key that was revoked is refused everywhere after this long."""
_SECRET = ("setting", "token-secret")
_NAME = re.compile(r"[\w.-]{1,64}")
_MOST_KEYS = 10_000


class Key(Value, frozen=True):
    """A key as it is kept: its `digest` is the SHA-256 of its 256 random bits, so nothing slower is needed to guard it."""

    key_id: str
    name: str
    scopes: tuple[Scope, ...]
    digest: str
    created_at: int
    revoked_at: int | None = None


class UserToken(Value, frozen=True):
    """What a token says: for whom, and until when (seconds since 1970)."""

    u: str
    e: int


def add(store: BlobStore, name: str, scopes: Sequence[str], now: int) -> tuple[Key, str]:
    """A new key and its text, which cannot be had again. Raises InvalidInput."""
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            f"the key's name {name!r} is not 1 to 64 letters, digits, '.', '_' or '-'",
            hint="name it after what will use it, such as 'shop-web'.",
        )
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise InvalidInput(
            f"scope {', '.join(map(repr, unknown)) or 'is missing'}; there are {', '.join(SCOPES)}",
            hint="join several with commas.",
        )
    if any(key.name == name and key.revoked_at is None for key in listed(store)):
        raise InvalidInput(f"there is a key {name!r} already", hint="revoke it first, or take another name.")
    secret = secrets.token_urlsafe(32)
    key = Key(
        key_id=secrets.token_hex(6),
        name=name,
        scopes=cast("tuple[Scope, ...]", tuple(dict.fromkeys(scopes))),
        digest=_digest(secret),
        created_at=now,
    )
    _put(store, key)
    return key, f"{KEY_PREFIX}{key.key_id}_{secret}"


def listed(store: BlobStore) -> list[Key]:
    """All keys, revoked ones too, newest first."""
    return [msgspec.msgpack.decode(data, type=Key) for _, data in store.blobs(KIND, limit=_MOST_KEYS)]


def revoke(store: BlobStore, name: str, now: int) -> Key:
    """Let a key, by its name or id, open nothing any more. Raises NotFound."""
    for key in listed(store):
        if name in (key.name, key.key_id) and key.revoked_at is None:
            gone = msgspec.structs.replace(key, revoked_at=now)
            _put(store, gone)
            return gone
    raise NotFound(f"no key {name!r} is in use", hint="`penchant keys list` shows them.")


def token_secret(store: BlobStore) -> bytes:
    """The secret that signs user tokens: random, kept in the store, the same for every worker."""
    held = store.get_blob(*_SECRET)
    if held is None:
        store.put_blobs(_SECRET[0], [Blob(key=_SECRET[1], data=secrets.token_bytes(32))])
        held = store.get_blob(*_SECRET) or b""
    return held


class Keyring:
    """Tells whose a key or token is. Keys are looked up in the store at most once a second each."""

    def __init__(self, store: BlobStore, secret: str = "") -> None:
        self._store, self._secret = store, secret.encode()
        self._held: dict[str, tuple[float, Key | None]] = {}

    def key(self, text: str) -> Key | None:
        """The key of that text, unless there is none or it was revoked."""
        key_id, _, secret = text.removeprefix(KEY_PREFIX).partition("_")
        key = self._kept(key_id) if text.startswith(KEY_PREFIX) and secret else None
        if key is None or key.revoked_at is not None:
            return None
        return key if hmac.compare_digest(key.digest, _digest(secret)) else None

    def token(self, user_id: str, seconds: int) -> tuple[str, int]:
        """A token for one user, and when it ends (ms)."""
        ends = int(time.time()) + seconds
        payload = _to64(msgspec.json.encode(UserToken(u=user_id, e=ends)))
        return f"{TOKEN_PREFIX}{payload}.{_to64(self._signature(payload))}", ends * 1000

    def user_of(self, text: str) -> str | None:
        """The user a token was made for; None where it was not signed here, or is over."""
        payload, _, signature = text.removeprefix(TOKEN_PREFIX).partition(".")
        expected = _to64(self._signature(payload))
        if not hmac.compare_digest(signature.encode(), expected.encode()):
            return None
        token = msgspec.json.decode(_from64(payload), type=UserToken)
        return token.u if token.e > time.time() else None

    def _signature(self, payload: str) -> bytes:
        if not self._secret:
            self._secret = token_secret(self._store)
        return hmac.digest(self._secret, payload.encode(), "sha256")

    def _kept(self, key_id: str) -> Key | None:
        now = time.monotonic()
        until, key = self._held.get(key_id, (0.0, None))
        if now >= until:
            data = self._store.get_blob(KIND, key_id)
            key = msgspec.msgpack.decode(data, type=Key) if data else None
            if len(self._held) > _MOST_KEYS:
                self._held.clear()
            self._held[key_id] = (now + REFRESH_SECONDS, key)
        return key


def _put(store: BlobStore, key: Key) -> None:
    store.put_blobs(KIND, [Blob(key=key.key_id, data=msgspec.msgpack.encode(key))])


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _to64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _from64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
