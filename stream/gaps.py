"""Gaps in the numbers of sources, and when each is overdue."""

from __future__ import annotations

import heapq

from stream.deadlines import NEVER_MS
from stream.rules.limits import GAP_GRACE_MS
from stream.station import StationState


class Gaps:
    """Gaps that are waited for, the one that is overdue first in front."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int]] = []

    @property
    def next(self) -> int:
        """When the next one is overdue, milliseconds since 1970 UTC."""
        return self._waiting[0][0] if self._waiting else NEVER_MS

    def watch(self, state: StationState, now: int) -> None:
        """Look at a state after something new; a gap that begins elsewhere waits anew."""
        if not state.missing:
            state.gap_due = None
        elif state.gap_due is None or state.gap_first != len(state.prefix) + 1:
            state.gap_first = len(state.prefix) + 1
            state.gap_due = now + GAP_GRACE_MS
            heapq.heappush(self._waiting, (state.gap_due, state.row))

    def pop(self) -> tuple[int, int]:
        """Return when the next one is overdue, and the row; it may have been filled since."""
        return heapq.heappop(self._waiting)
