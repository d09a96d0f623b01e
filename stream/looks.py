"""Looks: at fixed shares of the stations counted, the rules on many stations are asked.

What they find stands until the next look; once all is over the last look is taken
again, on what stands then, so the alerts that are left do not depend on the order of arrival.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias, TypeVar

from config.rulebook import thresholds
from stream.alerts import Alert, AlertBook, Evidence, Finding, Scope
from stream.protocol_slots import ProtocolSlots
from stream.protocol_table import ProtocolTable
from stream.rule_failures import RuleFailures
from stream.rules import forensic
from stream.rules.peers import Outlier, far_invalid, far_turnout
from stream.station_figures import StationFigures

Found = TypeVar("Found")
Rule: TypeAlias = Callable[[StationFigures], Sequence[Found]]
Where: TypeAlias = Callable[[Rule[Any]], Rule[Any]]
"""Takes a rule and returns one that asks it where it is to be asked."""


PEERS: Final = (("T207", far_turnout), ("P308", far_invalid))


class Looks:
    """The looks of one run.

    Args:
        slots: of its protocols.
        book: keeps the alerts.
        failures: counts how often each rule raised an exception.
        where: the rules are asked; None for here.
    """

    def __init__(
        self,
        slots: ProtocolSlots,
        book: AlertBook,
        failures: RuleFailures,
        where: Where | None = None,
    ) -> None:
        self._failures = failures
        self._where = where
        self._slots = slots
        self._book = book
        self._stations = int((slots.roster.unit_of >= 0).sum())
        self._due = [math.ceil(share * self._stations) for share in thresholds().looks]
        self._taken = 0
        self._open: dict[tuple[Scope, str], frozenset[str]] = {}

    @property
    def next(self) -> float:
        """So many stations have to be counted until the next look; inf after the last."""
        return self._due[self._taken] if self._taken < len(self._due) else math.inf

    @property
    def taken(self) -> int:
        """How many looks were taken, or passed over."""
        return self._taken

    def take(self, table: ProtocolTable, counted: int, now: int) -> list[Alert]:
        """Take the look that is due, of several the last.

        Args:
            table: the protocols.
            counted: how many stations are counted.
            now: receive time, milliseconds since 1970 UTC.

        Returns:
            The alerts that changed.
        """
        while counted >= self.next:
            self._taken += 1
        return self.again(table, now)

    def again(self, table: ProtocolTable, now: int) -> list[Alert]:
        """Look once more; see `take`."""
        figures = table.figures()
        failed: set[str] = set()
        found: dict[tuple[Scope, str], list[Finding]] = {place: [] for place in self._open}
        for code, rule in PEERS:
            for outlier in self._asked((code,), rule, figures, failed):
                place, finding = self._alone(code, outlier)
                found.setdefault(place, []).append(finding)
        nation: tuple[Scope, str] = ("nation", "")
        share = round(100 * table.stations / max(self._stations, 1))
        for one in self._asked(forensic.CODES, forensic.look, figures, failed):
            if one.raised:
                evidence: Evidence = {
                    "p": f"{one.p:.2g}",
                    "power": one.power,
                    "stations": one.stations,
                    "counted_percent": share,
                    **self._named(one.evidence),
                }
                finding = Finding(one.code, self._slots.roster.election, evidence)
                found.setdefault(nation, []).append(finding)
        changed: list[Alert] = []
        for place, findings in found.items():
            before = self._open.get(place, frozenset())
            kept = {alert for alert in before if alert.partition(":")[0] in failed}
            after, news = self._book.settle(findings, before - kept, place, now)
            self._open[place] = after | kept
            changed += news
        return changed

    def _asked(
        self,
        codes: Sequence[str],
        rule: Rule[Found],
        figures: StationFigures,
        failed: set[str],
    ) -> Sequence[Found]:
        """Return what a rule finds; one that fails is told of once, counted and left out."""
        asked = self._where(rule) if self._where else rule
        found = self._failures.ask(asked, f"{len(figures)} protocols", figures)
        if found is None:
            failed.update(codes)
        return found or ()

    def _named(self, evidence: Evidence) -> Evidence:
        """Return evidence with ids where it has numbers of protocols and regions."""
        named = dict(evidence)
        if isinstance(slots := named.pop("rows", None), list):
            named["places"] = [self._station(int(slot)) for slot in slots]
        if isinstance(numbers := named.get("regions"), list):
            named["regions"] = [self._slots.regions[int(number)] for number in numbers]
        return named

    def _station(self, slot: int) -> str:
        return self._slots.roster.by_row[int(self._slots.row[slot])].id

    def _alone(self, code: str, outlier: Outlier) -> tuple[tuple[Scope, str], Finding]:
        slots, slot = self._slots, outlier.row
        contest = slots.contests[int(slots.contest[slot])]
        region = slots.regions[int(slots.region[slot])]
        evidence: Evidence = {
            "percent": f"{100 * outlier.value:.2f}",
            "median": f"{100 * outlier.median:.2f}",
            "deviations": f"{outlier.deviations:.1f}",
            "peers": outlier.peers,
        }
        return ("station", region), Finding(code, self._station(slot), evidence, contest)
