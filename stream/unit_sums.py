"""The sums of all units, of which some columns wait to be added.

Openings, closings, new voters and protocols come by the thousand; they are gathered
here column by column and go into the sums when somebody asks for these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.events import CountReported
from stream.roster import NO_UNIT, Roster, Source
from stream.tally import Sums

MOST_WAITING: Final = 1 << 20
"""New voters that wait as they came; then those of one unit and moment are added up."""

MOST_HOURS: Final = 64
"""Moments many stations speak of together that have a column of their own."""

MANY_COUNTS: Final = 1 << 15
"""So many protocols wait only where a large state comes back."""

_QUARTER_S: Final = 900.0

Integers = NDArray[np.int64]
_OPENED, _CLOSED, _COUNTED, _REGISTERED = range(4)


class NewVoters(NamedTuple):
    """Voters who are new at a moment, column by column.

    Attributes:
        units: int64[n], index of the unit.
        moments: float64[n], seconds since 1970 UTC.
        voters: int64[n].
    """

    units: Integers
    moments: NDArray[np.float64]
    voters: Integers

    def where(self, mask: NDArray[np.bool_]) -> NewVoters:
        """Return some of them."""
        return NewVoters(self.units[mask], self.moments[mask], self.voters[mask])

    def added_up(self) -> NewVoters:
        """Return each pair of unit and moment once, in their order."""
        order = np.lexsort((self.moments, self.units))
        units, moments = self.units[order], self.moments[order]
        differs = (units[1:] != units[:-1]) | (moments[1:] != moments[:-1])
        starts = np.flatnonzero(np.concatenate(([len(units) > 0], differs)))
        totals = np.add.reduceat(self.voters[order], starts) if starts.size else self.voters
        return NewVoters(units[starts], moments[starts], totals)


_NOBODY: Final = NewVoters(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64))


class UnitSums:
    """Absolute sums by unit index, for the units heard of.

    Sources without a unit have sums together, under `NO_UNIT`, which no tally looks at.

    Args:
        roster: whose rows and units they are.
    """

    def __init__(self, roster: Roster) -> None:
        self._sources = roster.by_row
        self._unit_of = roster.unit_of
        units = int(self._unit_of.max(initial=NO_UNIT)) + 1
        self._sums: dict[int, Sums] = {}
        self._stations = np.zeros((units, 4), np.int64)
        self._by_hour: dict[float, Integers] = {}
        self._ordered = _NOBODY
        self._voters: list[NewVoters] = []
        self._waiting = 0
        self._counts: list[tuple[int, CountReported, bool]] = []
        self._shelf: dict[int, list[tuple[int, CountReported, bool]]] = {}

    def of(self, source: Source) -> Sums:
        """Return the sums of the unit a source belongs to; what waits is not yet in them."""
        return self._at(_index(source))

    def open(self, rows: Integers, registered: Integers) -> None:
        """Add stations that opened, with the voters on their lists."""
        self._add(rows, _OPENED, 1)
        self._add(rows, _REGISTERED, registered)

    def close(self, rows: Integers) -> None:
        """Add stations that closed."""
        self._add(rows, _CLOSED, 1)

    def count(self, rows: Integers, registered: Integers, complete: NDArray[np.bool_]) -> None:
        """Add stations with one protocol more.

        Args:
            rows: int64[n].
            registered: int64[n], by how much the voters on their lists grow.
            complete: bool[n], whether all their contests are counted now.
        """
        self._add(rows, _COUNTED, complete)
        self._add(rows, _REGISTERED, registered)

    def enter(
        self, rows: Integers, counts: Iterable[CountReported], doubts: Iterable[bool]
    ) -> None:
        """Add sound protocols, each with the row of its station and whether that is in doubt."""
        self._counts += zip(rows.tolist(), counts, doubts, strict=True)

    def add_voters(self, rows: Integers, moments: NDArray[np.float64], voters: Integers) -> None:
        """Add voters who are new at a moment (seconds since 1970 UTC)."""
        units = self._unit_of[rows]
        hourly = (moments % _QUARTER_S == 0) & (units >= 0)
        for hour in np.unique(moments[hourly]).tolist():
            at = moments == hour
            column = self._column(hour)
            if column is None:
                hourly &= ~at
            else:
                np.add.at(column, units[at & hourly], voters[at & hourly])
        self._wait(NewVoters(units, moments, voters).where(~hourly))

    def _column(self, hour: float) -> Integers | None:
        """Return the voters of an hour by unit; none once there are too many hours."""
        column = self._by_hour.get(hour)
        if column is None and len(self._by_hour) < MOST_HOURS:
            column = self._by_hour[hour] = np.zeros(len(self._stations), np.int64)
        return column

    def _wait(self, new: NewVoters) -> None:
        if not len(new.units):
            return
        self._voters.append(new)
        self._waiting += len(new.units)
        if self._waiting >= max(MOST_WAITING, len(self._ordered.units)):
            self._order_voters()

    def settle_counts(self, units: Integers | None = None) -> None:
        """Let the sums have the protocols that wait: nothing can be taken out before.

        Args:
            units: indexes, where many wait, of those that are needed; all if not given.
        """
        waiting, self._counts = self._counts, []
        wanted: list[list[tuple[int, CountReported, bool]]]
        if units is not None and (self._shelf or len(waiting) >= MANY_COUNTS):
            of = self._unit_of[[row for row, _, _ in waiting]].tolist() if waiting else []
            for unit, entry in zip(of, waiting, strict=True):
                self._shelf.setdefault(unit, []).append(entry)
            wanted = [*(self._shelf.pop(unit, []) for unit in units.tolist())]
        else:
            wanted = [*self._shelf.values(), waiting]
            self._shelf = {}
        for row, count, doubtful in chain.from_iterable(wanted):
            source = self._sources[row]
            self.of(source).enter(count, source.registered, doubtful=doubtful)

    def heard_of(self) -> set[int]:
        """Return the indexes of the units heard of; nothing that waits is added for it."""
        self._order_voters()
        spoken = self._stations.any(axis=1)
        for column in self._by_hour.values():
            spoken |= column != 0
        spoke = np.flatnonzero(spoken)
        return {*self._sums, *spoke.tolist(), *np.unique(self._ordered.units).tolist()}

    def all(self) -> dict[int, Sums]:
        """Return the sums by unit index, with all that waited."""
        self._settle(np.array(sorted(self.heard_of()), np.int64))
        return self._sums

    def some(self, units: Collection[int]) -> dict[int, Sums]:
        """Return the sums of some units, of those that were heard of, with all that waited."""
        self._settle(np.array(sorted(units), np.int64))
        return {unit: self._sums[unit] for unit in units if unit in self._sums}

    def _settle(self, units: Integers) -> None:
        """Add what waits to the sums of some units, given in their order."""
        self.settle_counts(units)
        self._order_voters()
        stations = units[(units >= 0) & (units < len(self._stations))]
        for unit in stations[self._stations[stations].any(axis=1)].tolist():
            sums = self._at(unit)
            opened, closed, counted, registered = self._stations[unit].tolist()
            sums.opened += opened
            sums.reporting += opened
            sums.closed += closed
            sums.counted += counted
            sums.registered += registered
        self._stations[stations] = 0
        waiting = np.isin(self._ordered.units, units)
        self._enter(self._ordered.where(waiting))
        self._ordered = self._ordered.where(~waiting)
        for hour, column in self._by_hour.items():
            voters = column[stations]
            some = stations[voters != 0]
            self._enter(NewVoters(some, np.full(len(some), hour), voters[voters != 0]))
            column[stations] = 0

    def _enter(self, new: NewVoters) -> None:
        for unit, moment, voters in zip(*(column.tolist() for column in new), strict=True):
            self._at(unit).add_voters(moment, voters)

    def _at(self, index: int) -> Sums:
        sums = self._sums.get(index)
        if sums is None:
            sums = self._sums[index] = Sums()
        return sums

    def _add(
        self, rows: Integers, column: int, numbers: Integers | NDArray[np.bool_] | int
    ) -> None:
        np.add.at(self._stations[:, column], self._unit_of[rows], numbers)

    def _order_voters(self) -> None:
        """Add new voters of one unit and moment up, however many batches they came in."""
        if self._waiting:
            columns = zip(self._ordered, *self._voters, strict=True)
            self._ordered = NewVoters(*map(np.concatenate, columns)).added_up()
            self._voters = []
            self._waiting = 0


def _index(source: Source) -> int:
    return source.unit.index if source.unit else NO_UNIT
