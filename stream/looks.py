"""Looks: at fixed shares of the stations counted, the rules on many stations are asked.

Of all stations, and of each region at shares of its own. What they find stands until the next
look; once all is over the last look is taken again, on what stands then, so the alerts that are
left do not depend on the order in which protocols arrived before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeVar

from config.power import power_text
from stream.alerts import Alert, AlertBook, Evidence, Finding, Scope
from stream.look_place import LookPlace, look_places
from stream.protocol_slots import ProtocolSlots
from stream.protocol_table import ProtocolTable
from stream.rule_failures import RuleFailures
from stream.rules import forensic
from stream.rules.forensic_finding import ForensicFinding
from stream.rules.peers import Outlier, far_invalid, far_turnout
from stream.station_figures import StationFigures

Found = TypeVar("Found")
Rule: TypeAlias = Callable[[StationFigures], Sequence[Found]]
Where: TypeAlias = Callable[[Rule[Any]], Rule[Any]]
"""Takes a rule and returns one that asks it where it is to be asked."""


PEERS: Final = (("T207", far_turnout), ("P308", far_invalid))


class Looks:
    """The looks of one run: at the stations of the nation, and at those of each region.

    Stations are compared with their peers at the nation's looks.

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
        self._places = look_places(slots)
        self._nation, *regions = self._places
        self._of_region = {each.number: (self._nation, each) for each in regions}
        self._heard: set[int] = set()
        self._reached = False
        self._open: dict[tuple[Scope, str], frozenset[str]] = {}

    def hear(self, region: int, counted: int = 0) -> None:
        """Note that a protocol came.

        Args:
            region: number of the region it came from.
            counted: stations by which more are counted for it; below 0 by which fewer are.
        """
        self._heard.add(region)
        if counted:
            for place in self._of_region.get(region, (self._nation,)):
                place.counted += counted
                self._reached = self._reached or place.due

    def hear_all(self, counted: Mapping[int, int]) -> None:
        """Note that protocols came by which stations are counted, so many by number of region."""
        for region, stations in counted.items():
            self.hear(region, stations)

    def left(self) -> dict[int | None, float]:
        """Return how many stations are left to the next look, by region, and of all (`ALL`)."""
        return {place.number: place.next - place.counted for place in self._places}

    @property
    def due(self) -> bool:
        """Whether a look is due anywhere."""
        return self._reached and any(place.due for place in self._places)

    @property
    def unseen(self) -> bool:
        """Whether protocols came since the last look at a place where one was taken."""
        self._listen()
        return any(place.unseen and place.taken for place in self._places)

    def take(self, table: ProtocolTable, now: int) -> list[Alert]:
        """Take the looks that are due, of several at a place the last.

        Args:
            table: the protocols.
            now: receive time, milliseconds since 1970 UTC.

        Returns:
            The alerts that changed.
        """
        self._listen()
        changed: list[Alert] = []
        for place in self._places:
            if place.reach():
                changed += self._look(place, table, now)
        self._reached = False
        return changed

    def again(self, table: ProtocolTable, now: int) -> list[Alert]:
        """Look once more wherever protocols came since the last look; see `take`.

        At the first time a place is looked at again, forensic alerts may be opened there. Where
        protocols go on trickling in, further looks can only clear them: each look that opens
        some would have to be paid for out of the error that is stated.
        """
        self._listen()
        changed: list[Alert] = []
        for place in self._places:
            if place.unseen and place.taken:
                changed += self._look(place, table, now, opening=not place.again)
                place.again = True
        return changed

    def _listen(self) -> None:
        """Let places know that protocols came."""
        for region in self._heard:
            for place in self._of_region.get(region, (self._nation,)):
                place.unseen = True
        self._heard.clear()

    def _look(
        self, place: LookPlace, table: ProtocolTable, now: int, *, opening: bool = True
    ) -> list[Alert]:
        place.unseen = False
        figures = table.figures(place.number)
        failed: set[str] = set()
        here = (place.scope, place.region)
        found: dict[tuple[Scope, str], list[Finding]] = {here: []}
        if place is self._nation:
            found |= {open_: [] for open_ in self._open if open_[0] == "station"}
            for code, rule in PEERS:
                for outlier in self._asked((code,), rule, figures, failed):
                    where, finding = self._alone(code, outlier)
                    found.setdefault(where, []).append(finding)
        findings = (
            Finding(one.code, place.id, self._evidence(one, place))
            for one in self._asked(forensic.CODES, forensic.look, figures, failed)
            if one.p <= place.level
        )
        known = self._open.get(here, frozenset())
        found[here] += [one for one in findings if opening or one.id in known]
        changed: list[Alert] = []
        for where, told in found.items():
            before = self._open.get(where, frozenset())
            kept = {alert for alert in before if alert.partition(":")[0] in failed}
            after, news = self._book.settle(told, before - kept, where, now)
            self._open[where] = after | kept
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

    def _evidence(self, one: ForensicFinding, place: LookPlace) -> Evidence:
        """Return evidence with ids where it has numbers of protocols and regions."""
        named: Evidence = {
            "p": f"{one.p:.2g}",
            "level": f"{place.level:.2g}",
            "power": power_text(one.code, one.stations, place.scope),
            "stations": one.stations,
            "counted_percent": place.percent,
            **one.evidence,
        }
        if isinstance(slots := named.pop("rows", None), list):
            named["places"] = [self._station(int(slot)) for slot in slots]
        numbers = named.pop("regions", None)
        if isinstance(numbers, list) and place is self._nation:
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
