"""How far the count is: which protocols stand, and which stations have all of theirs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stream.protocol_slots import ProtocolSlots
from stream.station_figures import Integers


class CountProgress:
    """Keeps count of the stations that are counted.

    Args:
        slots: of the run's protocols.
    """

    def __init__(self, slots: ProtocolSlots) -> None:
        self._row = slots.row
        self._stands: NDArray[np.bool_] = np.zeros(len(slots.row), np.bool_)
        self._missing: Integers = np.bincount(slots.row, minlength=len(slots.roster.by_row)).astype(
            np.int64
        )

    def note(self, slot: int, *, stands: bool) -> int:
        """Note that a protocol stands, or does not any more.

        Returns:
            1 if its station is counted by that, -1 if it is not any more, else 0.
        """
        if self._stands[slot] == stands:
            return 0
        row = self._row[slot]
        before = int(self._missing[row])
        after = before - (1 if stands else -1)
        self._stands[slot], self._missing[row] = stands, after
        return (after == 0) - (before == 0)

    def are_new(self, slots: Integers) -> bool:
        """Say whether none of some protocols stands, and none of them comes twice."""
        return not self._stands[slots].any() and len(np.unique(slots)) == len(slots)

    def completing(self, slots: Integers) -> Integers:
        """Return the places, among protocols that are new, at which a station becomes counted."""
        rows = self._row[slots]
        order = np.argsort(rows, kind="stable")
        ordered = rows[order]
        first = np.searchsorted(ordered, ordered)
        nth = np.empty(len(rows), np.int64)
        nth[order] = np.arange(len(rows)) - first + 1
        return np.flatnonzero(nth == self._missing[rows])

    def take(self, slots: Integers) -> None:
        """Note that protocols stand that are new."""
        self._stands[slots] = True
        np.subtract.at(self._missing, self._row[slots], 1)
