"""What a validation found wrong, in the words of the person who wrote the file.

Pydantic names Python's types and its own error codes; somebody who edits a CSV
file or a TOML file needs the bad value and what would be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.near_miss import one_of
from config.unfit import UNFIT

Place = tuple[str | int, ...]
"""Path to a field: names and list positions from the outside in."""

FieldsAt = Callable[[Place], Iterable[str]]

LONGEST: Final = 60
"""Characters of a bad value that are shown."""

MOST_NAMED: Final = 6
"""Further fields that are named."""

SHAPES: Final = {
    r"^[a-z0-9][a-z0-9:-]*$": "lower-case letters a-z, digits, hyphens or colons",
    r"^[+-]((0\d|1[0-3]):[0-5]\d|14:00)$": 'an offset from UTC such as "+06:00", at most 14:00',
    r"^[^\x00-\x1f\x7f]*$": "text on one line, without control characters",
    r"^[STPFI]\d{3}$": "a code such as T203: S, T, P, F or I and three digits",
    r"^#[0-9a-f]{6}$": 'a colour such as "#0072b2"',
    r"^\d+(\.\d+)?$": "a number in plain digits, such as 1847 or 79.10",
    r"^(\d+(\.\d+)?)?$": "a number in plain digits, such as 79.10, or nothing",
}
"""Patterns of the models, in words."""

_PLAIN: Final = {
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "string_type": "text",
    "string_too_short": "some text",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "date_type": "a date such as 2021-07-25",
    "date_parsing": "a date such as 2021-07-25",
    "date_from_datetime_parsing": "a date such as 2021-07-25",
    "date_from_datetime_inexact": "a date such as 2021-07-25, without a time",
    "time_type": "a time such as 07:00:00",
    "time_parsing": "a time such as 07:00",
}

_BOUNDS: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "greater_than": lambda ctx: f"more than {_limit(ctx['gt'])}",
    "greater_than_equal": lambda ctx: f"at least {_limit(ctx['ge'])}",
    "less_than": lambda ctx: f"less than {_limit(ctx['lt'])}",
    "less_than_equal": lambda ctx: f"at most {_limit(ctx['le'])}",
    "too_short": lambda ctx: f"at least {ctx['min_length']} of them",
    "too_long": lambda ctx: f"at most {ctx['max_length']} of them",
    "literal_error": lambda ctx: f"one of {ctx['expected']}",
    "string_pattern_mismatch": lambda ctx: SHAPES.get(ctx["pattern"], ctx["pattern"]),
    "value_error": lambda ctx: str(ctx["error"]),
    UNFIT: lambda ctx: str(ctx["expected"]),
}


@dataclass(frozen=True)
class Complaint:
    """The first thing a validation found wrong.

    Attributes:
        place: path to the field, as pydantic gives it (names and list positions).
        what: what is wrong, with the bad value.
        expected: what would be right.
        others: names of the fields where more was found.
    """

    place: Place
    what: str
    expected: str
    others: tuple[str, ...]

    @property
    def said(self) -> str:
        """What is wrong, with the number and the fields of further findings."""
        if not self.others:
            return self.what
        names = ", ".join(self.others[:MOST_NAMED])
        rest = ", ..." if len(self.others) > MOST_NAMED else ""
        return f"{self.what} (and {len(self.others)} more: {names}{rest})"

    @classmethod
    def of(cls, error: ValidationError, fields_at: FieldsAt) -> Complaint:
        """Put the first finding of `error` into words.

        Args:
            error: what pydantic found.
            fields_at: returns the names of the fields known at a path.
        """
        findings = error.errors(include_url=False)
        # An unknown field tells more than the missing one it was probably meant to be.
        findings.sort(key=lambda finding: finding["type"] != "extra_forbidden")
        first = findings[0]
        others = tuple(_field(finding["loc"]) for finding in findings[1:])
        return cls(first["loc"], _what(first), _expected(first, fields_at), others)


def shown(value: object) -> str:
    """Return a bad value as a person would find it in the file, cut when it is long."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _field(place: Place) -> str:
    """Return the dotted name of a field, without positions in lists."""
    return ".".join(step for step in place if isinstance(step, str))


def _limit(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _what(finding: ErrorDetails) -> str:
    match finding["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not a known field"
        case "string_too_short" | "too_short":
            return "is empty" if not finding["input"] else f"is {shown(finding['input'])}"
        case kind if kind == UNFIT:
            return str(finding["ctx"]["what"])
    return f"is {shown(finding['input'])}"


def _expected(finding: ErrorDetails, fields_at: FieldsAt) -> str:
    kind = finding["type"]
    if kind == "extra_forbidden":
        *place, name = finding["loc"]
        return one_of(fields_at(tuple(place)), str(name))
    if kind == "missing":
        last = finding["loc"][-1]
        return f"a value for {last}" if isinstance(last, str) else f"{last + 1} values or more"
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _BOUNDS:
        return _BOUNDS[kind](finding.get("ctx", {}))
    return finding["msg"]
