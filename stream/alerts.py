"""Alerts: one for one condition; evidence grows, the id stays.

The pipeline opens and clears an alert as the condition comes and goes. What
people do with it (acknowledge, escalate, dismiss) is theirs and kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from stream.rules.catalogue import RULES, Severity

Scope: TypeAlias = Literal["station", "contest", "region", "nation"]
Evidence: TypeAlias = dict[str, int | str | list[int | str]]


class Finding(Struct, frozen=True):
    """What a rule found: a code at a place, with the figures that show it.

    `part` tells findings of one code at one place apart: a contest, or the partition of
    records that do not belong there.
    """

    code: str
    place: str
    evidence: Evidence
    part: str = ""

    @property
    def id(self) -> str:
        """The id of the alert this finding belongs to."""
        return f"{self.code}:{self.place}" + (f":{self.part}" if self.part else "")


class Alert(Struct):
    """A condition that somebody should know of.

    `opened` and `cleared` are receive times, milliseconds since 1970 UTC;
    `count` says how often evidence came.
    """

    id: str
    code: str
    severity: Severity
    scope: Scope
    place: str
    region: str
    opened: int
    cleared: int | None
    condition: Literal["open", "cleared"]
    count: int
    evidence: Evidence


class AlertBook:
    """All alerts of a run by id."""

    def __init__(self) -> None:
        self._alerts: dict[str, Alert] = {}

    def raise_alert(self, finding: Finding, scope: Scope, region: str, now: int) -> Alert:
        """Open the alert of a finding, or add the evidence to the one there is."""
        alert = self._alerts.get(finding.id)
        if alert is None:
            alert = self._alerts[finding.id] = Alert(
                id=finding.id,
                code=finding.code,
                severity=RULES[finding.code].severity,
                scope=scope,
                place=finding.place,
                region=region,
                opened=now,
                cleared=None,
                condition="open",
                count=0,
                evidence={},
            )
        alert.condition = "open"
        alert.cleared = None
        alert.count += 1
        alert.evidence = finding.evidence
        return alert

    def settle(
        self,
        findings: Iterable[Finding],
        open_before: frozenset[str],
        place: tuple[Scope, str],
        now: int,
    ) -> tuple[frozenset[str], list[Alert]]:
        """Hold the findings at a place against the alerts open there.

        Args:
            findings: all that holds there now.
            open_before: ids of the alerts that were open there.
            place: scope of the alerts, and the region they lie in.
            now: receive time, milliseconds since 1970 UTC.

        Returns:
            The ids open now, and the alerts that changed.
        """
        scope, region = place
        changed: list[Alert] = []
        open_now: set[str] = set()
        for finding in findings:
            open_now.add(finding.id)
            known = self._alerts.get(finding.id)
            if known is None or known.condition == "cleared" or known.evidence != finding.evidence:
                changed.append(self.raise_alert(finding, scope, region, now))
        for gone in sorted(open_before - open_now):
            alert = self._alerts[gone]
            alert.condition = "cleared"
            alert.cleared = now
            changed.append(alert)
        return frozenset(open_now), changed

    def restore(self, alerts: Iterable[Alert]) -> None:
        """Let alerts stand as they stood before, the last of an id if it comes again."""
        self._alerts.update((alert.id, alert) for alert in alerts)

    def get(self, alert: str) -> Alert | None:
        """Return the alert with this id, if there is one."""
        return self._alerts.get(alert)

    def all(self) -> list[Alert]:
        """Return the alerts in the order they were first opened."""
        return sorted(self._alerts.values(), key=in_order)


def in_order(alert: Alert) -> tuple[int, str]:
    """Sort key: by first opening."""
    return alert.opened, alert.id


def by_code(alerts: Iterable[Alert]) -> Mapping[str, int]:
    """Return the number of alerts by code, in order of the codes."""
    numbers: dict[str, int] = {}
    for alert in sorted(alerts, key=lambda alert: alert.code):
        numbers[alert.code] = numbers.get(alert.code, 0) + 1
    return numbers
