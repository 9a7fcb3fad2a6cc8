"""Settings to engine: the one module that knows the adapters by name."""

from __future__ import annotations

import importlib.util
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from penchant import scenarios
from penchant.encode.cache import CachedEncoder
from penchant.engine import Engine
from penchant.errors import InvalidSetting
from penchant.index.exact import ExactIndex
from penchant.ports import Blob
from penchant.settings import CHANNELS, Settings
from penchant.state import State
from penchant.stores.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from penchant.ports import BlobStore, Encoder, Store, VectorIndex

DEFAULT_SCENARIO = "media"
_REMEMBERED = ("setting", "scenario")


def build(url: str, *, scenario: str | None = None, settings: Settings | None = None) -> Engine:
    """An engine over the store at `url`. Raises InvalidSetting, StoreError, MissingExtra."""
    if settings:
        _check_channels(settings.without)
    store = _store(url, settings.durability if settings else "full")
    try:
        chosen = settings or with_scenario(_scenario(store, scenario))
        _limit_blas(chosen.blas_threads)
        encoder = CachedEncoder(encoder_of(chosen.encoder), chosen.limits.cached_texts)
        state = State(store, encoder, lambda: _index(chosen), chosen)
        return Engine(store, encoder, state, chosen)
    except BaseException:
        store.close()
        raise


@contextmanager
def looked_into(url: str, *, scenario: str | None = None) -> Iterator[tuple[BlobStore, Settings]]:
    """A store's blobs, and the settings of its scenario, without building anything over it. Raises as `build`."""
    store = _store(url, "full")
    try:
        yield store, with_scenario(_scenario(store, scenario))
    finally:
        store.close()


def _check_channels(names: Sequence[str]) -> None:
    unknown = [name for name in names if name not in CHANNELS]
    if unknown:
        raise InvalidSetting(
            f"there is no channel {unknown[0]!r} to leave out; there are {', '.join(CHANNELS)}",
            hint="check the spelling.",
        )


def _scenario(store: Store, asked: str | None) -> str:
    """The scenario asked for, else the one the store remembers; remembered from the first opening on."""
    held = store.get_blob(*_REMEMBERED)
    name = asked or (held.decode() if held else DEFAULT_SCENARIO)
    if held is None or (asked and asked != held.decode()):
        scenarios.load(name)
        store.put_blobs(_REMEMBERED[0], [Blob(key=_REMEMBERED[1], data=name.encode())])
    return name


def _store(url: str, durability: Literal["full", "normal", "off"]) -> Store:
    kind, _, path = url.partition("://")
    if kind == "memory":
        return MemoryStore()
    if kind == "sqlite" and path.removeprefix("/"):
        from penchant.stores.sqlite import SqliteStore

        return SqliteStore(Path(path.removeprefix("/")), durability=durability)
    raise InvalidSetting(
        f"store {url!r} is not known; known are 'sqlite:///file.db' and 'memory://'",
        hint="three slashes lead to a file beside you, four to an absolute path.",
    )


def encoder_of(name: str) -> Encoder:
    """The text encoder of that name. Raises InvalidSetting."""
    if name == "use":
        from penchant.encode.use import UseEncoder

        return UseEncoder()
    if name == "hashing":
        from penchant.encode.hashing import HashingEncoder

        return HashingEncoder()
    raise InvalidSetting(
        f"encoder {name!r} is not known; known are 'use' and 'hashing'", hint="leave it out for 'use'."
    )


def _index(settings: Settings) -> VectorIndex:
    """Compressed codes for large catalogues; exact throughout where faiss is not installed."""
    if importlib.util.find_spec("faiss") is None:
        return ExactIndex()
    from penchant.index.pq import PqIndex

    return PqIndex(exact_rows=settings.limits.exact_rows)


def _limit_blas(threads: int) -> None:
    if threads:
        from threadpoolctl import threadpool_limits

        threadpool_limits(threads, user_api="blas")


def with_scenario(name: str) -> Settings:
    """The default settings of a scenario, to be changed with `msgspec.structs.replace`."""
    return Settings(scenario=scenarios.load(name))
