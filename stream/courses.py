"""The straight course of many stations at once: opening, hourly reports, closing, protocols.

A station's state is spread over a dozen objects. With tens of thousands of
stations each of them is a cache miss, and that was two thirds of the time of a
fold. What a straight statement needs (the next number, how far the day is, the
latest moment and figure, the roll) stands here in arrays, a row a station, so
that a batch is judged column by column. The sums take the figures at once; the
statements wait in their row until somebody looks at their station.

The straight course is narrower than what `stream.in_order` takes: contests are
counted in the order of the ballot, after the closing, and soundly. A property
test holds both ways against a plain fold.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import compress
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.admission import MOST_STATEMENTS
from stream.brief import Brief
from stream.events import AnyEvent, CountReported, StationClosed, StationOpened
from stream.headings import Headings
from stream.roster import Source
from stream.station import LONG_AGO, StationState
from stream.unit_sums import UnitSums

SLOTS: Final = 16
"""Hourly reports a row holds before the general way has to empty it."""
BLOCK: Final = 4096  # rows settled at a time

_NEXT, _PHASE, _FIGURE, _REGISTERED, _ROLL, _CONTESTS, _HOURS, _HEADINGS = range(8)

_NEVER, _NEW, _OPEN, _CLOSED = range(-1, 3)
"""Phases of a station's day; `_CLOSED + n` once n contests are counted, in their order."""
NO_CONTEST: Final = -(1 << 20)
"""The place of a contest that is none of the station's."""

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Statements(NamedTuple):
    """Statements of one kind, column by column.

    Attributes:
        rows: int64[n], the row of each statement's station.
        seqs: int64[n], its number.
        ats: float64[n], when it was made, seconds since 1970 UTC; nan is no moment.
    """

    rows: Rows
    seqs: NDArray[np.int64]
    ats: NDArray[np.float64]


