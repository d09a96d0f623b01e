"""One kind of violation: what it does, and which rules it provokes."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TypeAlias

Codes: TypeAlias = tuple[tuple[str, ...], ...]
"""Groups of codes; each group has to be raised by one of its codes."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of violation.

    Attributes:
        id: its name in a scenario.
        codes: what it raises for certain.
        does: what happens, in a line.
        likely: codes of statistical rules that look at many stations, beside or instead of
            `codes`: whether they speak depends on how many there are and how strong it is.
        strength: what the strength means; "" where it means nothing.
        usual: the strength if none is given.
        least, most: the strengths it takes.
        begins: when it begins if no `at` is given: between these hours after the opening.
        ends: it has to begin so many minutes before the polls close, or earlier.
        lasts: minutes that it lasts if none are given; None where it has no length.
        corrects: whether the station may correct what it said.
        least_roll: voters on the list of a station where it can happen.
        least_candidates: candidates on the ballot there.
    """

    id: str
    codes: Codes
    does: str
    likely: tuple[str, ...] = ()
    strength: str = ""
    usual: float = 1
    least: float = 0
    most: float = inf
    begins: tuple[float, float] = (3, 8)
    ends: float = 0
    lasts: float | None = None
    corrects: bool = False
    least_roll: int = 30
    least_candidates: int = 1

    @property
    def raises(self) -> str:
        """The codes that it raises for certain, and those that it may raise."""
        certain = [" or ".join(group) for group in self.codes]
        perhaps = [f"perhaps {', '.join(self.likely)}"] if self.likely else []
        return ", ".join([*certain, *perhaps])

    @property
    def row(self) -> str:
        """What the documentation says of it: a row of the table of kinds."""
        strength = f"{self.strength} ({self.usual:g})" if self.strength else ""
        besides = [f"`minutes` ({self.lasts:g})"] if self.lasts is not None else []
        besides += ["`corrected_minutes`"] if self.corrects else []
        return f"| `{self.id}` | {self.raises} | {self.does} | {strength} | {', '.join(besides)} |"


def must(*codes: str) -> Codes:
    """Return groups of one code each: all of them are raised."""
    return tuple((code,) for code in codes)
