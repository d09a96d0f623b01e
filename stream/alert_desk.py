"""The alert desk of a first stage: asks the rules, and keeps what they found.

A rule that raises an exception is told of once with its trace, counted, and left out;
what it had found before stays as it was, and the stream goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from config.rulebook import code_of
from stream.alerts import Alert, AlertBook, Evidence, Finding, Scope
from stream.events import AnyEvent, CandidateWithdrawn, IncidentReported, TurnoutReported
from stream.moment import moments
from stream.record import Record
from stream.rejection import Rejection
from stream.roster import Roster, Source
from stream.rule_failures import RuleFailures
from stream.rules.catalogue import RULES
from stream.rules.families import FAMILIES
from stream.rules.limits import CLOCK_AHEAD_S, CLOCK_BEHIND_S
from stream.station import StationState
from stream.update import Update

MOST_SAMPLES: Final = 20
"""How many unknown keys S101 names of a partition."""

LONGEST_KEY: Final = 100
"""Characters of an unknown key that are named."""

NOTHING: Final[frozenset[str]] = frozenset()
WITHDRAWN: Final = "candidate-withdrawn"


class AlertDesk:
    """Raises and clears the alerts of the sources of some partitions.

    Args:
        roster: who they are.

    Attributes:
        failures: how often each rule raised an exception, by its name.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._book = AlertBook()
        self._strangers: dict[str, set[str]] = {}
        self._clocks: dict[str, Evidence] = {}
        self.failures = RuleFailures()

    def alerts(self) -> list[Alert]:
        """Return all alerts in the order they were first opened."""
        return self._book.all()

    def judge(
        self, state: StationState, families: str, now: int, watermark: int, update: Update
    ) -> None:
        """Ask the rules of some families what holds at a station.

        Args:
            state: of the station.
            families: their letters.
            now: receive time of what made it necessary, milliseconds since 1970 UTC.
            watermark: the highest receive time there was; what is overdue is so by the later.
            update: takes the alerts that changed.
        """
        place = _place(state.source)
        for family in families:
            before = state.open_ids.get(family, NOTHING)
            findings, failed = self._findings(state, family, max(now, watermark))
            if not findings and not before:
                continue
            after, changed = self._book.settle(findings, NOTHING if failed else before, place, now)
            state.open_ids = {**state.open_ids, family: after | before if failed else after}
            update.alerts.extend(changed)

    def _findings(self, state: StationState, family: str, now: int) -> tuple[list[Finding], bool]:
        """Return what the rules of a family find, and whether one of them failed."""
        findings: list[Finding] = []
        failed = False
        for rule in FAMILIES[family]:
            found = self.failures.ask(rule, state.source.id, state, now)
            failed |= found is None
            findings += found or ()
        return findings, failed

    def refuse(self, rejection: Rejection, update: Update) -> None:
        """Raise the alert of a record that is refused."""
        record = rejection.record
        source = self._roster.sources.get(record.key)
        # Who sees two partitions sees two conditions: other stages have others of them.
        partition = str(record.partition)
        if source is None:
            strangers = self._strangers.setdefault(partition, set())
            if len(strangers) < MOST_SAMPLES:
                strangers.add(record.key[:LONGEST_KEY])
            evidence: Evidence = {"keys": [*sorted(strangers)]}
            finding = Finding(rejection.code, self._roster.election, evidence, partition)
            place: tuple[Scope, str] = ("nation", "")
        else:
            astray = "" if record.partition == source.partition else partition
            finding = Finding(rejection.code, source.id, {"reason": rejection.reason}, astray)
            place = _place(source)
        update.alerts.append(self._book.raise_alert(finding, *place, record.received))

    def check_clock(self, event: AnyEvent, source: Source, record: Record, update: Update) -> None:
        """S106: a statement is dated after it was received, or before the hour it speaks of."""
        at = moments[event.at]
        ahead = at - record.received / 1000
        behind = moments[event.as_of] - at if type(event) is TurnoutReported else 0.0
        if ahead <= CLOCK_AHEAD_S and behind <= CLOCK_BEHIND_S:
            return
        known = self._clocks.setdefault(source.id, {})
        before = known.copy()
        for name, seconds, limit in (
            ("ahead_seconds", ahead, CLOCK_AHEAD_S),
            ("behind_seconds", behind, CLOCK_BEHIND_S),
        ):
            if seconds > limit:
                known[name] = max(cast(int, known.get(name, 0)), int(seconds))
        if known == before:  # said again, or less far off
            return
        finding = Finding("S106", source.id, dict(known))
        update.alerts.append(self._book.raise_alert(finding, *_place(source), record.received))

    def report(self, event: AnyEvent, now: int, update: Update) -> None:
        """I5: raise the alert of an incident, or of a candidate's withdrawal, that was reported."""
        if isinstance(event, IncidentReported):
            category, scope, place, role = event.category, event.scope, event.place, event.role
        elif isinstance(event, CandidateWithdrawn):
            category, scope, place, role = WITHDRAWN, "contest", event.contest, "commission"
        else:
            return
        part = event.source if category == _category(category) else f"{event.source}:{category}"
        evidence: Evidence = {"category": category, "role": role, "reporter": event.source}
        if isinstance(event, CandidateWithdrawn):
            evidence["candidate"] = event.candidate
            part += f":{event.candidate}"
        finding = Finding(code_of(category), place or self._roster.election, evidence, part)
        alert = self._book.raise_alert(finding, scope, self._region(scope, place), now)
        update.alerts.append(alert)

    def _region(self, scope: Scope, place: str) -> str:
        """Return the region a place lies in; empty for the nation, and for one unknown."""
        if scope == "station":
            source = self._roster.sources.get(place)
            return source.unit.region if source and source.unit else ""
        if scope == "contest":
            race = self._roster.races.get(place)
            return race.region if race else ""
        return place if scope == "region" else ""

    def restore(self, alerts: Sequence[Alert]) -> None:
        """Let alerts stand as they stood before, the last of an id if it comes again."""
        self._book.restore(alerts)
        for alert in alerts:
            if alert.code == "S101":
                keys = map(str, cast(list[int | str], alert.evidence["keys"]))
                self._strangers.setdefault(alert.id.rpartition(":")[2], set()).update(keys)
            elif alert.code == "S106":
                self._clocks[alert.place] = dict(alert.evidence)


def in_error(state: StationState) -> bool:
    """Say whether an alert of severity "error" is open at a station."""
    return any(
        RULES[alert.partition(":")[0]].severity == "error"
        for ids in state.open_ids.values()
        for alert in ids
    )


def _category(category: str) -> str | None:
    return RULES[code_of(category)].category


def _place(source: Source) -> tuple[Scope, str]:
    return ("station", source.unit.region) if source.unit else ("nation", "")
