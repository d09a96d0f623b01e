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
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stream.brief import Brief
from stream.deadlines import Deadline
from stream.events import AnyEvent, CountReported, StationClosed, StationOpened
from stream.headings import Headings
from stream.roster import Roster
from stream.stand import (
    CLOSED,
    CONTESTS,
    FIGURE,
    HEADINGS,
    HOURS,
    NEXT,
    OPEN,
    PHASE,
    REGISTERED,
    Mask,
    Rows,
    Seconds,
    Stand,
    Statements,
    plausible,
)
from stream.station import StationState
from stream.unit_sums import UnitSums

SLOTS: Final = 16
"""Hourly reports a row holds before the general way has to empty it."""
BLOCK: Final = 4096  # rows settled at a time

NO_CONTEST: Final = -(1 << 20)
"""The place of a contest that is none of the station's."""


class Courses:
    """Straight statements that wait for their stations to be looked at.

    Args:
        roster: whose rows they are.
        sums, headings: take the figures, and the statements, of what is entered.

    Attributes:
        roster: as given.
        states: what each source has said, by its row; without what waits here, and None
            for a source of which nothing was settled yet.
        sums: of the units.
    """

    def __init__(self, roster: Roster, sums: UnitSums, headings: Headings) -> None:
        rows = len(roster.by_row)
        self.states: list[StationState | None] = [None] * rows
        self.roster = roster
        self.sums = sums
        self._stand = Stand(roster)
        self._moments = np.zeros((rows, SLOTS, 2))
        self._voters = np.zeros((rows, SLOTS), np.int32)
        self._headings = headings

    def due(self, row: int) -> int:
        """Return the number of a source's next statement."""
        return int(self._stand.of[row, NEXT])

    def waited_for(self, deadline: Deadline) -> Rows:
        """Return the rows of stations that may have missed a deadline; their rules know."""
        return deadline.rows[self._stand.behind(deadline)]

    def begin(self, row: int) -> StationState:
        """Make the state of a source that is first heard of."""
        source = self.roster.by_row[row]
        state = StationState(source, row, self.sums.of(source), self.roster)
        self.states[row] = state
        return state

    def open(self, openings: Statements, events: Sequence[StationOpened]) -> Mask:
        """Enter the openings that are the first word of their station, in time.

        Args:
            openings: n of them.
            events: the same ones.

        Returns:
            bool[n]: which ones were straight, here and below.
        """
        straight = self._stand.opening(openings)
        rows, chosen = openings.rows[straight], list(compress(events, straight))
        registered = np.array([event.registered for event in chosen], np.int64)
        self._stand.of[rows, REGISTERED] = registered
        self.sums.open(rows, registered)
        self._keep(rows, chosen, OPEN)
        return straight

    def report(self, reports: Statements, as_ofs: Seconds, voters: NDArray[np.int64]) -> Mask:
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
            first = self._stand.firsts(reports.rows[waiting])
            now = waiting[first]
            waiting = waiting[~first]
            chosen = reports.where(now)
            straight = self._stand.reporting(chosen, as_ofs[now], voters[now])
            straight &= self._stand.of[chosen.rows, HOURS] < SLOTS
            now = now[straight]
            self._enter_hours(reports.rows[now], reports.ats[now], as_ofs[now], voters[now])
            entered[now] = True
        return entered

    def _enter_hours(
        self, rows: Rows, ats: Seconds, as_ofs: Seconds, voters: NDArray[np.int64]
    ) -> None:
        """Enter straight reports of different rows."""
        stand = self._stand.of[rows]
        slot = stand[:, HOURS]
        new = voters - stand[:, FIGURE]
        some = new > 0
        self.sums.add_voters(rows[some], as_ofs[some], new[some])
        self._moments[rows, slot, 0] = ats
        self._moments[rows, slot, 1] = self._stand.latest[rows] = as_ofs
        self._voters[rows, slot] = voters
        stand[:, NEXT] += 1
        stand[:, HOURS] += 1
        stand[:, FIGURE] = voters
        self._stand.of[rows] = stand

    def close(
        self, closings: Statements, voters: NDArray[np.int64], events: Sequence[StationClosed]
    ) -> Mask:
        """Enter the closings that are straight.

        Args:
            closings: n of them.
            voters: int64[n], of the whole day.
            events: the same ones.
        """
        rows, ats = closings.rows, closings.ats
        straight = self._stand.closing(closings, voters)
        straight[straight] = self._plausible(rows[straight])
        rows = rows[straight]
        new = voters[straight] - self._stand.of[rows, FIGURE]
        self.sums.add_voters(rows[new > 0], ats[straight][new > 0], new[new > 0])
        self.sums.close(rows)
        self._stand.of[rows, FIGURE] = voters[straight]
        self._stand.latest[rows] = ats[straight]
        self._keep(rows, list(compress(events, straight)), CLOSED)
        return straight

    def _plausible(self, rows: Rows) -> Mask:
        """Say at which stations all hours are at hand, and no rule has to look at them."""
        numbers = self._stand.of[rows, HOURS]
        likely = plausible(self._voters[rows, : int(numbers.max(initial=1))], numbers)
        states = map(self.states.__getitem__, rows.tolist())
        likely &= np.fromiter((state is None for state in states), np.bool_, len(rows))
        return likely

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
        straight = self._stand.counting(counts, contests, events)
        rows, contests = counts.rows[straight], contests[straight]
        chosen = list(compress(events, straight))
        stand = self._stand.of[rows]
        registered = np.array([event.registered for event in chosen], np.int64)
        before = stand[:, REGISTERED]
        registered = np.where(contests > 0, np.maximum(before, registered), registered)
        self._stand.of[rows, REGISTERED] = registered
        complete = contests + 1 == stand[:, CONTESTS]
        self.sums.count(rows, registered - before, complete)
        states = map(self.states.__getitem__, rows.tolist())
        doubts = [state is not None and state.doubtful for state in states]
        self.sums.enter(rows, chosen, doubts)
        self._keep(rows, chosen, CLOSED + 1 + contests)
        return straight

    def settle(self, rows: Rows | None = None) -> None:
        """Let some stations (different rows; all if not given) take what waits for them."""
        stand = self._stand.of
        rows = np.arange(len(stand)) if rows is None else rows
        if not rows.size:
            return
        self.sums.settle_counts(np.unique(self.roster.unit_of[rows]))
        rows = rows[stand[rows, HOURS] + stand[rows, HEADINGS] > 0]
        for start in range(0, len(rows), BLOCK):
            self._settle_block(rows[start : start + BLOCK])

    def _settle_block(self, rows: Rows) -> None:
        numbers = self._stand.of[rows, HOURS]
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
        self._stand.of[rows, HOURS] = self._stand.of[rows, HEADINGS] = 0

    def follow(self, rows: Collection[int]) -> None:
        """Take over where settled stations, all heard of, stand after something else."""
        self._stand.follow([state for row in rows if (state := self.states[row]) is not None])

    def _keep(
        self, rows: Rows, events: Sequence[AnyEvent | Brief], phase: int | NDArray[np.int64]
    ) -> None:
        """Keep headings, one a row, until their stations are looked at."""
        self._headings.keep(rows, events)
        self._stand.of[rows, NEXT] += 1
        self._stand.of[rows, HEADINGS] += 1
        self._stand.of[rows, PHASE] = phase
