"""The end of a load before all is sent: somebody wants it, or the target takes nothing any more."""

from __future__ import annotations

import time
from collections.abc import Callable

INTERRUPTED = "stopped by hand"


class Stop:
    """Knows whether a load is to end, and why.

    Args:
        patience_s: seconds that a target may take nothing of what it was sent.
        clock: returns seconds that never go back.
    """

    def __init__(self, patience_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.why = ""
        self.patience_s = patience_s
        self._clock = clock
        self._heard = clock()

    def __bool__(self) -> bool:
        return bool(self.why)

    def interrupt(self) -> None:
        """End it by hand."""
        self.why = self.why or INTERRUPTED

    def heard(self) -> None:
        """Note that the target took something."""
        self._heard = self._clock()

    def look(self, waiting: int) -> None:
        """End the load if the target keeps too many waiting for too long.

        Args:
            waiting: events that were sent and not taken yet.
        """
        if not waiting:
            self._heard = self._clock()
        elif self._clock() - self._heard > self.patience_s and not self.why:
            self.why = f"the target took nothing for {self.patience_s:g} s"
