"""The pages say what the program does: snippets run, output is as shown, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import shlex
import socket
from typing import TYPE_CHECKING

import pytest
from house_pages import ROOT, agree, anchors, blocks, pages, project_files, prose
from typer.testing import CliRunner

if TYPE_CHECKING:
    from pathlib import Path

    from house_pages import Block

SKIP = "# not run"
"""A Python block with this in it is only to be read."""
LAST_DIGIT = 0.0015
"""By so much a number of three decimals may differ: another processor adds in another order."""
MOVIES = """\
movieId,title,genres
1,Toy Story (1995),Adventure|Animation|Children|Comedy|Fantasy
260,Star Wars: Episode IV - A New Hope (1977),Action|Adventure|Sci-Fi
541,Blade Runner (1982),Action|Sci-Fi|Thriller
924,2001: A Space Odyssey (1968),Adventure|Drama|Sci-Fi
1214,Alien (1979),Horror|Sci-Fi
"""
RATINGS = """\
userId,movieId,rating,timestamp
1,260,5.0,964981680
1,541,4.0,964982224
2,541,5.0,964982653
2,924,4.5,964982931
"""


def name_of(block: Block) -> str:
    return f"{block.page}:{block.line}"


@pytest.mark.parametrize("block", [b for b in blocks("python") if SKIP not in b.text], ids=name_of)
def test_python_runs(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block.text, name_of(block), "exec"), {"__name__": "snippet"})
    shown = re.match(r"\s*```text\n(.*?)^```$", block.after, re.MULTILINE | re.DOTALL)
    if shown and "print(" in block.text:
        assert agree(shown[1], capsys.readouterr().out, tolerance=0.015) == []


def test_there_are_snippets_to_run() -> None:
    assert {b.page for b in blocks("python")} >= {
        "README.md",
        "docs/worked-example.md",
        "docs/settings.md",
        "docs/scenarios.md",
    }


def trace() -> str:
    path = ROOT / "docs" / "trace_one_event.py"
    spec = importlib.util.spec_from_file_location("trace_one_event", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.trace())


def test_the_followed_event_is_as_the_program_follows_it() -> None:
    page = pages()["docs/how-it-works.md"]
    found = re.search(r"<!-- trace: begin -->.*<!-- trace: end -->", page, re.DOTALL)
    assert found
    wrong = agree(found[0], trace(), tolerance=LAST_DIGIT)
    assert wrong == [], "run `python docs/trace_one_event.py --write` and read what changed"


def test_a_wrong_number_would_be_seen() -> None:
    assert agree("adds 1.234 of 5 items", "adds 1.233 of 5 items", tolerance=LAST_DIGIT) == []
    assert agree("adds 1.234 of 5 items", "adds 1.238 of 5 items", tolerance=LAST_DIGIT)
    assert agree("adds 1.234 of 5 items", "adds 1.234 of 6 items", tolerance=LAST_DIGIT)
    assert agree("one line", "one line\nand another", tolerance=LAST_DIGIT)


def commands() -> list[list[str]]:
    """The `penchant` lines of the README, but for what runs until it is stopped."""
    lines = [line for b in blocks("console") if b.page == "README.md" for line in b.text.splitlines()]
    found = [shlex.split(line, comments=True)[2:] for line in lines if line.startswith("$ penchant ")]
    return [words for words in found if words[0] not in {"serve", "keys"}]


def test_the_readmes_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over two files in the form of MovieLens; the answer that is shown is the answer that is given."""
    from penchant.cli import app

    monkeypatch.chdir(tmp_path)
    for variable in ("PENCHANT_STORE", "PENCHANT_SCENARIO", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "penchant.toml").write_text(
        'encoder = "hashing"\n', encoding="utf-8"
    )  # quick; the answer shown needs no other
    (tmp_path / "movies.csv").write_text(MOVIES, encoding="utf-8")
    (tmp_path / "ratings.csv").write_text(RATINGS, encoding="utf-8")
    run, slate, out = CliRunner(), "", ""
    assert len(commands()) >= 5
    for words in commands():
        done = run.invoke(app, [slate if word == "SLATE" else word for word in words])
        assert done.exit_code == 0, f"{words}: {done.output}"
        out = done.output
        if words[0] == "recommend":
            slate = re.search(r"\(([0-9a-f]{20})\)", out)[1]  # type: ignore[index]
    assert out.strip() == "“Alien (1979)” is kept out because you refused “horror”."
    assert out.strip() in pages()["README.md"]


def test_the_readmes_make_targets_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {
        target
        for text in pages().values()
        for target in re.findall(r"`?make ([a-z]+)`|^\$ make ([a-z]+)", text, re.MULTILINE)
    }
    targets = {a or b for a, b in named}
    assert {"demo", "test", "check", "bench"} <= targets
    assert {target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


def links() -> list[tuple[str, str]]:
    """Page and target of each link that does not leave the project."""
    return [
        (page, target)
        for page, text in pages().items()
        for target in re.findall(r"\]\(([^)\s]+)\)", prose(text))
        if not re.match(r"[a-z]+:", target)
    ]


def test_links_lead_somewhere() -> None:
    broken = []
    for page, target in links():
        path, _, anchor = target.partition("#")
        place = (ROOT / page).parent / path if path else ROOT / page
        if not place.exists():
            broken.append(f"{page}: {target}")
        elif anchor and anchor not in anchors(place.read_text(encoding="utf-8")):
            broken.append(f"{page}: no heading for #{anchor}")
    assert len(links()) > 20
    assert broken == []


def test_no_file_names_a_machine_or_its_folders() -> None:
    """Paths of one machine help nobody else; tests may make them up."""
    host = socket.gethostname()
    words = [r"/work/", r"/root/", r"/tmp/", r"/home/\w+/"]
    if len(host) >= 8 and re.search(r"[\d.-]", host):  # a name like "build" would be found in any text
        words.append(rf"\b{re.escape(host)}\b")
    pattern = re.compile("|".join(words))
    found = []
    for path in project_files():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("tests/"):
            continue
        text = path.read_bytes().decode("utf-8", "ignore")
        found += [f"{name}: {line.strip()}" for line in text.splitlines() if pattern.search(line)]
    assert found == []
