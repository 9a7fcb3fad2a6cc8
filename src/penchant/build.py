"""Settings to engine: the one module that knows the adapters by name."""

from __future__ import annotations

import importlib.util
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from penchant import scenarios
from penchant.caller import Caller
from penchant.encode.cache import CachedEncoder
from penchant.engine import Engine
from penchant.errors import InvalidSetting
from penchant.index.exact import ExactIndex
from penchant.ports import Blob
from penchant.reencoding.opening import begin, opening
from penchant.reencoding.reencoder import Reencoder
from penchant.settings import CHANNELS, LanguageModelSettings, Settings
from penchant.state import State
from penchant.stores.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from penchant.encode.steady import SteadyEncoder
    from penchant.ports import BlobStore, Changes, Encoder, LanguageModel, Store, VectorIndex

DEFAULT_SCENARIO = "media"
_REMEMBERED = ("setting", "scenario")


def build(
    url: str,
    *,
    scenario: str | None = None,
    settings: Settings | None = None,
    language_model: LanguageModel | None = None,
) -> Engine:
    """An engine over the store at `url`, with `language_model` in place of the one that settings name.

    Raises InvalidSetting, StoreError, MissingExtra.
    """
    if settings:
        _check_channels(settings.without)
    store = _store(url, settings.durability if settings else "full")
    try:
        chosen = settings or with_scenario(_scenario(store, scenario))
        _limit_blas(chosen.blas_threads)
        make = partial(_encoder, chosen)
        encoder, spec = opening(store, chosen.encoder, make)
        served = msgspec.structs.replace(chosen, encoder=spec)
        state = State(store, encoder, lambda: _index(chosen), served)
        reencoder = Reencoder(state, make)
        begin(reencoder, chosen.encoder)
        model = language_model or language_model_of(chosen.language_model)
        caller = _caller(model, state) if model else None
        return Engine(store, state, chosen, caller, reencoder)
    except BaseException:
        store.close()
        raise


def _caller(model: LanguageModel, state: State) -> Caller:
    """The way to a model, with the people's consent and the catalogue's names; an erasure empties its answers."""
    settings = state.settings.language_model
    caller = Caller(model, settings, store=state.store, said_by=state.permitted, is_known=state.is_public)

    def follow(changes: Changes) -> None:
        if changes.erased:
            caller.clear()

    state.followers.append(follow)
    return caller


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


def encoder_of(
    name: str, *, url: str = "", key: str = "", prefix: str | None = None, seconds: float = 2.0, dim: int = 0
) -> Encoder:
    """The text encoder of that name: `use` (or ""), `hashing`, `hashing:DIMENSIONS`, `onnx:FOLDER`, `http:MODEL`.

    The rest is as in `Settings`; `dim` is how many dimensions the vectors of a server have, where that is known.

    Raises InvalidSetting, MissingExtra, EncoderUnavailable.
    """
    kind, _, which = name.partition(":")
    if name in {"", "use"}:
        from penchant.encode.use import UseEncoder

        return UseEncoder()
    if name == "hashing" or (kind == "hashing" and which.isdecimal()):
        from penchant.encode.hashing import HashingEncoder

        return HashingEncoder(int(which)) if which else HashingEncoder()
    if kind == "onnx" and which:
        from penchant.encode.onnx import OnnxEncoder, folder_of

        return OnnxEncoder(folder_of(which), prefix=prefix)
    if kind == "http" and which:
        from penchant.encode.http import HttpEncoder

        return HttpEncoder(which, url, key=key, prefix=prefix or "", seconds=seconds, dim=dim)
    raise InvalidSetting(
        f"encoder {name!r} is not known; known are 'use', 'hashing', 'onnx:FOLDER' and 'http:MODEL'",
        hint="leave it out for the one that the store's vectors are of, 'use' in a new store.",
    )


def _encoder(settings: Settings, name: str, dim: int) -> CachedEncoder | SteadyEncoder:
    """The encoder of that name as an engine asks it: through a cache, and never held up where it answers elsewhere."""
    if not name.startswith("http:"):
        encoder = (
            encoder_of(name, prefix=settings.encoder_prefix) if name.startswith("onnx:") else encoder_of(name)
        )
        return CachedEncoder(encoder, settings.limits.cached_texts)
    from penchant.encode.steady import Breaker, SteadyEncoder

    asked = encoder_of(
        name,
        url=settings.encoder_url,
        key=settings.encoder_key,
        prefix=settings.encoder_prefix,
        seconds=settings.encoder_seconds,
        dim=dim,
    )
    breaker = Breaker(asked)
    return SteadyEncoder(CachedEncoder(breaker, settings.limits.cached_texts), breaker)


def language_model_of(settings: LanguageModelSettings) -> LanguageModel | None:
    """The model that settings name, or None where they name none; it is loaded or connected with its first call.

    Raises InvalidSetting, MissingExtra.
    """
    kind, _, name = settings.model.partition(":")
    if not settings.model:
        return None
    if kind == "http" and name:
        from penchant.language.http import HttpModel

        return HttpModel(
            name,
            settings.base_url,
            key=settings.key,
            input_price=settings.input_price,
            output_price=settings.output_price,
            extra=settings.extra,
        )
    if kind == "gguf" and name:
        from penchant.language.local import GgufModel

        return GgufModel(name)
    raise InvalidSetting(
        f"language model {settings.model!r} is not known; known are 'http:NAME' and 'gguf:PATH'",
        hint="see docs/howto/models.md; leave it out for none.",
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
    return Settings(scenario=scenarios.load(name), weights=scenarios.weights(name))
