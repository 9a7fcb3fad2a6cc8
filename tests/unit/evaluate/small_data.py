"""What the tests of the lab share beside their data folders."""

from __future__ import annotations

from penchant.evaluate import lab

SECONDS = 1_700_000_000
HORROR = ("alien", "shining", "ring", "exorcist", "nosferatu")
FUNNY = ("airplane", "amelie", "notting", "wukong")


def plan(folder, scenario="media", **changes):
    """A plan over a folder, with the hashing encoder."""
    settings = lab.lab_settings(scenario, encoder="hashing")
    return lab.Plan(folder=folder, settings=settings, **changes)
