"""The progress of a load: a line a second while it goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

import numpy as np

from sim.load.trace import Trace

EVERY_S: Final = 1.0


class Progress:
    """Says how far a load is.

    Args:
        trace: of the load.
        events: that are to go.
        say: takes lines.
    """

    def __init__(self, trace: Trace, events: int, say: Callable[[str], object]) -> None:
        self._trace, self._events, self._say = trace, events, say
        self._before = 0

    def watch(self, over: threading.Event) -> None:
        """Say it every second until it is over."""
        while not over.wait(EVERY_S):
            self._say(self.line())

    def line(self) -> str:
        """Return how far it is."""
        taken = int(np.count_nonzero(~np.isnan(self._trace.taken)))
        rate, self._before = taken - self._before, taken
        said = f"{taken:,} of {self._events:,} events taken, {rate:,} in the last second"
        if self._trace.errors:
            number = sum(self._trace.errors.values())
            (kind, _), *_ = self._trace.errors.most_common(1)
            said += f", {number:,} errors ({kind})"
        return said
