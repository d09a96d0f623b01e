"""The calm days the rules are tried on, by kind, dealt out over processes."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path
from typing import Final, Literal, TypeAlias

from bench.detection.calibration import Calm, calm
from bench.detection.days import drawn, georgian, redealt, replayed
from stream.station_figures import StationFigures

Kind: TypeAlias = Literal["drawn", "replayed", "redealt"]

_AT_ONCE: Final = 25
"""Days a process takes at a time."""


@dataclass(frozen=True)
class Null:
    """A way to make days on which there is nothing to find.

    Attributes:
        kind: of the days.
        days: how many.
        stations: of a drawn day.
        folder: of the real stations that are dealt anew.
    """

    kind: Kind
    days: int
    stations: int = 0
    folder: Path | None = None

    def day(self, seed: int) -> StationFigures:
        """Make one."""
        if self.kind == "drawn":
            return drawn(self.stations, seed)
        if self.kind == "replayed":
            return replayed(seed)
        assert self.folder is not None
        elections = list(georgian(self.folder).values())
        return redealt(elections[seed % len(elections)], seed)

    def calm(self, seeds: range) -> Calm:
        """Let the rules look at some; real stations have real outliers, so peers are not asked."""
        return calm(self.day, seeds, peers=self.kind != "redealt")


def measure(nulls: Mapping[str, Null], processes: int = 2) -> dict[str, Calm]:
    """Let the rules look at the days of each kind, by name."""
    found: dict[str, Calm] = {}
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for name, null in nulls.items():
            sys.stderr.write(f"measuring: {name}, {null.days:,} days\n")
            parts = [
                range(at, min(at + _AT_ONCE, null.days)) for at in range(0, null.days, _AT_ONCE)
            ]
            found[name] = reduce(add, pool.imap(null.calm, parts))
    return found
