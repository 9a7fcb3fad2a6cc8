"""Pages that list what is in the code: every setting with its default, every noun of the domain."""

from __future__ import annotations

import re

import msgspec
import pytest
from house_pages import ROOT, pages, tables

import penchant.domain
from penchant import settings

SETTINGS = {
    kind.__name__: kind
    for kind in (
        settings.Settings,
        settings.Weights,
        settings.Limits,
        settings.LanguageModelSettings,
        settings.Scenario,
        settings.EventRule,
    )
}
NOT_READ = "not read yet"


def shown(field: msgspec.structs.FieldInfo) -> str:
    """A default as the page shows it."""
    made = field.default_factory
    default = field.default if made is msgspec.NODEFAULT else made()
    if default is msgspec.NODEFAULT:
        return "needed"
    if isinstance(default, msgspec.Struct):
        return "see below"
    if default in ((), {}):
        return "none"
    if isinstance(default, tuple):
        return ", ".join(f"`{one}`" for one in default)
    if isinstance(default, bool):
        return str(default).lower()
    return f"`{default}`" if isinstance(default, str) and default else str(default)


def rows(kind: str) -> list[list[str]]:
    return tables(pages()["docs/settings.md"])[kind]


@pytest.mark.parametrize("kind", SETTINGS)
def test_the_page_lists_every_setting_with_its_default(kind: str) -> None:
    listed = [(name, default) for name, default, _, _ in rows(kind)]
    assert listed == [(f"`{field.name}`", shown(field)) for field in msgspec.structs.fields(SETTINGS[kind])]


@pytest.mark.parametrize("kind", SETTINGS)
def test_every_setting_has_a_meaning(kind: str) -> None:
    assert [name for name, _, _, meaning in rows(kind) if len(meaning) < 5] == []


def test_a_setting_is_read_somewhere_or_the_page_says_that_it_is_not() -> None:
    files = [p for p in (ROOT / "src" / "penchant").rglob("*.py") if p.name != "settings.py"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    all_rows = [(kind, name.strip("`"), meaning) for kind in SETTINGS for name, _, _, meaning in rows(kind)]
    unread = {f"{kind}.{name}" for kind, name, _ in all_rows if not re.search(rf"\.{name}\b", code)}
    assert unread == {f"{kind}.{name}" for kind, name, meaning in all_rows if meaning.startswith(NOT_READ)}


def nouns() -> set[str]:
    return {
        name
        for name, thing in vars(penchant.domain).items()
        if isinstance(thing, type)
        and issubclass(thing, msgspec.Struct)
        and thing.__module__ == "penchant.domain"
    }


def test_the_glossary_has_every_noun_and_no_other() -> None:
    listed = [name.strip("`") for name, _ in tables(pages()["docs/glossary.md"])["Nouns"]]
    assert len(listed) == len(set(listed))
    assert set(listed) == nouns()


def test_the_glossarys_words_live_where_it_says() -> None:
    words = tables(pages()["docs/glossary.md"])["Words"]
    assert [word for word, _, _ in words] == sorted(word for word, _, _ in words)
    places = {place.strip("`") for _, _, place in words}
    assert {place for place in places if not (ROOT / "src" / "penchant" / place).exists()} == set()


def test_decisions_are_numbered_and_say_the_four_things() -> None:
    found = sorted(name for name in pages() if name.startswith("docs/decisions/"))
    assert [int(name.split("/")[-1][:4]) for name in found] == list(range(1, len(found) + 1))
    for name in found:
        text = pages()[name]
        for part in ("**Context.**", "**Choice.**", "**What else was", "**When to revisit.**"):
            assert part in text, f"{name} has no {part}"
