"""The pace of a replay: how fast simulated time passes, like the speed of a film.

Clock and sleeping are passed in, so that a test moves time by hand.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from config.errors import InputError

_LONGEST_NAP = 0.1  # seconds; so that a pause or a new speed is felt at once
_SHORTEST_NAP = 1e-4  # seconds; a remainder lost in rounding would be slept for ever


class Pace:
    """Holds a replay back so that it runs at the wished speed.

    Other threads may pause, resume and change the speed.

    Args:
        speed: simulated seconds in a real second, above 0; `math.inf` never waits.
        start: simulated time (milliseconds since 1970 UTC) up to which nothing
            waits; without it, that of the first `wait`.
        clock: returns real seconds that never go back.
        sleep: sleeps for real seconds.
    """

    def __init__(
        self,
        speed: float,
        start: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.RLock()
        self._speed = _checked(speed)
        self._paused = False
        self._simulated = start  # at the moment self._real, simulated time stood here
        self._real: float | None = None

    @property
    def speed(self) -> float:
        """Simulated seconds in a real second."""
        return self._speed

    @property
    def paused(self) -> bool:
        """Whether simulated time stands still."""
        return self._paused

    def now(self) -> float | None:
        """Return simulated time, milliseconds; None before the first `wait` where it has none.

        At unlimited speed it stands where the latest `wait` let go.
        """
        with self._lock:
            if self._simulated is None or self._real is None or self._paused:
                return self._simulated
            if math.isinf(self._speed):
                return self._simulated
            return self._simulated + (self._clock() - self._real) * self._speed * 1000

    def wait(self, until: int) -> None:
        """Return once simulated time has reached `until` (milliseconds since 1970 UTC)."""
        while (left := self._left(until)) > 0:
            self._sleep(min(max(left, _SHORTEST_NAP), _LONGEST_NAP))

    def pause(self) -> None:
        """Let simulated time stand still."""
        with self._lock:
            self._settle()
            self._paused = True

    def resume(self) -> None:
        """Let simulated time pass again, from where it stood."""
        with self._lock:
            self._settle()
            self._paused = False

    def change(self, speed: float) -> None:
        """Set another speed from now on; raises `InputError` unless it is above 0."""
        with self._lock:
            checked = _checked(speed)
            self._settle()
            self._speed = checked

    def _left(self, until: int) -> float:
        """Return the real seconds to go (at least a nap's while paused)."""
        with self._lock:
            if self._simulated is None:
                self._simulated = until
            if self._real is None:
                self._real = self._clock()
            if self._paused:
                return _LONGEST_NAP
            if math.isinf(self._speed):
                self._simulated = max(self._simulated, until)
                return 0.0
            passed = self._simulated + (self._clock() - self._real) * self._speed * 1000
            return (until - passed) / (self._speed * 1000)

    def _settle(self) -> None:
        """Begin a new stretch here: what passed at the old speed is passed."""
        self._simulated = None if (now := self.now()) is None else int(now)
        if self._real is not None:
            self._real = self._clock()


def _checked(speed: float) -> float:
    if not speed > 0:
        raise InputError("speed", f"{speed} is not a speed", "a number above 0, or max")
    return speed
