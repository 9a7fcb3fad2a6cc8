"""Any sentence-transformers model that was exported to ONNX, from a folder or by its name on a hub."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import numpy as np

from penchant.encode.characters import cores, is_readable, valid
from penchant.errors import EncoderUnavailable, InvalidSetting, MissingExtra

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from penchant.ports import Vectors

    Hidden = NDArray[np.float32]

Pooling = Literal["mean", "cls", "max", "last", "mean_sqrt"]
MODELS = ("model.onnx", "onnx/model.onnx", "onnx/model_quantized.onnx", "model_quantized.onnx")
"""Where exporters put the model, the first that is there being taken."""
WANTED = ("*.json", *MODELS, "*.onnx_data", "onnx/*.onnx_data", "1_Pooling/*")
"""What is fetched of a model on a hub."""
LONGEST = 512
"""Tokens of a text that are read where the model does not say."""
_BULK = 64
"""From this many texts on, several threads."""
_MOST_THREADS = 4
_POOLINGS: dict[str, Pooling] = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_lasttoken": "last",
    "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt",
    "pooling_mode_mean_tokens": "mean",
}
_POOLED = "sentence_embedding"
_HASHED_AT_ONCE = 1 << 22


class OnnxEncoder:
    """A transformer's tokens, pooled and brought to unit length, as its own configuration says.

    One text is run at a time: a quantized model scales its numbers by what stands in the batch, and a text's row must not depend
    on its neighbours. A long list is spread over threads, which the runtime does not hold up. Safe to call from threads.

    `name` holds the folder's name and a digest of the model, its tokenizer, its pooling and the prefix: vectors of another model
    under the same path are never taken for its own.

    Args:
        folder: holds `tokenizer.json`, the model (see `MODELS`) and, as sentence-transformers writes them, `modules.json`,
            `1_Pooling/config.json`, `sentence_bert_config.json` and `config_sentence_transformers.json`, whichever there are.
        prefix: put before every text, such as "query: "; None for the folder's default prompt, if it has one.
        threads: for a list of 64 texts or more; None takes the cores this process may use, at most 4.

    Raises:
        InvalidSetting: the folder lacks a part, or has one that is not understood.
        MissingExtra: onnxruntime or tokenizers is not installed.
    """

    def __init__(self, folder: str | Path, *, prefix: str | None = None, threads: int | None = None) -> None:
        self._folder = Path(folder)
        runtime, tokenizers = _libraries()
        model = _model_in(self._folder)
        self._prefix = _default_prompt(self._folder) if prefix is None else prefix
        self._threads = threads or min(cores(), _MOST_THREADS)
        self._tokenizer = tokenizers.Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length=_longest(self._folder))
        self._session = _session(runtime, model)
        self._inputs = {one.name: one.type for one in self._session.get_inputs()}
        self._output, pooled = _output(self._session)
        self._pooling = None if pooled else _pooling(self._folder)
        digest = _digest([model, *_beside(model), self._folder / "tokenizer.json"])
        held = hashlib.blake2b(f"{digest} {self._pooling} {self._prefix}".encode(), digest_size=6)
        self.name = f"onnx-{self._folder.resolve().name}-{held.hexdigest()}"
        self.dim = len(self._row("dimensions"))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, float32 `(len(texts), dim)`; a row of zeros where nothing in a text can be seen."""
        out = np.zeros((len(texts), self.dim), dtype=np.float32)
        places = [place for place, text in enumerate(texts) if is_readable(text)]
        readable = [self._prefix + valid(texts[place]) for place in places]
        if len(places) < _BULK or self._threads == 1:
            rows = [self._row(text) for text in readable]
        else:
            with ThreadPoolExecutor(self._threads, thread_name_prefix="penchant-encode") as pool:
                rows = list(pool.map(self._row, readable))
        for place, row in zip(places, rows, strict=True):
            out[place] = row
        return out

    def _row(self, text: str) -> NDArray[np.float32]:
        """One text's unit vector `(dim,)`; zeros for one of no tokens, or where the model gives what is not a number."""
        encoding = self._tokenizer.encode(text)
        ids = np.array([encoding.ids])
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
            "position_ids": np.arange(ids.shape[1])[None, :],
        }
        feed = {name: given[name].astype(_kind(kind)) for name, kind in self._inputs.items()}
        found = np.asarray(self._session.run([self._output], feed)[0], dtype=np.float32)[0]
        row = found if self._pooling is None else pooled_by(self._pooling, found)
        length = float(np.linalg.norm(row))
        return row / np.float32(length) if np.isfinite(length) and length > 0 else np.zeros_like(row)


def pooled_by(pooling: Pooling, tokens: Hidden) -> NDArray[np.float32]:
    """One vector of a text's tokens `(t, d)`, none of them padding."""
    found: NDArray[np.float32]
    if pooling == "cls":
        found = tokens[0]
    elif pooling == "last":
        found = tokens[-1]
    elif pooling == "max":
        found = tokens.max(axis=0)
    else:  # the root of the length goes when the vector is brought to length 1
        found = tokens.mean(axis=0)
    return found


