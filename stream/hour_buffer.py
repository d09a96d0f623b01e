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
        self._next = np.full(sources, _NEVER_NEXT, np.int64)
        self._latest = np.zeros(sources)
        self._figure = np.zeros(sources, np.int64)
        self._roll = np.zeros(sources, np.int64)
        self._held = np.zeros(sources, np.int64)
        self._ats = np.zeros((sources, SLOTS))
        self._as_ofs = np.zeros((sources, SLOTS))
        self._voters = np.zeros((sources, SLOTS), np.int64)

    def enter(self, rows: NDArray[np.int64], reports: Reports) -> NDArray[np.bool_]:
        """Enter the reports that are straight.

        Args:
            rows: int64[n], the row of each report's station.
            reports: n of them.

        Returns:
            bool[n]: which ones were straight.
        """
        seqs, ats, as_ofs, voters = reports
        entered = np.zeros(len(rows), np.bool_)
        turn = np.empty(len(self._next), np.int64)
        waiting = np.arange(len(rows))
        while waiting.size:
            # Of several reports of one station the first has its turn, the others wait.
            turn[rows[waiting[::-1]]] = waiting[::-1]
            first = turn[rows[waiting]] == waiting
            now = waiting[first]
            waiting = waiting[~first]
            row = rows[now]
            straight = (
                (seqs[now] == self._next[row])
                & (as_ofs[now] > self._latest[row])
                & (voters[now] >= self._figure[row])
                & (voters[now] <= self._roll[row])
                & (self._held[row] < SLOTS)
                & (ats[now] == ats[now])  # not nan
            )
            now, row = now[straight], row[straight]
            slot = self._held[row]
            self._ats[row, slot] = ats[now]
            self._as_ofs[row, slot] = self._latest[row] = as_ofs[now]
            self._voters[row, slot] = self._figure[row] = voters[now]
            self._held[row] = slot + 1
            self._next[row] += 1
            entered[now] = True
        return entered

    def settle(self, rows: Collection[int] | None = None) -> None:
        """Let some stations (all if not given) take the reports that wait for them."""
        if rows is None:
            held = np.flatnonzero(self._held)
        else:
            wanted = np.array(list(rows), np.int64)
            held = wanted[self._held[wanted] > 0]
        waiting = zip(
            held.tolist(),
            self._held[held].tolist(),
            self._ats[held].tolist(),
            self._as_ofs[held].tolist(),
            self._voters[held].tolist(),
            strict=True,
        )
        for row, number, ats, as_ofs, voters in waiting:
            reports = zip(ats[:number], as_ofs[:number], voters[:number], strict=True)
            state = self.states[row]
            assert state is not None  # noqa: S101 - a row that holds reports has a state
            state.take_hours(list(reports))
        self._held[held] = 0

    def follow(self, rows: Collection[int]) -> None:
        """Take over where settled stations, all heard of, stand after something else."""
        at = np.array(list(rows), np.int64)
        states = [state for row in rows if (state := self.states[row]) is not None]
        self._next[at] = [
            len(state.prefix) + 1 if state.straight else _NEVER_NEXT for state in states
        ]
        self._latest[at] = [state.moment for state in states]
        self._figure[at] = [state.voters for state in states]
        self._roll[at] = [state.roll for state in states]
