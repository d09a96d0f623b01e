"""Statements that wait in their station's row: openings, closings, protocols."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stream.brief import Brief, event_of
from stream.events import AnyEvent
from stream.roster import Roster


class Headings:
    """Lists of statements by row; those of a batch are dealt out when somebody looks.

    Args:
        roster: whose rows they are.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._of_row: dict[int, list[AnyEvent | Brief]] = {}
        self._batches: list[tuple[NDArray[np.int64], Sequence[AnyEvent | Brief]]] = []

    def keep(self, rows: NDArray[np.int64], events: Sequence[AnyEvent | Brief]) -> None:
        """Keep n statements, perhaps in brief, each for its row, behind those that are there."""
        self._batches.append((rows, events))

    def take(self, row: int) -> list[AnyEvent]:
        """Return what waits in a row, which is empty then."""
        of_row = self._of_row
        for rows, events in self._batches:
            for place, event in zip(rows.tolist(), events, strict=True):
                waiting = of_row.get(place)
                if waiting is None:
                    of_row[place] = [event]
                else:
                    waiting.append(event)
        self._batches.clear()
        return [event_of(said, self._roster, row) for said in of_row.pop(row, ())]
