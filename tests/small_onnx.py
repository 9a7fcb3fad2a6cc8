"""A small model in ONNX with its tokenizer, in a folder as sentence-transformers writes one: words have vectors, a text their mean."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from penchant.testing.encoder_suite import TEXTS

if TYPE_CHECKING:
    from pathlib import Path

DIM = 32
WORDS = (
    *TEXTS,
    "a funny comedy about cooking hydraulic press maintenance word half nul within mark",
    "科幻电影推荐家常菜做法",
    "query : one two three four",
)


def vocabulary() -> dict[str, int]:
    from tokenizers import normalizers, pre_tokenizers

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    for text in WORDS:
        normal = normalizers.BertNormalizer().normalize_str(text)
        words += [word for word, _ in pre_tokenizers.BertPreTokenizer().pre_tokenize_str(normal)]
    return {word: number for number, word in enumerate(dict.fromkeys([*words, *"0123456789"]))}


def write_tokenizer(folder: Path) -> int:
    """Writes `tokenizer.json`; how many tokens there are."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    held = vocabulary()
    tokenizer = Tokenizer(models.WordLevel(held, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", held["[CLS]"]), ("[SEP]", held["[SEP]"])]
    )
    tokenizer.enable_padding(length=64)  # as many folders have it: an encoder must switch it off
    tokenizer.save(str(folder / "tokenizer.json"))
    return len(held)


def write_model(
    path: Path, tokens: int, *, pooled: bool = False, seed: int = 7, integers: str = "INT64"
) -> None:
    """One vector a token, those of the marks being small; `pooled`: the mean of a text's, as an output of its own."""
    from onnx import TensorProto, checker, helper, numpy_helper, save

    table = np.random.default_rng(seed).normal(size=(tokens, DIM)).astype(np.float32)
    table[:4] *= 0.01
    kind = getattr(TensorProto, integers)
    inputs = [
        helper.make_tensor_value_info(name, kind, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["found"]),
        helper.make_node("Add", ["attention_mask", "token_type_ids"], ["ones"]),
        helper.make_node("Cast", ["ones"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["floats", "last"], ["column"]),
        helper.make_node("Mul", ["found", "column"], ["last_hidden_state"]),
    ]
    outputs = [
        helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", DIM])
    ]
    if pooled:
        nodes.append(
            helper.make_node(
                "ReduceMean", ["last_hidden_state"], ["sentence_embedding"], axes=[1], keepdims=0
            )
        )
        outputs.append(helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", DIM]))
    constants = [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([-1]), "last")]
    graph = helper.make_graph(nodes, "words", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    save(model, str(path))


def write_folder(
    folder: Path, *, name: str = "model.onnx", files: dict[str, Any] | None = None, **model: Any
) -> Path:
    """A whole model; `files` are further ones by path, as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    write_model(folder / name, write_tokenizer(folder), **model)
    for path, content in (files or {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(content), encoding="utf-8")
    return folder
