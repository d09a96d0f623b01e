"""Cases: the alerts of one station together, for whoever has to go and see to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from stream.alerts import Alert, in_order
from stream.rules.catalogue import Severity

RANK: Final[dict[Severity, int]] = {"error": 0, "warning": 1, "notice": 2}
"""Severities, the worst first."""


class Case(NamedTuple):
    """What was found at one station.

    Attributes:
        place, region: ids of the station and its region.
        severity: the worst of what is open; None once all is cleared.
        alerts: all of it, in the order first opened.
    """

    place: str
    region: str
    severity: Severity | None
    alerts: tuple[Alert, ...]

    @property
    def open(self) -> int:
        """How many of its alerts are open."""
        return sum(alert.condition == "open" for alert in self.alerts)

    @property
    def codes(self) -> dict[str, int]:
        """How many of its alerts are open, by code, the worst codes first."""
        still = [alert for alert in self.alerts if alert.condition == "open"]
        still.sort(key=lambda alert: (RANK[alert.severity], alert.code))
        numbers: dict[str, int] = {}
        for alert in still:
            numbers[alert.code] = numbers.get(alert.code, 0) + 1
        return numbers


def cases(alerts: Iterable[Alert]) -> list[Case]:
    """Return the cases of the alerts on stations: the worst first, then most open, then by time.

    Alerts on contests, regions and the nation belong to no station and to no case.
    """
    by_place: dict[str, list[Alert]] = {}
    for alert in sorted(alerts, key=in_order):
        if alert.scope == "station":
            by_place.setdefault(alert.place, []).append(alert)
    found = [_case(place, tuple(of_place)) for place, of_place in by_place.items()]
    return sorted(found, key=lambda case: (_rank(case), -case.open, in_order(case.alerts[0])))


def _case(place: str, alerts: tuple[Alert, ...]) -> Case:
    still = [alert.severity for alert in alerts if alert.condition == "open"]
    worst = min(still, key=lambda severity: RANK[severity], default=None)
    return Case(place, alerts[0].region, worst, alerts)


def _rank(case: Case) -> int:
    return len(RANK) if case.severity is None else RANK[case.severity]
