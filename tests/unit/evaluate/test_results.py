"""What a result becomes: JSON that comes back, Markdown, a page with plots; and the commands that make them."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import numpy as np
import pytest
from small_data import SECONDS, plan
from typer.testing import CliRunner

from penchant.cli import app, evaluated
from penchant.errors import InvalidFile, InvalidInput
from penchant.evaluate import blends, data, lab, protocols, report, svg
from penchant.evaluate.result import Result
from penchant.evaluate.svg import Bar


@pytest.fixture
def found():
    return Result(
        protocol="Cold item",
        data="<data>",
        blend="sum",
        metrics={"recall@10": 0.1, "warm recall@10": 0.2, "median": 3.0},
        intervals={"recall@10": (0.05, 0.15)},
        cpu_seconds=1.5,
        command="penchant evaluate cold",
        cases=1234,
        sample=12,
        tables={
            "by past events": {"0": {"cases": 2, "recall@10": 0.5}, "1+": {"cases": 3, "recall@10": 0.25}},
            "deeds needed": {"1": {"share": 0.2}, "2": {"share": 0.6}},
            "empty": {},
        },
        differences={
            "with - without text": {"cases": 9, "recall@10": {"difference": -0.01, "interval": (-0.02, 0.01)}}
        },
        degraded={"rank.done": 3},
        notes=("a note & more",),
        ranks={"a": 1.0, "b": math.inf},
    )


class Balance(HTMLParser):
    """Whether every element is closed in its turn."""

    VOID = frozenset({"meta", "rect", "line", "circle", "polyline"})

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.links = [], [], []

    def handle_starttag(self, tag, attrs):
        self.links += [value for name, value in attrs if name in {"src", "href"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)


def test_the_page_is_whole_fetches_nothing_and_escapes(found):
    page = report.html([found, found])
    reader = Balance()
    reader.feed(page)
    assert (reader.open, reader.wrong, reader.links) == ([], [], [])
    assert "http" not in page
    assert "prefers-color-scheme" in page
    assert "<data>" not in page
    assert "&lt;data&gt;" in page
    assert "A sample of 12" in page
    assert "rank.done failed in 3 lists" in page
    assert page.count("<section>") == 2


def test_plots_are_xml_and_bars_have_the_lengths_of_their_values():
    drawn = ET.fromstring(svg.bars([Bar("a & b", 0.5, (0.4, 0.6)), Bar("c", 0.25), Bar("d", -0.25)], "plot"))
    widths = [float(rect.get("width")) for rect in drawn.iter("rect")]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2)
    assert widths[1] == pytest.approx(widths[2], abs=0.2)
    assert float(drawn.findall("rect")[2].get("x")) < float(drawn.findall("rect")[1].get("x"))
    line = ET.fromstring(svg.line({1.0: 0.0, 2.0: 0.5, 3.0: 1.0}, "plot", "x", "y"))
    heights = [float(dot.get("cy")) for dot in line.iter("circle")]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2], abs=0.2)


def test_markdown_says_what_and_how(found):
    page = report.markdown(found)
    for part in (
        "# Cold item on <data>",
        "`penchant evaluate cold`",
        "| recall@10 | 0.1000 | 0.0500 - 0.1500 |",
        "-0.0100",
    ):
        assert part in page
    assert "**A sample of 12" in page


def test_results_and_ranks_come_back_from_their_files(found, tmp_path):
    evaluated.write(tmp_path / "a.json", found)
    evaluated.write_ranks(tmp_path / "r.json", found)
    back = evaluated.read(tmp_path / "a.json")
    assert (back.metrics, back.intervals, back.tables) == (found.metrics, found.intervals, found.tables)
    assert evaluated.ranks(tmp_path / "r.json") == found.ranks
    with pytest.raises(InvalidFile, match="neither"):
        evaluated.write(tmp_path / "a.txt", found)
    with pytest.raises(InvalidFile, match="no ranks"):
        evaluated.ranks(tmp_path / "a.json")
    with pytest.raises(InvalidFile, match="cannot be written"):
        evaluated.write(tmp_path / "none" / "a.md", found)


def test_the_difference_from_another_run_is_of_the_cases_both_have(sequences):
    one = protocols.run("loo", plan(sequences, "shop"))
    same = protocols.against(one, "before", dict(one.ranks))
    assert same.differences["this - before"]["recall@10"] == {"difference": 0.0, "interval": (0.0, 0.0)}
    worse = protocols.against(one, "before", dict.fromkeys(list(one.ranks)[:5], math.inf))
    assert worse.differences["this - before"]["cases"] == 5
    assert worse.differences["this - before"]["recall@20"]["difference"] >= 0
    with pytest.raises(InvalidInput, match="share no case"):
        protocols.against(one, "before", {"nobody": 1.0})


def test_a_result_says_what_is_needed_to_make_it_again(sequences):
    asked = plan(sequences, "shop")
    found = protocols.run("loo", asked, command="penchant evaluate loo")
    assert found.command == "penchant evaluate loo"
    assert found.settings == {"scenario": "shop", "encoder": "hashing"}
    assert {"python", "penchant", "numpy"} <= found.versions.keys()


def test_what_is_not_known_is_said(sequences, tmp_path):
    with pytest.raises(InvalidInput, match="no protocol 'luo'"):
        protocols.run("luo", plan(sequences))
    with pytest.raises(InvalidInput, match="no folder"):
        protocols.run("loo", plan(tmp_path / "none"))
    with lab.opened((), lab.lab_settings("shop", encoder="hashing")) as bench:
        with pytest.raises(InvalidInput, match="no blend 'mixed'"):
            blends.make_ready(bench, "mixed")
        blends.make_ready(bench, "sum")
        assert bench.blend == "sum"


def run(*words: str):
    done = CliRunner().invoke(app, [*words])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def hashing(tmp_path, monkeypatch):
    """The quick encoder, by the configuration file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "penchant.toml").write_text('encoder = "hashing"\n', encoding="utf-8")


