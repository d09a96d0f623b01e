"""A figure that was measured, what was asked of it, and the sheet it stands on."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

HEADINGS: Final = ("", "median", "lowest to highest", "CPU", "asked", "holds", "how near")
_LEFT: Final = (0, 6)  # columns of words; numbers stand to the right


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes:
        what: was measured.
        values: one a round; their median is what counts.
        unit: "s", "MB" (a million bytes), "events/s" or "times".
        cpu_s: seconds of processor time, the median of the rounds.
        at_most, at_least: what is asked, if anything.
        near: how near it comes to the limit of the machine, in words.
    """

    what: str
    values: tuple[float, ...]
    unit: str
    cpu_s: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    near: str = ""

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.values)

    @property
    def holds(self) -> bool | None:
        """Whether it is as asked; None if nothing is asked."""
        if self.at_most is not None:
            return self.value <= self.at_most
        if self.at_least is not None:
            return self.value >= self.at_least
        return None

    @property
    def asked(self) -> str:
        """What is asked, in words."""
        if self.at_most is not None:
            return f"at most {shown(self.at_most, self.unit)}"
        if self.at_least is not None:
            return f"at least {shown(self.at_least, self.unit)}"
        return ""

    def cells(self) -> tuple[str, ...]:
        """Return what its row says, a cell for each of `HEADINGS`."""
        low, high = min(self.values), max(self.values)
        spread = f"{shown(low, '')} to {shown(high, '')}" if len(self.values) > 1 else ""
        cpu = "" if self.cpu_s is None else shown(self.cpu_s, "s")
        holds = {None: "", True: "yes", False: "NO"}[self.holds]
        return (self.what, shown(self.value, self.unit), spread, cpu, self.asked, holds, self.near)

    def as_json(self) -> dict[str, object]:
        """Return it for a file."""
        return {
            "what": self.what,
            "median": self.value,
            "unit": self.unit,
            "rounds": self.values,
            "cpu_s": self.cpu_s,
            "at_most": self.at_most,
            "at_least": self.at_least,
            "holds": self.holds,
            "near": self.near,
        }


@dataclass(frozen=True)
class Sheet:
    """The figures of one benchmark.

    Attributes:
        title: what the figures are about, with its size.
        checks: what has to be true for the figures to be worth anything.
    """

    title: str
    figures: Sequence[Figure]
    checks: Mapping[str, bool] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every check is true and no figure missed."""
        return all(self.checks.values()) and all(
            figure.holds is not False for figure in self.figures
        )

    def text(self) -> str:
        """Return the sheet for a terminal."""
        rows = [HEADINGS, *(figure.cells() for figure in self.figures)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [self.title]
        for row in rows:
            cells = (
                cell.ljust(width) if at in _LEFT else cell.rjust(width)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            lines.append(f"  {'  '.join(cells)}".rstrip())
        return "\n".join([*lines, *(f"  {line}" for line in self._checked())])

    def markdown(self) -> str:
        """Return the sheet for a document."""
        rules = (":--" if at in _LEFT else "--:" for at in range(len(HEADINGS)))
        rows = [HEADINGS, tuple(rules), *(figure.cells() for figure in self.figures)]
        table = [f"| {' | '.join(row)} |" for row in rows]
        lines = [f"**{self.title}**", "", *table, ""]
        return "\n".join([*lines, *(f"- {line}" for line in self._checked())])

    def as_json(self) -> dict[str, object]:
        """Return the sheet for a file."""
        return {
            "title": self.title,
            "holds": self.holds,
            "checks": dict(self.checks),
            "figures": [figure.as_json() for figure in self.figures],
        }

    def _checked(self) -> Iterator[str]:
        for check, true in self.checks.items():
            yield f"{check}: {'yes' if true else 'NO'}"


def shown(value: float, unit: str) -> str:
    """Return a number with as many digits as are worth reading, and its unit."""
    digits = 3 if value < 1 else 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{digits}f} {unit}".rstrip()


def share(part: float, whole: float, of: str) -> str:
    """Return "62 % of ..."."""
    return f"{part / whole:.0%}".replace("%", " %") + f" of {of}"