class Courses:
    """Straight statements that wait for their stations to be looked at.

    Args:
        sources: by row.
        sums, headings: take the figures, and the statements, of what is entered.

    Attributes:
        states: what each source has said, by its row; without what waits here, and None
            for a source of which nothing was settled yet.
        sums: of the units.
    """

    def __init__(self, sources: Sequence[Source], sums: UnitSums, headings: Headings) -> None:
        self.states: list[StationState | None] = [None] * len(sources)
        self._sources = sources
        self.sums = sums
        self._stand = np.zeros((len(sources), 8), np.int32)
        self._stand[:, _NEXT] = 1
        self._stand[:, _PHASE] = [_NEW if source.unit else _NEVER for source in sources]
        self._stand[:, _ROLL] = [source.registered for source in sources]
        self._stand[:, _CONTESTS] = [
            len(source.unit.contests) if source.unit else 0 for source in sources
        ]
        self._latest = np.full(len(sources), LONG_AGO)
        self._moments = np.zeros((len(sources), SLOTS, 2))
        self._voters = np.zeros((len(sources), SLOTS), np.int32)
        self._headings = headings
        self._turn = np.zeros(len(sources), np.int64)

    def due(self, row: int) -> int:
        """Return the number of a source's next statement."""
        return int(self._stand[row, _NEXT])

    def begin(self, row: int) -> StationState:
        """Make the state of a source that is first heard of."""
        source = self._sources[row]
        state = self.states[row] = StationState(source, row, self.sums.of(source))
        return state

    def open(self, openings: Statements, events: Sequence[StationOpened]) -> Mask:
        """Enter the openings that are the first word of their station.

        Args:
            openings: n of them.
            events: the same ones.

        Returns:
            bool[n]: which ones were straight, here and below.
        """
        straight = self._next(openings, _NEW)
        rows, chosen = openings.rows[straight], list(compress(events, straight))
        registered = np.array([event.registered for event in chosen], np.int64)
        self._stand[rows, _REGISTERED] = registered
        self.sums.open(rows, registered)
        self._keep(rows, chosen, _OPEN)
        return straight

    def report(
        self, reports: Statements, as_ofs: NDArray[np.float64], voters: NDArray[np.int64]
    ) -> Mask:
        """Enter the hourly reports that are straight.

        Args:
            reports: n of them.
            as_ofs: float64[n], the moment each speaks of, seconds since 1970 UTC.
            voters: int64[n], cumulative figures.
        """
        entered = np.zeros(len(voters), np.bool_)
        waiting = np.arange(len(voters))
        # What still waits when a row is full goes the general way.
        for _ in range(SLOTS + 1):
            if not waiting.size:
                break
            first = self._firsts(reports.rows[waiting])
            now = waiting[first]
            waiting = waiting[~first]
            row, figure, as_of = reports.rows[now], voters[now], as_ofs[now]
            at, stand = reports.ats[now], self._stand[row]
            straight = (
                self._measured(stand, row, reports.seqs[now], as_of, figure)
                & (stand[:, _HOURS] < SLOTS)
                & (at == at)  # not nan
            )
            row, figure, stand = row[straight], figure[straight], stand[straight]
            slot = stand[:, _HOURS]
            new = figure - stand[:, _FIGURE]
            self.sums.add_voters(row[new > 0], as_of[straight][new > 0], new[new > 0])
            self._moments[row, slot, 0] = at[straight]
            self._moments[row, slot, 1] = self._latest[row] = as_of[straight]
            self._voters[row, slot] = figure
            stand[:, _NEXT] += 1
            stand[:, _HOURS] += 1
            stand[:, _FIGURE] = figure
            self._stand[row] = stand
            entered[now[straight]] = True
        return entered

    def close(
        self, closings: Statements, voters: NDArray[np.int64], events: Sequence[StationClosed]
    ) -> Mask:
        """Enter the closings that are straight.

        Args:
            closings: n of them.
            voters: int64[n], of the whole day.
            events: the same ones.
        """
        rows, seqs, ats = closings
        straight = self._measured(self._stand[rows], rows, seqs, ats, voters)
        straight &= self._firsts(rows)
        rows = rows[straight]
        new = voters[straight] - self._stand[rows, _FIGURE]
        self.sums.add_voters(rows[new > 0], ats[straight][new > 0], new[new > 0])
        self.sums.close(rows)
        self._keep(rows, list(compress(events, straight)), _CLOSED)
        return straight

    def count(
        self, counts: Statements, contests: NDArray[np.int64], events: Sequence[CountReported]
    ) -> Mask:
        """Enter the protocols that are next at their station.

        Args:
            counts: n of them; those with a contest were found sound by the rules on protocols.
            contests: int64[n], the place of each one's contest among those of the station,
                or `NO_CONTEST`.
            events: the same ones.
        """
        straight = self._next(counts, _CLOSED + contests)
        rows, contests = counts.rows[straight], contests[straight]
        chosen = list(compress(events, straight))
        stand = self._stand[rows]
        registered = np.array([event.registered for event in chosen], np.int64)
        before = stand[:, _REGISTERED]
        registered = np.where(contests > 0, np.maximum(before, registered), registered)
        self._stand[rows, _REGISTERED] = registered
        self.sums.count(rows, registered - before, contests + 1 == stand[:, _CONTESTS])
        states = map(self.states.__getitem__, rows.tolist())
        doubts = [state is not None and state.doubtful for state in states]
        self.sums.enter(rows, chosen, doubts)
        self._keep(rows, chosen, _CLOSED + 1 + contests)
        return straight

    def settle(self, rows: Rows | None = None) -> None:
        """Let some stations (different rows; all if not given) take what waits for them."""
        rows = np.arange(len(self._stand)) if rows is None else rows
        if not rows.size:
            return
        self.sums.settle_counts()
        rows = rows[self._stand[rows, _HOURS] + self._stand[rows, _HEADINGS] > 0]
        for start in range(0, len(rows), BLOCK):
            self._settle_block(rows[start : start + BLOCK])

    def _settle_block(self, rows: Rows) -> None:
        numbers = self._stand[rows, _HOURS]
        most = int(numbers.max())
        columns = (rows, numbers, self._moments[rows, :most], self._voters[rows, :most])
        waiting = zip(*(column.tolist() for column in columns), strict=True)
        for row, number, moments, voters in waiting:
            state = self.states[row] or self.begin(row)
            headings = self._headings.take(row)
            if headings and isinstance(headings[0], StationOpened):
                state.take(headings.pop(0))
            if number:
                hours = zip(moments[:number], voters, strict=False)
                state.take_hours([(at, as_of, figure) for (at, as_of), figure in hours])
            for event in headings:
                state.take(event)
        self._stand[rows, _HOURS] = self._stand[rows, _HEADINGS] = 0

    def follow(self, rows: Collection[int]) -> None:
        """Take over where settled stations, all heard of, stand after something else."""
        states = [state for row in rows if (state := self.states[row]) is not None]
        if states:
            at = np.array([state.row for state in states], np.int64)
            self._stand[at, :_ROLL] = [
                (len(state.prefix) + 1, _phase(state), state.voters, state.registered)
                for state in states
            ]
            self._latest[at] = [state.moment for state in states]

    def _firsts(self, rows: Rows) -> Mask:
        """Say of each whether it is the first of its row."""
        places = np.arange(len(rows))
        self._turn[rows[::-1]] = places[::-1]
        firsts: Mask = self._turn[rows] == places
        return firsts

    def _next(self, statements: Statements, phase: int | NDArray[np.int64]) -> Mask:
        """Say which statements are their station's next, in the phase they belong to."""
        rows, seqs, ats = statements
        stand = self._stand[rows]
        following: Mask = (
            (stand[:, _PHASE] == phase)
            & (seqs == stand[:, _NEXT])
            & (seqs <= MOST_STATEMENTS)
            & (ats == ats)  # not nan
            & self._firsts(rows)
        )
        return following

    def _measured(
        self,
        stand: NDArray[np.int32],
        rows: Rows,
        seqs: NDArray[np.int64],
        moments: NDArray[np.float64],
        voters: NDArray[np.int64],
    ) -> Mask:
        """Say which figures are next, later than all others, not falling, within the roll."""
        straight: Mask = (
            (stand[:, _PHASE] == _OPEN)
            & (seqs == stand[:, _NEXT])
            & (seqs <= MOST_STATEMENTS)
            & (moments > self._latest[rows])
            & (voters >= stand[:, _FIGURE])
            & (voters <= stand[:, _ROLL])
        )
        return straight

    def _keep(
        self, rows: Rows, events: Sequence[AnyEvent | Brief], phase: int | NDArray[np.int64]
    ) -> None:
        """Keep headings, one a row, until their stations are looked at."""
        self._headings.keep(rows, events)
        self._stand[rows, _NEXT] += 1
        self._stand[rows, _HEADINGS] += 1
        self._stand[rows, _PHASE] = phase


def _phase(state: StationState) -> int:
    """Return how far a station is if its next statement may be a straight one."""
    unit, counts = state.source.unit, state.counts
    if unit is None or state.ahead or not state.prefix or (counts and state.closed is None):
        return _NEVER
    if state.closed is None:
        return _OPEN
    following = set(unit.contests[: len(counts)]) == counts.keys()
    return _CLOSED + len(counts) if following else _NEVER
