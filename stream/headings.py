"""Statements that wait in their station's row: openings, closings, protocols."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stream.events import AnyEvent


class Headings:
    """Lists of statements by row; those of a batch are dealt out when somebody looks.

    Args:
        rows: how many there are.
    """

    def __init__(self, rows: int) -> None:
        self._of_row: list[list[AnyEvent]] = [[] for _ in range(rows)]
        self._batches: list[tuple[NDArray[np.int64], Sequence[AnyEvent]]] = []

    def keep(self, rows: NDArray[np.int64], events: Sequence[AnyEvent]) -> None:
        """Keep n statements, each for its row, behind those that are there."""
        self._batches.append((rows, events))

    def take(self, row: int) -> list[AnyEvent]:
        """Return what waits in a row, which is empty then."""
        for rows, events in self._batches:
            for place, event in zip(rows.tolist(), events, strict=True):
                self._of_row[place].append(event)
        self._batches.clear()
        waiting, self._of_row[row] = self._of_row[row], []
        return waiting
