"""Lines: what a first stage tells the rules on many stations, protocol by protocol.

A line is a row of numbers: when it was received, what it says, of which slot, and the figures
of `ProtocolSlots`. Lines are absolute: of two for one slot the later counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from stream.events import CandidateWithdrawn, CountReported
from stream.protocol_slots import NUMBERS, ProtocolSlots
from stream.station import StationState

Line: TypeAlias = list[int]
Lines: TypeAlias = NDArray[np.int64]
"""int64[n, 3 + figures]: columns `RECEIVED`, `KIND`, `SLOT`, and figures from `FIGURES` on."""

RECEIVED, KIND, SLOT, FIGURES = range(4)

COUNTED, FIRST, GONE, WITHDRAWN = range(4)
"""Kinds: the protocol that counts; the one before any correction, where that is another; no
protocol any more; a candidate off the ballot, by contest (slot) and column (first figure)."""


class LineWriter:
    """Writes the lines of the stations of a roster.

    Args:
        slots: theirs.
    """

    def __init__(self, slots: ProtocolSlots) -> None:
        self._slots = slots
        self._width = len(NUMBERS) + slots.width
        self._contest = {name: number for number, name in enumerate(slots.contests)}

    def counted(self, row: int, count: CountReported, received: int) -> Line:
        """Return the line of a protocol that counts at the station of a row."""
        slots = self._slots
        return [received, COUNTED, slots.of(row, count.contest), *slots.figures(count)]

    def changed(
        self, state: StationState, before: Mapping[str, CountReported], received: int
    ) -> Iterator[Line]:
        """Yield the lines of a station at which other protocols counted before.

        What was corrected is said again, for the first of its protocols may be another.
        """
        unit = state.source.unit
        for contest in unit.contests if unit else ():
            known, count = before.get(contest), state.counts.get(contest)
            if count is None:
                if known is not None:
                    slot = self._slots.of(state.row, contest)
                    yield [received, GONE, slot, *[0] * self._width]
            elif count is not known or count.version > 1:
                yield self.counted(state.row, count, received)
                first = state.first_count(contest) if count.version > 1 else count
                if first is not None and first != count:
                    line = self.counted(state.row, first, received)
                    line[KIND] = FIRST
                    yield line

    def withdrawn(self, event: CandidateWithdrawn, received: int) -> Iterator[Line]:
        """Yield the line of a candidate off the ballot, if it is on one."""
        number = self._contest.get(event.contest)
        if number is not None:
            column = self._slots.columns(event.contest).get(event.candidate)
            if column is not None:
                yield [received, WITHDRAWN, number, column, *[0] * (self._width - 1)]


def lines_of(lines: Sequence[Line] | Iterable[Line], slots: ProtocolSlots) -> Lines:
    """Return lines as columns."""
    width = FIGURES + len(NUMBERS) + slots.width
    return np.array([*lines], np.int64).reshape(-1, width)
