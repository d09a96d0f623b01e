"""A number for every protocol of a day: one for each contest of each station."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stream.ballots import Ballots
from stream.events import CountReported
from stream.roster import Roster
from stream.station_figures import NOBODY

NUMBERS: Final = ("registered", "issued", "found", "invalid", "against_all")
"""Columns of a protocol, before those of the votes."""


class ProtocolSlots:
    """Slots of the protocols of a roster's stations, and columns of their votes.

    Votes stand by nomination where a contest has one candidate of each at most, else by
    place on the ballot.

    Args:
        roster: of a run, or of one partition of it: then the slots are those of its rows.

    Attributes:
        roster: as given.
        row, contest, region: int64[slots], index of each slot's station, contest and region.
        contests, regions: ids by index.
        width: columns of votes.
    """

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self._ballots = ballots = roster.shared("ballots", lambda: Ballots(roster))
        self.contests, self.regions = ballots.contests, ballots.regions
        self.width = ballots.width
        sizes = ballots.sizes[roster.unit_of]  # of a reporter, whose unit is -1, the last
        self._first = np.cumsum(sizes) - sizes
        self._sizes = sizes
        self.row = np.repeat(np.arange(len(sizes)), sizes)
        unit = roster.unit_of[self.row]
        self.contest: NDArray[np.int64] = ballots.of_unit[
            unit, np.arange(len(self.row)) - self._first[self.row]
        ]
        self.region: NDArray[np.int64] = ballots.region_of_unit[unit]

    def of(self, row: int, contest: str) -> int:
        """Return the slot of a station's protocol; `ValueError` if it has none of that contest."""
        unit = self.roster.by_row[row].unit
        return int(self._first[row]) + (unit.contests if unit else ()).index(contest)

    def of_partition(self, number: int) -> NDArray[np.int64]:
        """Return the slots of a partition's stations in the order in which that has them."""
        rows = np.flatnonzero(self.roster.partition_of[:-1] == number)
        sizes = self._sizes[rows]
        start = np.repeat(self._first[rows] - (np.cumsum(sizes) - sizes), sizes)
        return start + np.arange(len(start))

    def partitions(self) -> set[int]:
        """Return the partitions that have stations."""
        return set(self.roster.partition_of[self.row].tolist())

    def columns(self, contest: str) -> Mapping[str, int]:
        """Return the columns of a contest's candidates."""
        return self._ballots.columns(contest)

    def figures(self, count: CountReported) -> list[int]:
        """Return a protocol's figures: `NUMBERS`, then votes; `NOBODY` where there were none.

        Votes for somebody who is not on the ballot are left out.
        """
        cells = [NOBODY] * self.width
        columns = self._ballots.columns(count.contest)
        for candidate, votes in count.votes.items():
            column = columns.get(candidate)
            if column is not None:
                cells[column] = votes
        numbers = (count.registered, count.issued, count.found, count.invalid, count.against_all)
        return [*numbers, *cells]
