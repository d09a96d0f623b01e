"""The trace of a load: for every event when it was meant to go, when it went and when it was taken.

Three numbers an event, kept as they are; histograms are made of them afterwards, so that nothing is
averaged before anybody has asked.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.float64]

_FIRST_ROOM: Final = 1 << 16


class Trace:
    """Three moments of every event, in seconds of the monotonic clock; NaN is never.

    Args:
        begun: when the load begins.
        room: for so many events; it is made for more as they come.

    Attributes:
        begun: when the load began.
        ended: when nothing more was waited for.
        errors: by kind, what targets answered beside taking.
        refused: by number of the event, when the target refused it for good.
        held_up: how often an event had to wait because the target had too many in hand.
    """

    def __init__(self, begun: float = 0.0, room: int = _FIRST_ROOM) -> None:
        self.begun = self.ended = begun
        self.errors: Counter[str] = Counter()
        self.refused: dict[int, float] = {}
        self.held_up = 0
        self._size = 0
        self._meant = np.full(max(room, 1), np.nan)
        self._sent = np.full(max(room, 1), np.nan)
        self.taken_at = np.full(max(room, 1), np.nan)
        """Moments at which targets took events, with room for those to come: targets write here."""
        self.offset_at = np.full(0, -1, np.int64)
        """Where events lie in their partition, likewise, once `keep_offsets`; -1 is not known."""

    def __len__(self) -> int:
        return self._size

    def mean(self, moments: Seconds) -> None:
        """Add events that are meant to go at these moments."""
        end = self._size + len(moments)
        while end > len(self._meant):
            more = np.full(len(self._meant), np.nan)
            self._meant = np.concatenate([self._meant, more])
            self._sent = np.concatenate([self._sent, more])
            self.taken_at = np.concatenate([self.taken_at, more])
            if self.offset_at.size:
                self.keep_offsets()
        self._meant[self._size : end] = moments
        self._size = end

    def keep_offsets(self) -> None:
        """Make room for the offsets of events; targets without any need none."""
        unknown = np.full(len(self._meant) - len(self.offset_at), -1, np.int64)
        self.offset_at = np.concatenate([self.offset_at, unknown])

    def went(self, first: int, end: int, moment: float) -> None:
        """Note that events from `first` up to, and without, `end` were handed over."""
        self._sent[first:end] = moment

    @property
    def unknown(self) -> NDArray[np.bool_]:
        """bool[n]: whether events went, and the target said neither yes nor no."""
        unknown: NDArray[np.bool_] = ~np.isnan(self.sent) & np.isnan(self.taken)
        unknown[list(self.refused)] = False
        return unknown

    @property
    def meant(self) -> Seconds:
        """float64[n]: when events were meant to go."""
        return self._meant[: self._size]

    @property
    def sent(self) -> Seconds:
        """float64[n]: when they were handed over to the client of the target."""
        return self._sent[: self._size]

    @property
    def offsets(self) -> NDArray[np.int64]:
        """int64[n]: where events lie in their partition; -1 where there are none, or unknown."""
        return self.offset_at[: self._size]

    @property
    def taken(self) -> Seconds:
        """float64[n]: when the target had said that it has them."""
        return self.taken_at[: self._size]
