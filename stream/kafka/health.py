"""Whether a worker lives and whether it is ready, as whoever looks after it asks.

It lives while its beat goes on: a process that does not is best started again. It is ready
once the partitions are shared out and the state of its own is recovered; until then, and
again at every new sharing out, it waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

STILL_S: Final = 30.0
"""How long the beat may stay away; it comes some twenty times a second."""

JOINING: Final = "the group of workers is being joined"
SHARING: Final = "the partitions are being shared out"
RECOVERING: Final = "the state of the partitions is being recovered"


class Answer(Struct, frozen=True, omit_defaults=True):
    """What is answered.

    Attributes:
        ok: yes or no.
        reason: why no.
        partitions: in the worker's hands, where it is ready.
    """

    ok: bool
    reason: str = ""
    partitions: tuple[int, ...] | None = None


class Health:
    """How one worker is.

    Args:
        clock: returns seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._beaten: float | None = None
        self._failure = ""
        self._ready = Answer(False, JOINING)

    def beat(self) -> None:
        """Say that the work goes on; the first beat is after the first recovery."""
        self._beaten = self._clock()

    def wait(self, reason: str) -> None:
        """Be not ready, for a reason."""
        self._ready = Answer(False, reason)

    def begin(self, partitions: Sequence[int]) -> None:
        """Be ready: the partitions are shared out, and these are this worker's; there may be none.

        Who has none is ready to get some.
        """
        self._ready = Answer(True, partitions=tuple(partitions))

    def fail(self, reason: str) -> None:
        """Say that the worker has failed; nothing makes it well again."""
        self._failure = reason

    def alive(self) -> Answer:
        """Return whether the worker lives."""
        if self._failure:
            return Answer(False, self._failure)
        still = 0.0 if self._beaten is None else self._clock() - self._beaten
        if still > STILL_S:
            return Answer(False, f"no beat for {still:.0f} s")
        return Answer(True)

    def ready(self) -> Answer:
        """Return whether the worker is ready."""
        alive = self.alive()
        return self._ready if alive.ok else alive
