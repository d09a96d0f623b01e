"""Open alerts counted: of the nation, each region, each station."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from console.board.faces import SEVERITIES
from stream.alerts import Alert
from stream.rules.catalogue import Severity

NATION = ""


class AlertCounter:
    """Keeps the latest of each alert, and how many are open where.

    Attributes:
        alerts: all by id.
    """

    def __init__(self) -> None:
        self.alerts: dict[str, Alert] = {}
        self._open: dict[str, Severity] = {}
        self._areas: dict[str, Counter[str]] = {}
        self._stations: dict[str, Counter[str]] = {}

    def take(self, alert: Alert) -> None:
        """Take an alert as it is now."""
        self.alerts[alert.id] = alert
        self._move(alert, alert.severity if alert.condition == "open" else None)

    def drop(self, id_: str) -> Alert | None:
        """Forget an alert; return it, if there was one of this id."""
        gone = self.alerts.pop(id_, None)
        if gone is not None:
            self._move(gone, None)
        return gone

    def _move(self, alert: Alert, now: Severity | None) -> None:
        """Let an alert be open with a severity, or not open."""
        was = self._open.get(alert.id)
        if was == now:
            return
        for severity, step in ((was, -1), (now, 1)):
            if severity is not None:
                self._count(alert, severity, step)
        if now is None:
            del self._open[alert.id]
        else:
            self._open[alert.id] = now

    def area(self, region: str = NATION) -> Mapping[str, int]:
        """Return the open alerts of a region, or of all, by severity."""
        return _all(self._areas.get(region))

    def station(self, station: str) -> Mapping[str, int]:
        """Return the open alerts of a station by severity."""
        return _all(self._stations.get(station))

    def _count(self, alert: Alert, severity: str, step: int) -> None:
        for region in {NATION, alert.region}:
            self._areas.setdefault(region, Counter())[severity] += step
        if alert.scope == "station":
            self._stations.setdefault(alert.place, Counter())[severity] += step


def _all(numbers: Mapping[str, int] | None) -> Mapping[str, int]:
    return {severity: numbers[severity] if numbers else 0 for severity in SEVERITIES}
