"""Hourly reports by the thousand: the straight way for many stations at once.

A station's state is spread over a dozen objects. With tens of thousands of
stations each of them is a cache miss, and that was two thirds of the time of a
fold. What a straight report needs (the next number, the latest moment and
figure, the roll) stands here in arrays, a row a station, so that a batch is
judged column by column. The reports wait in their row until their station is
looked at; then ledger, state and sums take them.

A report is straight under the same conditions as in `stream.in_order`; a
property test holds both ways against a plain fold.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.station import StationState

SLOTS: Final = 16
"""Reports a row holds before the general way has to empty it."""

_NEVER_NEXT: Final = -1
_NEXT, _FIGURE, _ROLL, _HELD = range(4)


class Reports(NamedTuple):
    """Hourly reports, column by column.

    Attributes:
        seqs: int64[n], number of the statement.
        ats, as_ofs: float64[n], moments, seconds since 1970 UTC; nan is no moment.
        voters: int64[n], cumulative figures.
    """

    seqs: NDArray[np.int64]
    ats: NDArray[np.float64]
    as_ofs: NDArray[np.float64]
    voters: NDArray[np.int64]


class HourBuffer:
    """Straight reports that wait for their stations to be looked at.

    Args:
        sources: how many there are; a row each.

    Attributes:
        states: what each source has said, by its row; without what waits here, and None
            for a source that was not heard of.
    """

    def __init__(self, sources: int) -> None:
        self.states: list[StationState | None] = [None] * sources
        # What a report is judged by lies together, so that a row is one cache line.
        self._stand = np.zeros((sources, 4), np.int32)
        self._stand[:, _NEXT] = _NEVER_NEXT
        self._latest = np.zeros(sources)
        self._moments = np.zeros((sources, SLOTS, 2))
        self._voters = np.zeros((sources, SLOTS), np.int32)
        self._turn = np.zeros(sources, np.int64)

    def enter(self, rows: NDArray[np.int64], reports: Reports) -> NDArray[np.bool_]:
        """Enter the reports that are straight.

        Args:
            rows: int64[n], the row of each report's station.
            reports: n of them.

        Returns:
            bool[n]: which ones were straight.
        """
        entered = np.zeros(len(rows), np.bool_)
        turn = self._turn
        waiting = np.arange(len(rows))
        # A row holds no more than SLOTS reports; what still waits then goes the general way.
        for _ in range(SLOTS + 1):
            if not waiting.size:
                break
            # Of several reports of one station the first has its turn, the others wait.
            turn[rows[waiting[::-1]]] = waiting[::-1]
            first = turn[rows[waiting]] == waiting
            now = waiting[first]
            waiting = waiting[~first]
            row, voters = rows[now], reports.voters[now]
            at, as_of = reports.ats[now], reports.as_ofs[now]
            stand = self._stand[row]
            straight = (
                (reports.seqs[now] == stand[:, _NEXT])
                & (as_of > self._latest[row])
                & (voters >= stand[:, _FIGURE])
                & (voters <= stand[:, _ROLL])
                & (stand[:, _HELD] < SLOTS)
                & (at == at)  # not nan
            )
            row, voters, stand = row[straight], voters[straight], stand[straight]
            slot = stand[:, _HELD]
            self._moments[row, slot, 0] = at[straight]
            self._moments[row, slot, 1] = self._latest[row] = as_of[straight]
            self._voters[row, slot] = voters
            stand[:, _NEXT] += 1
            stand[:, _HELD] += 1
            stand[:, _FIGURE] = voters
            self._stand[row] = stand
            entered[now[straight]] = True
        return entered

    def settle(self, rows: NDArray[np.int64] | None = None) -> None:
        """Let some stations (all if not given) take the reports that wait for them.

        Args:
            rows: different ones.
        """
        held = self._stand[:, _HELD]
        rows = np.flatnonzero(held) if rows is None else rows[held[rows] > 0]
        if not rows.size:
            return
        numbers = held[rows]
        most = int(numbers.max())
        waiting = zip(
            rows.tolist(),
            numbers.tolist(),
            self._moments[rows, :most].tolist(),
            self._voters[rows, :most].tolist(),
            strict=True,
        )
        for row, number, moments, voters in waiting:
            state = self.states[row]
            assert state is not None  # noqa: S101 - a row that holds reports has a state
            state.take_hours(
                [(at, as_of, n) for (at, as_of), n in zip(moments[:number], voters, strict=False)]
            )
        self._stand[rows, _HELD] = 0

    def follow(self, rows: Collection[int]) -> None:
        """Take over where settled stations, all heard of, stand after something else."""
        states = [state for row in rows if (state := self.states[row]) is not None]
        if states:
            at = np.array([state.row for state in states], np.int64)
            self._stand[at] = [
                (
                    len(state.prefix) + 1 if state.straight else _NEVER_NEXT,
                    state.voters,
                    state.roll,
                    0,
                )
                for state in states
            ]
            self._latest[at] = [state.moment for state in states]