def folder_of(name: str) -> Path:
    """The folder that `name` leads to: itself, or the local copy of a model on a hub, fetched if it is not there yet.

    Raises InvalidSetting, MissingExtra (huggingface_hub), EncoderUnavailable.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise InvalidSetting(
            f"there is no folder {name!r}",
            hint="name the folder of an ONNX export, or a model of a hub as `onnx:OWNER/NAME`.",
        )
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise MissingExtra(
            f"there is no folder {name!r}, and fetching it from a hub needs huggingface_hub",
            hint="pip install huggingface_hub, or put the model's files into a folder.",
        ) from error
    try:
        return Path(snapshot_download(name, allow_patterns=list(WANTED)))
    except Exception as error:
        raise EncoderUnavailable(
            f"the model {name!r} could not be fetched: {error}",
            hint="check the name and the network, or put the model's files into a folder.",
        ) from error


def _libraries() -> tuple[Any, Any]:
    try:
        import onnxruntime
        import tokenizers
    except ImportError as error:
        raise MissingExtra(
            "an ONNX encoder needs onnxruntime and tokenizers", hint="pip install 'penchant[onnx]'."
        ) from error
    return onnxruntime, tokenizers


def _session(runtime: Any, model: Path) -> Any:
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's own errors have no common root
        raise InvalidSetting(
            f"{str(model)!r} cannot be loaded: {error}", hint="export the model again."
        ) from error


def _model_in(folder: Path) -> Path:
    found = next((folder / name for name in MODELS if (folder / name).is_file()), None)
    if found is None or not (folder / "tokenizer.json").is_file():
        missing = "tokenizer.json" if found else MODELS[0]
        raise InvalidSetting(
            f"the folder {str(folder)!r} holds no {missing!r}",
            hint="`optimum-cli export onnx --task feature-extraction --model NAME FOLDER` writes such a folder.",
        )
    return found


def _beside(model: Path) -> list[Path]:
    """Weights too large for the model's own file."""
    return sorted(path for path in model.parent.glob("*.onnx_data*") if path.is_file())


def _output(session: Any) -> tuple[str, bool]:
    """The output to take, and whether it is one vector a text: else one a token."""
    outputs = {one.name: one.shape for one in session.get_outputs()}
    if _POOLED in outputs:
        return _POOLED, True
    name = next(iter(outputs))
    return name, len(outputs[name]) == 2


def _pooling(folder: Path) -> Pooling:
    """How the tokens become one vector: as the modules say, by default their mean. Raises InvalidSetting for what is not known."""
    kinds = [str(one.get("type", "")).rsplit(".", 1)[-1] for one in _json(folder / "modules.json", [])]
    strange = [kind for kind in kinds if kind not in {"Transformer", "Pooling", "Normalize"}]
    if strange:
        raise InvalidSetting(
            f"the model in {str(folder)!r} has a module {strange[0]!r} after its tokens",
            hint=f"export it whole, so that it has an output {_POOLED!r}.",
        )
    held = _json(folder / "1_Pooling" / "config.json", {})
    modes = [
        _POOLINGS.get(name) for name, on in held.items() if name.startswith("pooling_mode_") and on is True
    ]
    if not modes and isinstance(held.get("pooling_mode"), str):
        modes = [_POOLINGS.get(f"pooling_mode_{held['pooling_mode']}") or _named(held["pooling_mode"])]
    if len(modes) > 1 or None in modes:
        raise InvalidSetting(
            f"the pooling of the model in {str(folder)!r} is not understood: {held}",
            hint=f"known are {', '.join(sorted(_POOLINGS))}, one at a time.",
        )
    return modes[0] or "mean" if modes else "mean"


def _named(mode: str) -> Pooling | None:
    names: dict[str, Pooling] = {"mean": "mean", "cls": "cls", "max": "max", "lasttoken": "last"}
    return names.get(mode)


def _longest(folder: Path) -> int:
    said = _json(folder / "sentence_bert_config.json", {}).get("max_seq_length")
    return said if isinstance(said, int) and said > 0 else LONGEST


def _default_prompt(folder: Path) -> str:
    held = _json(folder / "config_sentence_transformers.json", {})
    prompt = (held.get("prompts") or {}).get(held.get("default_prompt_name") or "")
    return prompt if isinstance(prompt, str) else ""


def _json(path: Path, default: Any) -> Any:
    """What a file of the folder says; `default` where there is none, or it holds something of another kind."""
    try:
        found = msgspec.json.decode(path.read_bytes())
    except FileNotFoundError:
        return default
    except (OSError, msgspec.DecodeError) as error:
        raise InvalidSetting(
            f"{str(path)!r} cannot be read: {error}", hint="export the model again."
        ) from error
    return found if isinstance(found, type(default)) else default


def _digest(files: Sequence[Path]) -> str:
    found = hashlib.blake2b(digest_size=16)
    for path in files:
        with path.open("rb") as stream:
            while part := stream.read(_HASHED_AT_ONCE):
                found.update(part)
    return found.hexdigest()


def _kind(kind: str) -> Any:
    return np.int32 if "int32" in kind else np.int64
