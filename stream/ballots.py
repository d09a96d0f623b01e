"""Numbers for contests, regions and candidates: what figures by columns are told apart by."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import numpy as np

from stream.roster import Race, Roster


class Ballots:
    """Numbers of a run's contests and regions, and columns of candidates.

    Votes stand by nomination where a contest has one candidate of each at most, else by
    place on the ballot.

    Args:
        roster: of the run, or of any partition of it.

    Attributes:
        contests, regions: ids by number.
        sizes: int64[units + 1], contests of each unit; the last is for sources without one.
        of_unit: int64[units + 1, most], numbers of the contests of each unit, -1 beyond.
        region_of_unit: int64[units + 1], number of the region of each unit.
        width: columns of votes.
    """

    def __init__(self, roster: Roster) -> None:
        self._races = roster.races
        self.contests = tuple(roster.races)
        self.regions = tuple(sorted({unit.region for unit in roster.units}))
        number = {name: place for place, name in enumerate(self.contests)}
        region = {name: place for place, name in enumerate(self.regions)}
        self.sizes = np.array([*(len(unit.contests) for unit in roster.units), 0], np.int64)
        of_unit = np.repeat(np.arange(len(self.sizes)), self.sizes)
        place = np.arange(len(of_unit)) - (np.cumsum(self.sizes) - self.sizes)[of_unit]
        names = chain.from_iterable(unit.contests for unit in roster.units)
        self.of_unit = np.full((len(self.sizes), int(self.sizes.max())), -1)
        self.of_unit[of_unit, place] = [*map(number.__getitem__, names)]
        regions = [region[unit.region] for unit in roster.units]
        self.region_of_unit = np.array([*regions, -1], np.int64)
        races = roster.races.values()
        parties = {each.nominated_by for race in races for each in race.candidates.values()}
        self._party = {name: place for place, name in enumerate(sorted(parties))}
        most = max((len(race.candidates) for race in races), default=0)
        self.width = max(most, len(parties), 1)
        self._columns: dict[str, Mapping[str, int]] = {}

    def columns(self, contest: str) -> Mapping[str, int]:
        """Return the columns of a contest's candidates; made when they are first asked for."""
        known = self._columns.get(contest)
        if known is None:
            known = self._columns[contest] = self._columns_of(self._races[contest])
        return known

    def _columns_of(self, race: Race) -> Mapping[str, int]:
        nominated = [each.nominated_by for each in race.candidates.values()]
        if len(set(nominated)) == len(nominated):
            named = race.candidates.items()
            return {name: self._party[each.nominated_by] for name, each in named}
        return {name: place for place, name in enumerate(race.candidates)}
