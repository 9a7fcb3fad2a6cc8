"""Filters in words: `categories = Horror and year 1990..1999 and not tags contains "gore"`. The language is in `docs/where.md`.

An expression says of each item whether it may be shown. A comparison of a field that an item lacks is false, and `not` of it true.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, NoReturn

from penchant.domain import Value
from penchant.errors import InvalidExpression
from penchant.retrieve.columns import FIELDS, PREFIX, ColumnIndex, Columns, number, plain
from penchant.retrieve.expression import (
    SHOWN,
    Exists,
    Expression,
    Node,
    Not,
    Operand,
    Operator,
    Several,
    Test,
    refuse,
)
from penchant.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ColumnIndex", "Columns", "Expression", "parse"]

MAX_CHARACTERS = 20_000
MAX_DEPTH = 50
"""Levels of parentheses and `not`."""


def parse(text: str) -> Expression:
    """Read an expression. Raises InvalidExpression, which shows the place and what was expected there."""
    if len(text) > MAX_CHARACTERS:
        raise InvalidExpression(
            f"a filter of {len(text)} characters is too long: {MAX_CHARACTERS} are allowed",
            hint="put what the long list names in one tag or attribute of the items, and filter by that.",
        )
    return _Parser(text).expression()


_QUOTES = ('""', "''", "“”", "‘’", "＂＂", "＇＇", "「」", "『』")
_CLOSERS = {"“": "“”", "‘": "‘’"}


def _quoted(opener: str, closer: str) -> str:
    """Text in these quotes, as a pattern; of curly ones either opens and either closes, as they are often mixed up."""
    ends = _CLOSERS.get(opener, closer)
    return rf"[{ends if opener in _CLOSERS else opener}](?:\\.|[^{ends}\\])*[{ends}]"


_STOPS = r"\s\"“”「」『』＂=<>!≤≥≠＝＜＞！()（）\[\]［］【】,，、…‥"
_TOKEN = re.compile(
    rf"(?P<quoted>{'|'.join(_quoted(*pair) for pair in _QUOTES)})"
    r"|(?P<sign>\.{2,}|…+|‥|[=＝]{1,2}|[!！][=＝]?|<>|[<＜][=＝]?|[>＞][=＝]?|[≤≥≠()（）\[\]［］【】,，、])"
    rf"|(?P<word>(?:(?!\.\.)[^{_STOPS}])+)",
    re.DOTALL,
)
_SIGNS = {
    "!": "not",
    "==": "=",
    "≠": "!=",
    "<>": "!=",
    "≤": "<=",
    "≥": ">=",
    "【": "[",
    "】": "]",
    "、": ",",
    "…": "..",
    "‥": "..",
}
_WORDS = {
    word: name
    for name, words in {
        "and": "且 并且 和 与",
        "or": "或 或者",
        "not": "非 不",
        "in": "属于",
        "contains": "包含",
        "between": "介于",
        "exists": "存在",
        "=": "等于",
        "!=": "不等于",
        "<": "小于",
        ">": "大于",
        "<=": "小于等于 不大于",
        ">=": "大于等于 不小于",
    }.items()
    for word in words.split()
}
_NOT = {"不属于": "in", "不包含": "contains", "不存在": "exists"}
_RESERVED = frozenset({"and", "or", "not", "in", "contains", "between", "exists"})
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_ESCAPES = {"n": "\n", "t": "\t"}
_QUOTE_MARKS = "\"'“”‘’「」『』＂＇"
_QUOTE_HINT = "Put names and values of several words in quotes, such as categories = 'Science Fiction'."


class _Token(Value, frozen=True):
    kind: Literal["quoted", "sign", "word", "end"]
    text: str
    at: int
    name: str = ""
    """The operator or reserved word it stands for; "" for names and values."""


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found = _TOKEN.match(text, at)
        if found is None or (found.lastgroup == "word" and text[at] in _QUOTE_MARKS):
            _unreadable(text, at)
        piece = found.group()
        yield from _named(found.lastgroup or "", piece, at)
        at = found.end()
    yield _Token(kind="end", text="", at=len(text))


def _named(kind: str, piece: str, at: int) -> Iterator[_Token]:
    if kind == "quoted":
        inner = re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), piece[1:-1], flags=re.DOTALL)
        yield _Token(kind="quoted", text=inner, at=at)
    elif kind == "sign":
        sign = ".." if piece[0] in ".…‥" else unicodedata.normalize("NFKC", _SIGNS.get(piece, piece))
        yield _Token(kind="sign", text=piece, at=at, name=_SIGNS.get(sign, sign))
    elif piece in _NOT:
        yield _Token(kind="word", text=piece, at=at, name="not")
        yield _Token(kind="word", text=piece, at=at, name=_NOT[piece])
    else:
        word = _WORDS.get(piece, fold(piece))
        yield _Token(kind="word", text=piece, at=at, name=word if word in _RESERVED | _COMPARISONS else "")


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text))
        self._next = self._depth = 0

    def expression(self) -> Expression:
        root = self._several("or")
        if self._token.kind != "end":
            self._fail("`and`, `or` or the end", _QUOTE_HINT)
        return Expression(text=self._text, root=root)

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, *names: str) -> _Token | None:
        token = self._token
        if token.name not in names:
            return None
        self._next += 1
        return token

    def _several(self, word: Literal["and", "or"]) -> Node:
        parts = [self._several("and") if word == "or" else self._one()]
        while self._take(word):
            parts.append(self._several("and") if word == "or" else self._one())
        return parts[0] if len(parts) == 1 else Several(word=word, parts=tuple(parts))

    def _one(self) -> Node:
        opened = self._take("not", "(")
        if opened is None:
            return self._exists() if self._take("exists") else self._test()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            refuse(
                self._text,
                opened.at,
                f"parentheses and `not` stand more than {MAX_DEPTH} deep",
                "take out those that are not needed.",
            )
        inner = Not(inner=self._one()) if opened.name == "not" else self._several("or")
        if opened.name == "(" and not self._take(")"):
            self._fail(
                "`)`", f"the parenthesis opened at character {opened.at + 1} is not closed. {_QUOTE_HINT}"
            )
        self._depth -= 1
        return inner

    def _exists(self) -> Exists:
        at = self._token.at
        return Exists(field=self._field(), at=at)

    def _field(self) -> str:
        token = self._token
        if token.kind not in {"word", "quoted"} or token.name:
            self._fail("a field", "A comparison is a field, an operator and a value, such as year >= 1990.")
        self._next += 1
        name = unicodedata.normalize("NFKC", token.text).strip()
        return name if name in FIELDS or name.startswith(PREFIX) else PREFIX + name

    def _test(self) -> Node:
        at = self._token.at
        field = self._field()
        negated = bool(self._take("not"))
        compare = self._take("in", "contains", "between", "exists") if negated else self._operator()
        if compare is None:
            return self._no_operator(field, negated=negated)
        if compare.name == "exists":
            return Not(inner=Exists(field=field, at=at)) if negated else Exists(field=field, at=at)
        operator, operands = self._operands(compare.name, field)
        return Test(
            field=field, operator=operator, operands=operands, at=at, negated=negated or compare.name == "!="
        )

    def _operator(self) -> _Token | None:
        """The operator; for a range without one, such as `year 1990..1999`, a stand-in that takes no place."""
        found = self._take(*_COMPARISONS, "in", "contains", "between", "exists")
        after = self._tokens[min(self._next + 1, len(self._tokens) - 1)]
        if found is None and self._token.kind in {"word", "quoted"} and after.name == "..":
            return _Token(kind="word", text="", at=self._token.at, name="=")
        return found

    def _no_operator(self, field: str, *, negated: bool) -> NoReturn:
        if negated:
            self._fail(
                "`in`, `contains`, `between` or `exists` after `not`",
                "to turn the whole round, write not before the field.",
            )
        name = field.removeprefix(PREFIX)
        hint = f"write {name} = true." if name == "available" else _QUOTE_HINT
        self._fail(f"an operator after {name!r}: = != < <= > >= in contains between, or a range", hint)

    def _operands(self, name: str, field: str) -> tuple[Operator, tuple[Operand, ...]]:
        if name == "in":
            return self._list_or_range(field)
        first = self._value(field, text_only=name == "contains")
        if name == "between":
            if not self._take("and", ".."):
                self._fail("`and` and the upper end", "write between 1990 and 1999.")
            return "range", self._ends(first, field)
        if name in {"=", "!="}:
            return ("range", self._ends(first, field)) if self._take("..") else ("=", (first,))
        for operator in ("<", "<=", ">", ">=", "contains"):
            if name == operator:
                return operator, (first,)
        raise AssertionError(name)

    def _ends(self, first: Operand, field: str) -> tuple[Operand, Operand]:
        token = self._token
        last = self._value(field)
        if first.numeric != last.numeric:
            refuse(
                self._text,
                token.at,
                "a range has a number at one end and a word at the other",
                "make both the same kind.",
            )
        if first.low > last.high or (not first.numeric and first.text > last.text):
            refuse(self._text, token.at, "the range ends before it begins", "write the lower end first.")
        return first, last

    def _list_or_range(self, field: str) -> tuple[Operator, tuple[Operand, ...]]:
        if not self._take("[", "("):
            first = self._value(field)
            if not self._take(".."):
                self._fail("a list in brackets, or a range", "write in [1, 2, 3] or in 1990..1999.")
            return "range", self._ends(first, field)
        values = [self._value(field)]
        while not self._take("]", ")"):
            if not self._take(","):
                self._fail("`,` or `]`", f"separate the values of a list by commas. {_QUOTE_HINT}")
            values.append(self._value(field))
        return "=", tuple(values)

    def _value(self, field: str, *, text_only: bool = False) -> Operand:
        token = self._token
        if token.kind not in {"word", "quoted"} or (token.kind == "word" and token.name):
            self._fail("a value", f"values are numbers, words, dates, or text in quotes. {_QUOTE_HINT}")
        self._next += 1
        text = plain(token.text)
        if text_only:
            return Operand(text=text)
        if field != "published_at":
            figure = number(text)
            return Operand(text=text) if figure is None else Operand(text=text, low=figure, high=figure)
        period = _period(text)
        if period is None:
            refuse(
                self._text,
                token.at,
                "published_at is compared with a date",
                "write it as 2024-01-31, 2024-01 or 2024.",
            )
        return Operand(text=text, low=period[0], high=period[1])

    def _fail(self, expected: str, hint: str) -> NoReturn:
        token = self._token
        seen = "the expression ends" if token.kind == "end" else f"there is {token.text[:SHOWN]!r}"
        refuse(self._text, token.at, f"{seen} where {expected} is expected", hint)


_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d?)(?:-(?P<day>\d\d?)(?:[t ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?z?)?)?)?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def _period(text: str) -> tuple[float, float] | None:
    """The first and last millisecond (UTC) of a year, month, day, minute or second, or a number of them; None for others."""
    found = _PERIOD.fullmatch(text)
    if not found:
        stamp = number(text)
        return None if stamp is None else (stamp, stamp)
    given = {name: int(value) for name, value in found.groupdict().items() if value}
    try:
        start = datetime(**({"month": 1, "day": 1} | given), tzinfo=UTC)
        end = _end(start, len(given))
    except (ValueError, OverflowError):
        return None
    return (start - _EPOCH) / _MILLISECOND, (end - _EPOCH) / _MILLISECOND - 1


def _end(start: datetime, parts: int) -> datetime:
    if parts <= 2:
        months = start.year * 12 + start.month - 1 + (12 if parts == 1 else 1)
        return start.replace(year=months // 12, month=months % 12 + 1)
    return start + (timedelta(days=1), timedelta(0), timedelta(minutes=1), timedelta(seconds=1))[parts - 3]


def _unreadable(text: str, at: int) -> NoReturn:
    if text[at] in _QUOTE_MARKS:
        refuse(
            text, at, "a quote is opened and not closed", "close it, or write \\' for a quote mark inside."
        )
    refuse(text, at, f"{text[at]!r} means nothing here", _QUOTE_HINT)
