"""What a worker says of its partitions: partials for whoever adds up, and alerts."""

from __future__ import annotations

from stream.kafka import alert_log, partial_book
from stream.kafka.outlet import Outlet
from stream.kafka.part import Part
from stream.kafka.topics import ALERTS, PARTIALS


class Publisher:
    """Sends what changed in partitions, in absolute figures.

    Args:
        outlet: to the brokers.
        run: id of the run.
    """

    def __init__(self, outlet: Outlet, run: str) -> None:
        self._outlet = outlet
        self._run = run

    def publish(self, part: Part) -> None:
        """Send the sums and alerts of a partition that changed since the last time."""
        for unit, partial in part.partials():
            key = partial_book.key_of(self._run, part.number, unit)
            self._outlet.put(PARTIALS, key, partial_book.encode(partial))
        fresh, part.fresh = part.fresh, {}
        for alert in fresh.values():
            self._outlet.put(ALERTS, alert_log.key_of(self._run, alert.id), alert_log.encode(alert))
