"""Looks: at fixed shares of the stations counted, the rules on many stations are asked.

What they find stands until the next look; at the end of the stream the last look is taken
again, on what stands then, so the alerts that are left do not depend on the order of arrival.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np

from config.rulebook import thresholds
from stream.alerts import Alert, AlertBook, Evidence, Finding, Scope
from stream.events import CountReported
from stream.roster import Nominee, Race, Roster
from stream.rule_failures import RuleFailures
from stream.rules import forensic
from stream.rules.peers import Outlier, far_invalid, far_turnout
from stream.station import StationState
from stream.station_figures import NOBODY, StationFigures

Found = TypeVar("Found")

PLACES: Final = 1 << 8
"""More contests than a station has: numbers of protocols are made with it."""


class Looks:
    """The looks of one run.

    Args:
        roster: of the run.
        book: keeps the alerts.
        failures: counts how often each rule raised an exception, by its name.
    """

    def __init__(
        self, roster: Roster, book: AlertBook, failures: RuleFailures | None = None
    ) -> None:
        self.failures = RuleFailures() if failures is None else failures
        self._roster = roster
        self._book = book
        self._stations = int((roster.unit_of >= 0).sum())
        self._due = [math.ceil(share * self._stations) for share in thresholds().looks]
        self._taken = 0
        self._open: dict[tuple[Scope, str], frozenset[str]] = {}

    @property
    def next(self) -> float:
        """So many stations have to be counted until the next look; inf after the last."""
        return self._due[self._taken] if self._taken < len(self._due) else math.inf

    def take(self, states: Iterable[StationState], counted: int, now: int) -> list[Alert]:
        """Take the look that is due, of several the last.

        Args:
            states: of the stations heard of.
            counted: how many stations are counted.
            now: receive time, milliseconds since 1970 UTC.

        Returns:
            The alerts that changed.
        """
        while counted >= self.next:
            self._taken += 1
        return self._look(states, now)

    def finish(self, states: Iterable[StationState], now: int) -> list[Alert]:
        """Take the last look again at the end of the stream, if one was taken."""
        return self._look(states, now) if self._taken else []

    def _look(self, states: Iterable[StationState], now: int) -> list[Alert]:
        figures = figures_of(states, self._roster)
        failed: set[str] = set()
        found: dict[tuple[Scope, str], list[Finding]] = {place: [] for place in self._open}
        for code, rule in (("T207", far_turnout), ("P308", far_invalid)):
            for outlier in self._asked((code,), rule, figures, failed):
                place, finding = self._alone(code, outlier)
                found.setdefault(place, []).append(finding)
        nation: tuple[Scope, str] = ("nation", "")
        share = round(100 * len(np.unique(figures.row // PLACES)) / max(self._stations, 1))
        for one in self._asked(forensic.CODES, forensic.look, figures, failed):
            if one.raised:
                evidence: Evidence = {
                    "p": f"{one.p:.2g}",
                    "power": one.power,
                    "stations": one.stations,
                    "counted_percent": share,
                    **self._named(one.evidence),
                }
                finding = Finding(one.code, self._roster.election, evidence)
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
        rule: Callable[[StationFigures], Sequence[Found]],
        figures: StationFigures,
        failed: set[str],
    ) -> Sequence[Found]:
        """Return what a rule finds; one that fails is told of once, counted and left out."""
        found = self.failures.ask(rule, f"{len(figures)} protocols", figures)
        if found is None:
            failed.update(codes)
        return found or ()

    def _named(self, evidence: Evidence) -> Evidence:
        """Return evidence with ids where it has numbers of protocols and regions."""
        regions = _regions(self._roster)
        named = dict(evidence)
        if isinstance(rows := named.pop("rows", None), list):
            named["places"] = [self._roster.by_row[int(row) // PLACES].id for row in rows]
        if isinstance(numbers := named.get("regions"), list):
            named["regions"] = [regions[int(number)] for number in numbers]
        return named

    def _alone(self, code: str, outlier: Outlier) -> tuple[tuple[Scope, str], Finding]:
        row, contest = divmod(outlier.row, PLACES)
        source = self._roster.by_row[row]
        if source.unit is None:
            raise ValueError(f"{source.id} has no protocols")
        evidence: Evidence = {
            "percent": f"{100 * outlier.value:.2f}",
            "median": f"{100 * outlier.median:.2f}",
            "deviations": f"{outlier.deviations:.1f}",
            "peers": outlier.peers,
        }
        finding = Finding(code, source.id, evidence, source.unit.contests[contest])
        return ("station", source.unit.region), finding


def figures_of(states: Iterable[StationState], roster: Roster) -> StationFigures:
    """Return the figures of all protocols, a row each: row of the station and place of the contest.

    Votes are by nomination where a contest has one candidate of each at most, else by place
    on the ballot.
    """
    regions = {name: number for number, name in enumerate(_regions(roster))}
    contests = {name: number for number, name in enumerate(roster.races)}
    parties = sorted({each.nominated_by for race in roster.races.values() for each in _of(race)})
    party = {name: number for number, name in enumerate(parties)}
    columns = {name: _columns(race, party) for name, race in roster.races.items()}
    width = max((max(each.values(), default=0) for each in columns.values()), default=0) + 1
    numbers: list[tuple[int, ...]] = []
    votes: list[list[int]] = []
    for row, place, count in _protocols(states):
        unit = roster.by_row[row].unit
        region = regions.get(unit.region, -1) if unit else -1
        numbers.append(
            (
                row * PLACES + place,
                region,
                contests[count.contest],
                count.registered,
                count.issued,
                count.found,
                count.invalid,
            )
        )
        cells = [NOBODY] * width
        for candidate, number in count.votes.items():
            column = columns[count.contest].get(candidate)
            if column is not None:
                cells[column] = number
        votes.append(cells)
    table = np.array(numbers, np.int64).reshape(-1, 7)
    cast = np.array(votes, np.int64).reshape(len(table), width)
    columns_of = ("row", "region", "contest", "registered", "issued", "found", "invalid")
    figures = {name: table[:, place] for place, name in enumerate(columns_of)}
    return StationFigures(**figures, votes=cast)


def _regions(roster: Roster) -> list[str]:
    return sorted({unit.region for unit in roster.units})


def _of(race: Race) -> Iterator[Nominee]:
    yield from race.candidates.values()


def _columns(race: Race, party: Mapping[str, int]) -> dict[str, int]:
    """Return the column of each candidate of a contest."""
    nominated = [each.nominated_by for each in _of(race)]
    if len(set(nominated)) == len(nominated):
        return {name: party[each.nominated_by] for name, each in race.candidates.items()}
    return {name: place for place, name in enumerate(race.candidates)}


def _protocols(states: Iterable[StationState]) -> Iterator[tuple[int, int, CountReported]]:
    """Yield row of the station, place of the contest, and protocol."""
    for state in states:
        unit = state.source.unit
        for contest, count in state.counts.items():
            if unit is not None:
                yield state.row, unit.contests.index(contest), count
