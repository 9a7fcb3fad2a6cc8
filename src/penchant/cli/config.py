"""What the command line reads from its surroundings: `penchant.toml` in the current folder, and `PENCHANT_…` variables."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from penchant.errors import InvalidSetting
from penchant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = Path("penchant.toml")
_FREE_NAMES = (("scenario", "events"), ("scenario", "fields"), ("language_model", "extra"))
"""The tables whose keys are the user's own: event types, fields of items, what a model's server is told beside the prompt."""
_VARIABLES = {"PENCHANT_MODEL": "model", "PENCHANT_MODEL_URL": "base_url", "PENCHANT_MODEL_KEY": "key"}
"""Of the table `language_model`; a variable comes before the file."""
_ENCODER_KEY = "PENCHANT_ENCODER_KEY"


def overrides(path: Path = FILE, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The tables of the configuration file, if there is one, with what variables say of models in its place.

    Raises:
        InvalidSetting: it cannot be read, or is not TOML.
    """
    table = _tables(path)
    told = os.environ if environment is None else environment
    if told.get(_ENCODER_KEY):
        table = {**table, "encoder_key": told[_ENCODER_KEY]}
    named = {key: told[name] for name, key in _VARIABLES.items() if told.get(name)}
    held = table.get("language_model", {})
    return {**table, "language_model": {**held, **named}} if named and isinstance(held, dict) else table


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InvalidSetting(
            f"{str(path)!r} cannot be read: {error.strerror}", hint="Check its permissions."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidSetting(
            f"{str(path)!r} is not TOML: {error}", hint="Text values stand in quotes."
        ) from error


def scenario(
    option: str | None, table: Mapping[str, Any], environment: Mapping[str, str] | None = None
) -> str | None:
    """The scenario's name: the option, else `PENCHANT_SCENARIO`, else `scenario`, or `name` under `[scenario]`, else None."""
    found = option or (os.environ if environment is None else environment).get("PENCHANT_SCENARIO")
    inner = table.get("scenario")
    return found or (
        inner.get("name") if isinstance(inner, dict) else inner if isinstance(inner, str) else None
    )


def merged(settings: Settings, table: Mapping[str, Any], path: Path = FILE) -> Settings:
    """`settings` with what the configuration file says in their place, decoded strictly.

    Raises:
        InvalidSetting: a key that no setting has, or a value of the wrong type.
    """
    plain: dict[str, Any] = msgspec.to_builtins(settings)
    chosen = plain["scenario"]["name"]
    named = isinstance(
        table.get("scenario"), str
    )  # the name alone, which was heeded when the store was opened
    _lay_over(plain, {k: v for k, v in table.items() if not (named and k == "scenario")}, (), path)
    if isinstance(plain["scenario"], dict):
        plain["scenario"]["name"] = chosen
    try:
        return msgspec.convert(plain, Settings)
    except msgspec.ValidationError as error:
        raise InvalidSetting(
            f"{str(path)!r}: {error}", hint="`$` stands for the file; see docs/cli.md."
        ) from error


def _lay_over(base: dict[str, Any], table: Mapping[str, Any], trail: tuple[str, ...], path: Path) -> None:
    for key, value in table.items():
        if key not in base and trail not in _FREE_NAMES:
            place = f"[{'.'.join(trail)}]" if trail else "the file"
            raise InvalidSetting(
                f"{str(path)!r}: {place} has no setting {key!r}; it has {', '.join(sorted(base))}",
                hint="Check the spelling, and the table it stands in.",
            )
        old = base.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            _lay_over(old, value, (*trail, key), path)
        else:
            base[key] = value


def store_file(store: str) -> Path | None:
    """The file that a store's address names, or None if it names none."""
    kind, _, path = store.partition("://")
    return Path(path.removeprefix("/")) if kind == "sqlite" and path.removeprefix("/") else None
