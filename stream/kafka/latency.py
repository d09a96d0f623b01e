"""How long it takes from a fetch until what it brought has had an effect.

Reports carry the times of their day, and a replay brings old ones: they say nothing of
how quick a worker is. So the clock starts when a batch is fetched.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Protocol


class Histogram(Protocol):
    """Takes figures in, one by one."""

    def observe(self, amount: float) -> None:
        """Take one in."""


class Latency:
    """Measures batches of records from their fetch until an offset behind them is reached.

    Args:
        into: where the seconds go, one figure a batch.
        clock: returns seconds that never go back.
    """

    def __init__(self, into: Histogram, clock: Callable[[], float] = time.monotonic) -> None:
        self._into = into
        self._clock = clock
        self._waiting: defaultdict[int, deque[tuple[int, float]]] = defaultdict(deque)

    def fetched(self, partition: int, end: int) -> None:
        """Start the clock for a batch that ends before the offset `end`."""
        self._waiting[partition].append((end, self._clock()))

    def reached(self, partition: int, offset: int) -> None:
        """Stop it for the batches of a partition that end at `offset` or before."""
        waiting = self._waiting[partition]
        now = self._clock()
        while waiting and waiting[0][0] <= offset:
            self._into.observe(now - waiting.popleft()[1])

    def forget(self) -> None:
        """Leave off: who gets the partitions now fetches anew."""
        self._waiting.clear()
