"""Events pushed to a client that takes them at once and tells later how they fared."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np

from sim.load.profile import Profile
from sim.load.stop import Stop
from sim.load.target import Batches
from sim.load.trace import Trace
from stream.record import Record

AT_ONCE: Final = 64
"""Events handed over between two looks at the clock."""

_BEAT_S: Final = 0.0005
"""The sender sleeps no longer, so that it hears soon how events fared."""


class Client(Protocol):
    """Takes events for a target."""

    def put(self, records: Sequence[Record], first: int, trace: Trace, stop: Stop) -> None:
        """Hand events over; returns once there was room for them, or the load is to end.

        Args:
            records: they.
            first: number of the first of them; that it is taken goes into `trace.taken_at`.
            trace: of the load.
            stop: ends the waiting.
        """
        ...

    def poll(self, seconds: float) -> None:
        """Hear how events fared, for so long at most."""
        ...

    @property
    def waiting(self) -> int:
        """Events that were handed over and have not been taken."""
        ...


def push(
    batches: Batches, profile: Profile | None, client: Client, trace: Trace, stop: Stop
) -> None:
    """Send events in an open loop; see `Target.load`."""
    trace.begun = time.monotonic()
    for records in batches:
        first = len(trace)
        if profile is None:
            trace.mean(np.full(len(records), time.monotonic()))
        else:
            received = np.fromiter((one.received for one in records), np.int64, len(records))
            trace.mean(trace.begun + profile.moments(first, received))
        _in_time(records, first, client, trace, stop)
        if stop:
            break
    while client.waiting and not stop:
        client.poll(_BEAT_S)
        stop.look(client.waiting)
    client.poll(0)
    trace.ended = time.monotonic()


def _in_time(
    records: Sequence[Record], first: int, client: Client, trace: Trace, stop: Stop
) -> None:
    """Hand each event over once its moment has come."""
    meant = trace.meant[first:]
    done = 0
    while done < len(records) and not stop:
        now = time.monotonic()
        due = min(int(meant.searchsorted(now, "right")), done + AT_ONCE)
        if due > done:
            client.put(records[done:due], first + done, trace, stop)
            trace.went(first + done, first + due, time.monotonic())
            done = due
            client.poll(0)
        else:
            client.poll(min(float(meant[done]) - now, _BEAT_S))
        stop.look(client.waiting)
