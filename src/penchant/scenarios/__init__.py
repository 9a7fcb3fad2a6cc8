"""The four kinds of product Penchant knows from the start: what events mean, how people speak, a small catalogue."""

from __future__ import annotations

import difflib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from penchant.domain import Item
from penchant.errors import InvalidSetting
from penchant.scenarios import stories
from penchant.settings import Scenario, Weights

NAMES = ("social", "education", "shop", "media")
"""The names that `load` and `items` take; each is a folder of this package."""


@cache
def load(name: str) -> Scenario:
    """The scenario `name` of `NAMES`, with its own groups of words first and those of the other three after them.

    The others' words are there because people speak of films in a shop too; a group that two scenarios share counts once.

    Raises:
        InvalidSetting: there is no scenario of that name; the message lists the names and the hint the nearest one.
    """
    plain = _read(name)
    others = (group for other in NAMES if other != name for group in _read(other)["words"])
    groups = dict.fromkeys(tuple(group) for group in (*plain["words"], *others))
    return msgspec.convert({**plain, "name": name, "words": tuple(groups)}, Scenario)


@cache
def weights(name: str) -> Weights:
    """The weights of the blend that suit scenario `name`: the common ones, and those that its file sets otherwise.

    Raises:
        InvalidSetting: there is no scenario of that name.
    """
    return msgspec.convert(_read(name).get("weights", {}), Weights)


@cache
def items(name: str) -> tuple[Item, ...]:
    """The example catalogue of scenario `name`: more than 120 invented items, Chinese and English, in the file's order.

    Raises:
        InvalidSetting: there is no scenario of that name.
    """
    lines = _file(name, "items.jsonl").splitlines()
    decoder = msgspec.json.Decoder(Item)
    return tuple(decoder.decode(line) for line in lines if line.strip())


@cache
def story(name: str) -> stories.Story:
    """The story of scenario `name`, told by the demo and the console.

    Raises:
        InvalidSetting: there is no scenario of that name.
    """
    return stories.parsed(tomllib.loads(_file(name, "story.toml")))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(_file(name, "scenario.toml"))


def _file(name: str, file: str) -> str:
    if name not in NAMES:
        raise _unknown(name)
    return files(__name__).joinpath(name, file).read_text(encoding="utf-8")


def _unknown(name: str) -> InvalidSetting:
    near = difflib.get_close_matches(name, NAMES, n=1, cutoff=0)
    return InvalidSetting(
        f"There is no scenario {name!r}; there are {', '.join(NAMES)}.",
        hint=f"use {near[0]!r}, or give your own `penchant.settings.Scenario` as a setting.",
    )
