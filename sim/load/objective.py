"""Objectives: what a run has to keep to, such as `p99<250ms` or `lost==0`."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from config.errors import InputError

MEASURES: Final[Mapping[str, str]] = {
    "median": "ms",
    "p90": "ms",
    "p99": "ms",
    "p99.9": "ms",
    "max": "ms",
    "tally-p99": "ms",
    "tally-max": "ms",
    "sender-p99.9": "ms",
    "rate": "events a second",
    "errors": "",
    "lost": "",
    "twice": "",
    "superseded": "",
    "wrong": "",
    "late": "",
}
"""What can be asked for, and its unit; `lost` and the like count stations."""

_UNITS: Final = {"us": 1e-3, "ms": 1.0, "s": 1e3, "": 1.0}
_COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}
_WRITTEN: Final = re.compile(
    r"\s*([a-z][a-z0-9.-]*)\s*(<=|>=|==|<|>)\s*(\d+(?:\.\d+)?)\s*(us|ms|s|)\s*", re.ASCII
)
_EXPECTED: Final = f"MEASURE<NUMBER, such as p99<250ms or lost==0; measures: {', '.join(MEASURES)}"


@dataclass(frozen=True)
class Objective:
    """One of them.

    Attributes:
        text: as it was written.
        measure: of `MEASURES`.
        compared: how: <, <=, ==, >= or >.
        bound: with what; times in milliseconds.
    """

    text: str
    measure: str
    compared: str
    bound: float

    @classmethod
    def of(cls, text: str, where: str = "--objective") -> Objective:
        """Read one; raises `InputError` if it is none."""
        found = _WRITTEN.fullmatch(text)
        if found is None or found[1] not in MEASURES:
            raise InputError(where, f'"{text}"', _EXPECTED)
        _, measure, unit = text, found[1], found[4]
        if unit and MEASURES[measure] != "ms":
            raise InputError(where, f'"{text}": {measure} is no time', f"{measure} without a unit")
        return cls(text.strip(), measure, found[2], float(found[3]) * _UNITS[unit])

    def holds(self, measured: Mapping[str, float]) -> bool:
        """Say whether it was kept; what was not measured keeps nothing."""
        value = measured.get(self.measure, math.nan)
        return not math.isnan(value) and _COMPARED[self.compared](value, self.bound)


def objectives(texts: str) -> tuple[Objective, ...]:
    """Read objectives with commas between them; raises `InputError` if one is none."""
    return tuple(Objective.of(text) for text in texts.split(",") if text.strip())
