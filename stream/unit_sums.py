"""The sums of all units, of which some columns wait to be added.

Openings, closings, new voters and protocols come by the thousand; they are gathered
here column by column and go into the sums when somebody asks for these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stream.events import CountReported
from stream.roster import Source
from stream.tally import Sums

REPORTERS: Final = -1
"""Index of the sums of all sources that belong to no unit; no tally looks at them."""

MOST_WAITING: Final = 1 << 20
"""New voters by moment that wait at most, so that no stream fills the memory."""

Integers = NDArray[np.int64]
_OPENED, _CLOSED, _COUNTED, _REGISTERED = range(4)


class UnitSums:
    """Absolute sums by unit index, for the units heard of.

    Args:
        sources: by row.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._unit_of = np.array([_index(source) for source in sources], np.int64)
        self._sources = sources
        units = int(self._unit_of.max(initial=REPORTERS)) + 1
        self._sums: dict[int, Sums] = {}
        self._stations = np.zeros((units, 4), np.int64)
        self._voters: list[tuple[Integers, NDArray[np.float64], Integers]] = []
        self._waiting = 0
        self._counts: list[tuple[int, CountReported, bool]] = []

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

    def settle_counts(self) -> None:
        """Let the sums have the protocols that wait: nothing can be taken out before."""
        for row, count, doubtful in self._counts:
            source = self._sources[row]
            self.of(source).enter(count, source.registered, doubtful=doubtful)
        self._counts.clear()

    def add_voters(self, rows: Integers, moments: NDArray[np.float64], voters: Integers) -> None:
        """Add voters who are new at a moment (seconds since 1970 UTC)."""
        self._voters.append((self._unit_of[rows], moments, voters))
        self._waiting += len(rows)
        if self._waiting >= MOST_WAITING:
            self._settle_voters()

    def units(self) -> set[int]:
        """Return the indexes of the units heard of; nothing that waits is added for it."""
        heard = {*self._sums, *np.flatnonzero(self._stations.any(axis=1)).tolist()}
        for units, _, _ in self._voters:
            heard.update(np.unique(units).tolist())
        return heard

    def all(self) -> dict[int, Sums]:
        """Return the sums by unit index, with all that waited."""
        for unit in np.flatnonzero(self._stations.any(axis=1)).tolist():
            sums = self._at(unit)
            opened, closed, counted, registered = self._stations[unit].tolist()
            sums.opened += opened
            sums.reporting += opened
            sums.closed += closed
            sums.counted += counted
            sums.registered += registered
        self._stations[:] = 0
        self._settle_voters()
        self.settle_counts()
        return self._sums

    def _at(self, index: int) -> Sums:
        sums = self._sums.get(index)
        if sums is None:
            sums = self._sums[index] = Sums()
        return sums

    def _add(
        self, rows: Integers, column: int, numbers: Integers | NDArray[np.bool_] | int
    ) -> None:
        np.add.at(self._stations[:, column], self._unit_of[rows], numbers)

    def _settle_voters(self) -> None:
        for unit, moment, voters in self._new_voters():
            self._at(unit).add_voters(moment, voters)
        self._voters = []
        self._waiting = 0

    def _new_voters(self) -> Iterator[tuple[int, float, int]]:
        """Yield unit, moment and new voters of what waits, each pair once."""
        if not self._waiting:
            return iter(())
        columns = zip(*self._voters, strict=True)
        units, moments, voters = (np.concatenate(column) for column in columns)
        order = np.lexsort((moments, units))
        units, moments = units[order], moments[order]
        differs = (units[1:] != units[:-1]) | (moments[1:] != moments[:-1])
        starts = np.flatnonzero(np.concatenate(([True], differs)))
        totals = np.add.reduceat(voters[order], starts)
        return zip(units[starts].tolist(), moments[starts].tolist(), totals.tolist(), strict=True)


def _index(source: Source) -> int:
    return source.unit.index if source.unit else REPORTERS
