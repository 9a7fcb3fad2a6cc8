"""`--map field=column`: which column, or which fixed value, fills each field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penchant.domain import Value
from penchant.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONSTANT = ":="


class Mapping(Value, frozen=True):
    """What fills what: `columns` field -> column, `nested` key of `attributes` or `context` -> column, `constants` column -> value.

    A fixed value is kept as a column of its own, named `field:=`, which is added to every row.
    """

    columns: dict[str, str]
    nested: dict[str, str]
    constants: dict[str, str]

    @property
    def named(self) -> frozenset[str]:
        """The file's columns that were named by hand."""
        return frozenset({*self.columns.values(), *self.nested.values()} - self.constants.keys())


def parse_map(specs: Sequence[str], fields: Sequence[str], nest: str) -> Mapping:
    """Read `field=column`, `field:=value` and `nest.key=column` (or `:=value`), as given on the command line.

    Args:
        specs: the texts after `--map`.
        fields: the fields that may be filled.
        nest: the field whose keys may be filled one by one: `attributes` or `context`.

    Raises:
        InvalidInput: a text is not of that form, or a field is unknown or filled twice.
    """
    columns: dict[str, str] = {}
    nested: dict[str, str] = {}
    constants: dict[str, str] = {}
    for spec in specs:
        field, column, fixed = _parts(spec)
        outer, dot, key = field.partition(".")
        target, name = (nested, key) if dot and outer == nest and key else (columns, field)
        if target is columns and field not in fields:
            raise InvalidInput(
                f"--map {spec!r} fills an unknown field {field!r}; the fields are {', '.join(fields)} and {nest}.KEY",
                hint="The field comes first: --map item_id=asin fills item_id from the column asin.",
            )
        if name in target:
            raise InvalidInput(f"--map fills {field!r} twice", hint="Keep one of the two.")
        target[name] = f"{field}{_CONSTANT}" if fixed else column
        if fixed:
            constants[target[name]] = column
    return Mapping(columns=columns, nested=nested, constants=constants)


def _parts(spec: str) -> tuple[str, str, bool]:
    field, equals, column = spec.partition("=")
    fixed = field.endswith(":")
    field = field.removesuffix(":").strip()
    if not equals or not field or not column.strip():
        raise InvalidInput(
            f"--map {spec!r} is not of the form field=column or field:=value",
            hint="For example --map item_id=asin, or --map event_type:=rating for one value in every row.",
        )
    return field, column if fixed else column.strip(), fixed
