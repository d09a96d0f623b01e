"""Targets: what takes the events of a load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sim.load.profile import Profile
from sim.load.stop import Stop
from sim.load.trace import Trace
from stream.record import Record

Batches = Iterable[Sequence[Record]]


class Target(Protocol):
    """A pipeline under load, as far as it takes events."""

    @property
    def name(self) -> str:
        """What it is called in reports: its address."""
        ...

    def load(self, batches: Batches, profile: Profile | None, trace: Trace, stop: Stop) -> None:
        """Send events, each at the moment the profile means it to go.

        It returns once all are taken, or the target took none for as long as `stop` has patience,
        or the run was stopped.

        Args:
            batches: the events in the order they go.
            profile: says when; None sends as fast as the target takes.
            trace: takes what happens, from now on.
            stop: ends the run before.
        """
        ...
