"""How often a worker publishes: as often as wished, but no more than a share of its time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

SHARE: Final = 0.04
"""The share of its time that a worker may spend on one kind of publishing.

What is published seldomer says more at a time, and each partial is read again by whoever
adds up: at 0.1 publishing and adding up took a third of a worker that had to catch up.
"""

SHARE_AT_LEISURE: Final = 0.5
"""The same while hardly any reports wait to be folded."""

ALL: Final = 1.0
"""The same of a process that does nothing else."""

BEHIND: Final = 5_000
"""Reports; a worker is behind when so many wait for it."""


def share_of(waiting: int, at_leisure: float = SHARE_AT_LEISURE) -> float:
    """Return the share of its time a worker may publish while so many reports wait for it."""
    return SHARE if waiting >= BEHIND else at_leisure


class Rhythm:
    """Says when something recurring is due.

    Args:
        every: seconds between two beginnings, at least.
        share: of the time, above 0, at most 1; a callable is asked anew each time.
        clock: returns seconds that never go back.
    """

    def __init__(
        self,
        every: float,
        share: float | Callable[[], float] = SHARE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._every = every
        self._share = share
        self._clock = clock
        self._began: float | None = None
        self._took = 0.0

    @property
    def due(self) -> bool:
        """Whether it is time again."""
        return self.left <= 0

    @property
    def left(self) -> float:
        """Seconds until it is time again, 0 if it is."""
        if self._began is None:
            return 0.0
        share = self._share() if callable(self._share) else self._share
        return max(0.0, self._began + max(self._every, self._took / share) - self._clock())

    @contextmanager
    def beat(self) -> Iterator[None]:
        """Do it; what takes long comes seldom."""
        began = self._clock()
        try:
            yield
        finally:
            self._began, self._took = began, self._clock() - began
