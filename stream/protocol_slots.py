"""A number for every protocol of a day: one for each contest of each station."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stream.events import CountReported
from stream.roster import Nominee, Race, Roster
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
        self.contests = tuple(roster.races)
        self.regions = tuple(sorted({unit.region for unit in roster.units}))
        number = {name: place for place, name in enumerate(self.contests)}
        region = {name: place for place, name in enumerate(self.regions)}
        sizes = roster.by_unit("contests", lambda unit: len(unit.contests), 0).astype(np.int64)
        self._first = np.cumsum(sizes) - sizes
        self._sizes = sizes
        self.row = np.repeat(np.arange(len(sizes)), sizes)
        of = [[number[name] for name in unit.contests] for unit in roster.units]
        place = np.arange(len(self.row)) - self._first[self.row]
        ballots = np.full((len(of) + 1, max(map(len, of), default=0)), -1)
        for unit, numbers in enumerate(of):
            ballots[unit, : len(numbers)] = numbers
        self.contest: NDArray[np.int64] = ballots[roster.unit_of[self.row], place]
        regions = np.array([*(region[unit.region] for unit in roster.units), -1], np.int64)
        self.region: NDArray[np.int64] = regions[roster.unit_of[self.row]]
        self._columns = _columns(roster.races)
        most = (max(each.values(), default=0) for each in self._columns.values())
        self.width = max(most, default=0) + 1

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
        return self._columns[contest]

    def figures(self, count: CountReported) -> list[int]:
        """Return a protocol's figures: `NUMBERS`, then votes; `NOBODY` where there were none.

        Votes for somebody who is not on the ballot are left out.
        """
        cells = [NOBODY] * self.width
        columns = self._columns[count.contest]
        for candidate, votes in count.votes.items():
            column = columns.get(candidate)
            if column is not None:
                cells[column] = votes
        numbers = (count.registered, count.issued, count.found, count.invalid, count.against_all)
        return [*numbers, *cells]


def _columns(races: Mapping[str, Race]) -> dict[str, dict[str, int]]:
    parties = sorted({each.nominated_by for race in races.values() for each in _of(race)})
    party = {name: number for number, name in enumerate(parties)}
    return {name: _columns_of(race, party) for name, race in races.items()}


def _of(race: Race) -> Iterator[Nominee]:
    yield from race.candidates.values()


def _columns_of(race: Race, party: Mapping[str, int]) -> dict[str, int]:
    """Return the column of each candidate of a contest."""
    nominated = [each.nominated_by for each in _of(race)]
    if len(set(nominated)) == len(nominated):
        return {name: party[each.nominated_by] for name, each in race.candidates.items()}
    return {name: place for place, name in enumerate(race.candidates)}
