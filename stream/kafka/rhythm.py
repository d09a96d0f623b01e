"""How often a worker publishes: as often as wished, but no more than a share of its time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

SHARE: Final = 0.1
"""The share of its time that a worker may spend on one kind of publishing."""


class Rhythm:
    """Says when something recurring is due.

    Args:
        every: seconds between two beginnings, at least.
        clock: returns seconds that never go back.
    """

    def __init__(self, every: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._every = every
        self._clock = clock
        self._next = 0.0

    @property
    def due(self) -> bool:
        """Whether it is time again."""
        return self._clock() >= self._next

    @contextmanager
    def beat(self) -> Iterator[None]:
        """Do it; what takes long comes seldom."""
        start = self._clock()
        try:
            yield
        finally:
            took = self._clock() - start
            self._next = start + max(self._every, took / SHARE)