@pytest.mark.usefixtures("hashing")
def test_the_command_prints_json_and_writes_files(sequences, tmp_path):
    out, page, ranks = (str(tmp_path / name) for name in ("r.json", "r.html", "ranks.json"))
    words = [
        "evaluate",
        "loo",
        "--data",
        str(sequences),
        "--json",
        "--out",
        out,
        "--report",
        page,
        "--ranks",
        ranks,
    ]
    printed = json.loads(run(*words))
    assert {"protocol", "data", "blend", "metrics", "intervals", "cpu_seconds", "command"} <= printed.keys()
    assert printed["settings"]["encoder"] == "hashing"
    assert printed["ranks"] == {}
    assert json.loads((tmp_path / "r.json").read_text())["metrics"] == printed["metrics"]
    assert "<svg" in (tmp_path / "r.html").read_text(encoding="utf-8")
    against = json.loads(
        run(*words[:5], "--against", ranks, "--without", "popular", "--set", "weights.text=1.5")
    )
    assert against["differences"]["this - ranks"]["cases"] == printed["cases"]
    assert against["settings"]["without"] == ["popular"]
    assert against["settings"]["weights.text"] == 1.5


@pytest.mark.usefixtures("hashing")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_command_tells_people(rated, language):
    words = ["evaluate", "stream", "--data", str(rated), "--updates", "event,never", "--sample", "4"]
    told = run(*words, "--language", language)
    assert "recall@10" in told
    assert ("quick look" if language == "en" else "抽样") in told
    assert "freshness" in told


@pytest.mark.usefixtures("hashing")
def test_wrong_words_are_said(sequences):
    for words, said in (
        (["evaluate", "loo", "--data", "nowhere"], "no folder"),
        (["evaluate", "loo", "--data", str(sequences), "--set", "weights.txt=1"], "no setting 'txt'"),
        (["evaluate", "stream", "--data", str(sequences)], "events"),
        (["evaluate", "stream", "--data", str(sequences), "--updates", "weekly"], "weekly"),
    ):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 2, done.output
        assert said in done.output


@pytest.mark.usefixtures("hashing")
def test_a_log_is_replayed(rated, tmp_path):
    store = f"sqlite:///{tmp_path}/log.db"
    run("import", "items", str(rated / "items.jsonl.gz"), "--store", store, "--scenario", "media")
    run("import", "events", str(rated / "events.csv"), "--store", store)
    printed = json.loads(run("replay", "--store", store, "--since", str(SECONDS + 3600), "--json"))
    assert printed["protocol"] == "Replay"
    assert printed["cases"] > 0


def test_a_run_over_the_items_of_another_encoder_is_by_its_own(tmp_path, sequences, monkeypatch):
    monkeypatch.setattr("penchant.reencoding.reencoder.LINGER", 0.0)
    cache, films = tmp_path / "items.db", data.items(sequences)
    with lab.opened(films, lab.lab_settings("shop", encoder="hashing"), cache=cache) as bench:
        assert bench.state.encoder.dim == 256
    with lab.opened(films, lab.lab_settings("shop", encoder="hashing:64"), cache=cache) as bench:
        assert bench.state.encoder.dim == 64
        assert bench.state.index.take(np.arange(len(films))).shape == (len(films), 64)
        assert not bench.state.stock.stale
