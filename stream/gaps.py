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
        """Look at a state after something new: is there a gap that was not there before?"""
        if not state.missing:
            state.noticed = ()
        else:
            highest, last = max(state.told_to, len(state.prefix)), state.last
            if last > highest + 1:
                state.noticed = (*state.noticed, (highest + 1, last - 1, now))
                heapq.heappush(self._waiting, (now + GAP_GRACE_MS, state.row))
        state.told_to = state.last

    def pop(self) -> tuple[int, int]:
        """Return when the next one is overdue, and the row; it may have been filled since."""
        return heapq.heappop(self._waiting)
