"""Tallies that go on: newer sums of a unit move what they change, nothing else.

`ContestStage` adds everything up for each look. Where the sums of some units change
many times a second, that is taken out which they were and put in which they are; at
any moment the tallies are equal to those that `ContestStage` makes of the same sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct, field

from stream.contest_stage import AreaTally, ContestTally, Tallies, by_contest
from stream.roster import Race, Roster, Unit
from stream.tally import ContestSums, Sums

_NOTHING: Final = Sums()


class Changes(Struct):
    """Where the tallies are not what they were: ids of regions, districts and contests."""

    nation: bool = False
    regions: set[str] = field(default_factory=set)
    districts: set[str] = field(default_factory=set)
    contests: set[str] = field(default_factory=set)

    def note(self, place: Unit | Race) -> None:
        """Note the areas of a unit or a contest."""
        self.nation = True
        self.regions.add(place.region)
        self.districts.add(place.district)


class RunningTallies:
    """Keeps the tallies of all parts.

    Args:
        roster: of the run.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._sums: dict[tuple[str, int], Sums] = {}
        self._contests: dict[str, ContestSums] = {}
        self._withdrawn: dict[str, tuple[tuple[str, str], ...]] = {}
        self._cannot_win: dict[str, set[str]] = {}
        self._tallies = Tallies.of(roster)
        for race in roster.races.values():
            self._tallies.enter(ContestTally.of(race, ContestSums(), ()))
        self._waiting: dict[str, tuple[Unit, AreaTally]] = {}
        """By district, with one of its units: by how much it changed since the last look."""
        self._unjudged: set[str] = set()
        self._changes = Changes(
            True,
            set(self._tallies.regions),
            set(self._tallies.districts),
            set(self._tallies.contests),
        )

    def replace(self, part: str, unit: int, sums: Sums) -> None:
        """Take the absolute sums of one unit of one part in place of those it had.

        The sums are kept: nobody may change them afterwards.
        """
        before = self._sums.get((part, unit), _NOTHING)
        self._sums[part, unit] = sums
        if sums == before:
            return
        if unit >= 0:
            place = self._roster.units[unit]
            waiting = self._waiting.get(place.district)
            if waiting is None:
                waiting = self._waiting[place.district] = place, AreaTally()
            waiting[1].replace(before, sums, place, self._roster.races)
        if sums.contests or before.contests:
            self._move_contests(before.contests, sums.contests)

    def withdraw(self, part: str, names: Iterable[tuple[str, str]]) -> None:
        """Take what a part knows of candidates off the ballot, in place of what it knew before.

        Args:
            part: which part.
            names: of each (contest, candidate).
        """
        self._withdrawn[part] = tuple(names)
        before, self._cannot_win = self._cannot_win, by_contest(self._withdrawn.values())
        for contest in before.keys() | self._cannot_win.keys():
            if before.get(contest) != self._cannot_win.get(contest):
                self._unjudged.add(contest)

    @property
    def tallies(self) -> Tallies:
        """The tallies of now: always the same object, which goes on changing."""
        self._settle()
        return self._tallies

    def changed(self) -> Changes:
        """Return what changed since the last time, and forget it; at first that is everything."""
        self._settle()
        changes, self._changes = self._changes, Changes()
        return changes

    def _move_contests(
        self, before: Mapping[str, ContestSums], now: Mapping[str, ContestSums]
    ) -> None:
        """Let contests have other protocols of a unit."""
        for contest in before.keys() | now.keys():
            had, has = before.get(contest), now.get(contest)
            if had == has:
                continue
            self._unjudged.add(contest)
            sums = self._contests.get(contest)
            if sums is None:
                sums = self._contests[contest] = ContestSums()
            if had is not None:
                sums.take_out(had)
            if has is not None:
                sums += has

    def _settle(self) -> None:
        """Let the areas have what waits for them, then judge contests anew that changed."""
        waiting, self._waiting = self._waiting, {}
        regions: dict[str, AreaTally] = {}
        for unit, share in waiting.values():
            district = self._tallies.areas_of(unit)[2]
            district += share
            region = regions.get(unit.region)
            if region is None:
                region = regions[unit.region] = AreaTally()
            region += share
            self._changes.note(unit)
        for name, share in regions.items():
            self._tallies.nation += share
            region = self._tallies.regions[name]
            region += share
        self._judge()

    def _judge(self) -> None:
        """Judge the contests anew whose protocols or candidates changed."""
        unjudged, self._unjudged = self._unjudged, set()
        for contest in unjudged & self._roster.races.keys():
            before, race = self._tallies.contests[contest], self._roster.races[contest]
            sums = self._contests.get(contest) or ContestSums()
            now = ContestTally.of(race, sums, self._cannot_win.get(contest, ()))
            if now.standing == before.standing:
                self._tallies.contests[contest] = now
            else:
                self._tallies.take_out(before)
                self._tallies.enter(now)
                self._changes.note(race)
            self._changes.contests.add(contest)
