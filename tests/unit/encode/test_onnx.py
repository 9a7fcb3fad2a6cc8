"""ONNX models from a folder: what its files say is done, and what they cannot say is refused."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest

from penchant.build import encoder_of
from penchant.encode.onnx import OnnxEncoder, folder_of, pooled_by
from penchant.errors import EncoderUnavailable, InvalidSetting, MissingExtra
from small_onnx import DIM, write_folder

ST = "sentence_transformers.models."
MODULES = [
    {"type": f"{ST}{kind}", "path": path} for kind, path in (("Transformer", ""), ("Pooling", "1_Pooling"))
]


def pooling(mode: str) -> dict[str, object]:
    return {
        "modules.json": MODULES,
        "1_Pooling/config.json": {f"pooling_mode_{mode}": True, "word_embedding_dimension": DIM},
    }


def test_one_vector_of_many_tokens():
    tokens = np.array([[1.0, 0.0], [0.0, 4.0], [2.0, 2.0]], dtype=np.float32)
    assert pooled_by("mean", tokens).tolist() == [1.0, 2.0]
    assert pooled_by("mean_sqrt", tokens) @ [2.0, -1.0] == 0.0
    assert pooled_by("max", tokens).tolist() == [2.0, 4.0]
    assert pooled_by("cls", tokens).tolist() == [1.0, 0.0]
    assert pooled_by("last", tokens).tolist() == [2.0, 2.0]


@pytest.mark.parametrize(
    ("mode", "same"),
    [("mean_tokens", True), ("mean_sqrt_len_tokens", True), ("max_tokens", False), ("cls_token", False)],
)
def test_the_pooling_of_the_folder_is_used(tmp_path, mode, same):
    plain = OnnxEncoder(write_folder(tmp_path / "plain"))
    told = OnnxEncoder(write_folder(tmp_path / "told", files=pooling(mode)))
    texts = ["a quiet film about two brothers", "space opera"]
    assert np.allclose(plain.encode(texts), told.encode(texts), atol=1e-6) is same


def test_newer_folders_name_their_pooling(tmp_path):
    old = OnnxEncoder(write_folder(tmp_path / "old", files=pooling("max_tokens")))
    new = OnnxEncoder(
        write_folder(tmp_path / "new", files={"1_Pooling/config.json": {"pooling_mode": "max"}})
    )
    assert np.array_equal(old.encode(["space opera film"]), new.encode(["space opera film"]))


def test_the_mean_is_of_the_tokens_alone_and_of_unit_length(tmp_path):
    encoder = OnnxEncoder(write_folder(tmp_path))
    words = encoder.encode(["space", "opera", "space opera"])
    assert np.linalg.norm(words, axis=1) == pytest.approx(1, abs=1e-6)
    assert words[2] @ (words[0] + words[1]) / np.linalg.norm(words[0] + words[1]) > 0.95


def test_a_model_that_pools_itself_needs_no_modules(tmp_path):
    own = OnnxEncoder(
        write_folder(tmp_path / "own", pooled=True, files={"modules.json": [{"type": f"{ST}Dense"}]})
    )
    assert own.encode(["space opera"]) == pytest.approx(
        OnnxEncoder(write_folder(tmp_path / "plain")).encode(["space opera"]), abs=1e-6
    )


def test_the_other_places_and_integers_that_exporters_use(tmp_path):
    encoder = OnnxEncoder(write_folder(tmp_path, name="onnx/model_quantized.onnx", integers="INT32"))
    assert encoder.encode(["space"]).any()


def test_the_folders_prompt_stands_before_each_text_unless_another_is_given(tmp_path):
    prompts = {"prompts": {"query": "query: ", "passage": "one two "}, "default_prompt_name": "query"}
    folder = write_folder(tmp_path, files={"config_sentence_transformers.json": prompts})
    by_folder, by_hand, none = (OnnxEncoder(folder, prefix=prefix) for prefix in (None, "query: ", ""))
    assert np.array_equal(by_folder.encode(["space"]), by_hand.encode(["space"]))
    assert by_folder.name == by_hand.name != none.name
    assert np.array_equal(by_hand.encode(["space"]), none.encode(["query: space"]))
    assert not np.allclose(by_hand.encode(["space"]), none.encode(["space"]))
    assert not by_hand.encode([" "]).any()


def test_longer_texts_are_cut_where_the_folder_says(tmp_path):
    encoder = OnnxEncoder(write_folder(tmp_path, files={"sentence_bert_config.json": {"max_seq_length": 4}}))
    found = encoder.encode(["space opera", "space opera film film film"])
    assert np.array_equal(found[0], found[1])


def test_another_model_at_the_same_place_has_another_name(tmp_path):
    first = OnnxEncoder(write_folder(tmp_path / "m"))
    again = OnnxEncoder(write_folder(tmp_path / "m"))
    other = OnnxEncoder(write_folder(tmp_path / "m", seed=8))
    pooled = OnnxEncoder(write_folder(tmp_path / "m", seed=8, files=pooling("max_tokens")))
    assert first.name == again.name
    assert first.name.startswith("onnx-m-")
    assert len({first.name, other.name, pooled.name}) == 3


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"modules.json": [*MODULES, {"type": f"{ST}Dense"}]}, "module 'Dense'"),
        ({"1_Pooling/config.json": {"pooling_mode_weightedmean_tokens": True}}, "not understood"),
        (
            {"1_Pooling/config.json": {"pooling_mode_cls_token": True, "pooling_mode_max_tokens": True}},
            "not understood",
        ),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path, files, complaint):
    with pytest.raises(InvalidSetting, match=complaint):
        OnnxEncoder(write_folder(tmp_path, files=files))


def test_a_folder_that_lacks_a_part_is_refused(tmp_path):
    with pytest.raises(InvalidSetting, match=r"holds no 'model\.onnx'"):
        OnnxEncoder(tmp_path)
    write_folder(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(InvalidSetting, match="cannot be loaded"):
        OnnxEncoder(tmp_path)
    (tmp_path / "tokenizer.json").unlink()
    with pytest.raises(InvalidSetting, match=r"holds no 'tokenizer\.json'"):
        OnnxEncoder(tmp_path)


def test_by_its_setting(tmp_path):
    assert encoder_of(f"onnx:{write_folder(tmp_path)}").dim == DIM
    with pytest.raises(InvalidSetting, match="no folder '/not/there'"):
        encoder_of("onnx:/not/there")


def test_without_the_runtime_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtra, match=r"penchant\[onnx\]"):
        OnnxEncoder(write_folder(tmp_path))


def hub(monkeypatch, fetch) -> None:
    module = ModuleType("huggingface_hub")
    module.snapshot_download = fetch
    monkeypatch.setitem(sys.modules, "huggingface_hub", module)


def test_a_model_of_a_hub_is_fetched_by_its_name(tmp_path, monkeypatch):
    """Over a stand-in for the hub: nothing is fetched in tests."""
    asked = []

    def fetch(name, allow_patterns):
        asked.append((name, "tokenizer.json" in allow_patterns or "*.json" in allow_patterns))
        return str(write_folder(tmp_path / "fetched"))

    hub(monkeypatch, fetch)
    assert encoder_of("onnx:owner/name").dim == DIM
    assert asked == [("owner/name", True)]


def test_a_hub_out_of_reach_is_said_so(monkeypatch):
    def fetch(name, allow_patterns):
        raise OSError("no route")

    hub(monkeypatch, fetch)
    with pytest.raises(EncoderUnavailable, match="'owner/name' could not be fetched: no route"):
        folder_of("owner/name")
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingExtra, match="needs huggingface_hub"):
        folder_of("owner/name")
