"""The contract of a language model, on everything that is one: scripted, over HTTP (a fake server, the real llama.cpp), in process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from llama_server import llama_server, require_model
from openai_server import DOCUMENT, STORY, fake_server
from penchant.language.http import HttpModel
from penchant.language.local import GgufModel
from penchant.testing.language_suite import LanguageModelSuite
from penchant.testing.scripted import ScriptedModel


class TestScripted(LanguageModelSuite):
    writes_at_length = False
    brief = 0.0

    def make(self):
        return ScriptedModel(lambda prompt: DOCUMENT if prompt.schema else STORY, seconds=0.001)


class TestHttp(LanguageModelSuite):
    seconds = 5.0
    brief = 0.15

    @pytest.fixture(autouse=True)
    def serve(self):
        with fake_server("steady") as server:
            self.model = HttpModel("fake", server.url)
            yield
            self.model.close()

    def make(self):
        return self.model


class TestHttpThatHoldsToNoSchema(TestHttp):
    """JSON comes in a fence between sentences."""

    @pytest.fixture(autouse=True)
    def serve(self):
        with fake_server("steady_in_words") as server:
            self.model = HttpModel("fake", server.url)
            yield
            self.model.close()


@pytest.fixture(scope="module")
def llama():
    with llama_server() as server:
        yield server


@pytest.mark.xdist_group("llama")
class TestLlamaServer(LanguageModelSuite):
    seconds = 40.0

    @pytest.fixture(autouse=True)
    def connect(self, llama):
        self.model = HttpModel("smollm2", llama.url)
        yield
        self.model.close()

    def make(self):
        return self.model


@pytest.fixture(scope="module")
def small():
    require_model()
    model = GgufModel("smollm2")
    yield model
    model.close()


LEAVING = '''
import threading, time
from penchant.language.local import GgufModel
from penchant.ports import Prompt
model = GgufModel("smollm2")
story = Prompt(purpose="chat", instructions="Tell a story.", data="A long line of words. " * 150, max_tokens=50)
threading.Thread(target=lambda: model.complete(story, 60), daemon=True).start()
time.sleep(1.0)  # it is reading the prompt, and cannot be stopped so soon
model.close()


class Slow:
    """Python takes its time to end, as it does with many libraries."""

    def __del__(self, sleep=time.sleep):
        sleep(6)


slow = Slow()
'''


@pytest.mark.xdist_group("llama")
def test_a_process_may_end_in_the_middle_of_a_call():
    """The threads of llama.cpp call into Python: where Python is gone, they would abort the process."""
    require_model()
    done = subprocess.run(
        [sys.executable, "-c", LEAVING], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.xdist_group("llama")
class TestGguf(LanguageModelSuite):
    seconds = 40.0

    @pytest.fixture(autouse=True)
    def load(self, small):
        self.model = small

    def make(self):
        return self.model
