"""Clocks: what the sources' own clocks show, some fast and some slow.

A source dates its statements (`at`) by its own clock. The hour a report speaks
of (`as_of`) is the official one and stays, whatever the clock on the wall says;
nor does anybody act earlier or later for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

import msgspec

from sim.chance import stream
from stream.events import AnyEvent


class Clocks:
    """The clocks of all sources, each wrong by the same seconds all day.

    Args:
        spread: standard deviation of the error, seconds; with 0 all are right.
        seed: of the run.
        planted: by source, how many seconds it is fast besides.
    """

    def __init__(
        self, spread: float, seed: int, planted: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        self._spread = spread
        self._planted = planted
        self._seed = seed
        self._fast: dict[str, int] = {}

    def dated(self, event: AnyEvent) -> AnyEvent:
        """Return a statement dated by its source's clock; it is given with the right moment."""
        fast = self.fast(event.source)
        if not fast:
            return event
        shown = datetime.fromisoformat(event.at) + timedelta(seconds=fast)
        return msgspec.structs.replace(event, at=shown.isoformat())

    def fast(self, source: str) -> int:
        """Return by how many seconds a source's clock is fast; below 0 it is slow."""
        if not self._spread and source not in self._planted:
            return 0
        known = self._fast.get(source)
        if known is None:
            known = self._planted.get(source, 0)
            if self._spread:
                dice = stream(self._seed, "clock", source)
                known += round(self._spread * float(dice.standard_normal()))
            self._fast[source] = known
        return known

    @property
    def wrong(self) -> Mapping[str, int]:
        """By how many seconds each clock is fast that was looked at and is wrong, by source."""
        return MappingProxyType({s: fast for s, fast in sorted(self._fast.items()) if fast})
