"""Alerts judged against the truth of their run: right, missed, raised for nothing, how soon.

Rules on what one station says are judged alert by alert: the truth knows which have to come.
Rules that look at many stations may find what was planted or not; of them it is told how
many of the planted places they found, and where they spoke without anything planted.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from config.rulebook import rules
from sim.expected_alerts import CODES, ExpectedAlert
from sim.truth import Happened, Truth
from stream.alerts import Alert

MOST_NAMED: Final = 20


@dataclass(frozen=True)
class CodeJudgement:
    """One code.

    Attributes:
        due: alerts that had to come, for rules that look at one station; else places where
            something was planted that the rule may find.
        raised: alerts.
        right: of them, with cause.
        missed: alerts that did not come; for rules that look at many stations, planted
            places that were not found.
        false: alerts without cause.
        waits: seconds from what was done to the alert, of those where that is known.
        named: ids of what was missed or raised for nothing, the first of them.
    """

    code: str
    due: int = 0
    raised: int = 0
    right: int = 0
    missed: int = 0
    false: int = 0
    waits: tuple[float, ...] = ()
    named: tuple[str, ...] = ()

    def __add__(self, other: CodeJudgement) -> CodeJudgement:
        """Return both runs' together."""
        return CodeJudgement(
            self.code,
            self.due + other.due,
            self.raised + other.raised,
            self.right + other.right,
            self.missed + other.missed,
            self.false + other.false,
            self.waits + other.waits,
            (self.named + other.named)[:MOST_NAMED],
        )

    @property
    def certain(self) -> bool:
        """Whether the truth knows which alerts have to come."""
        return self.code in CODES

    @property
    def recall(self) -> float | None:
        """Share of what was due that came; None where nothing was."""
        return (self.due - self.missed) / self.due if self.due else None

    @property
    def median_wait(self) -> float | None:
        """Median of the seconds to the alert; None where it is not known of any."""
        return statistics.median(self.waits) if self.waits else None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data; `recall` and seconds are null where there is none."""
        return {
            "code": self.code,
            "title": rules()[self.code].title,
            "severity": rules()[self.code].severity,
            "certain": self.certain,
            "due": self.due,
            "raised": self.raised,
            "right": self.right,
            "missed": self.missed,
            "false": self.false,
            "recall": self.recall,
            "seconds_median": self.median_wait,
            "seconds_longest": max(self.waits, default=None),
            "named": list(self.named),
        }


@dataclass(frozen=True)
class Judgement:
    """All codes of one run or of several.

    Attributes:
        codes: by code, in their order; those of which nothing was due or raised too.
        planted, found: violations planted that have to be found, and found, by kind.
        stations, days: of the runs, all together.
    """

    codes: Mapping[str, CodeJudgement]
    planted: Mapping[str, int] = field(default_factory=dict)
    found: Mapping[str, int] = field(default_factory=dict)
    stations: int = 0
    days: int = 1

    def __add__(self, other: Judgement) -> Judgement:
        """Return both runs' together."""
        return Judgement(
            {code: one + other.codes[code] for code, one in self.codes.items()},
            dict(sorted((Counter(self.planted) + Counter(other.planted)).items())),
            dict(sorted((Counter(self.found) + Counter(other.found)).items())),
            self.stations + other.stations,
            self.days + other.days,
        )

    @property
    def holds(self) -> bool:
        """Whether nothing was missed or raised for nothing where that is certain."""
        wrong = any(one.certain and one.missed + one.false for one in self.codes.values())
        return not wrong and dict(self.found) == dict(self.planted)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "notice": "SIMULATION",
            "holds": self.holds,
            "days": self.days,
            "stations": self.stations,
            "codes": [one.as_json() for one in self.codes.values()],
            "planted": [
                {"kind": kind, "planted": number, "found": self.found.get(kind, 0)}
                for kind, number in self.planted.items()
            ],
        }


def judge(truth: Truth, alerts: Iterable[Alert]) -> Judgement:
    """Judge the alerts of a run."""
    raised = {alert.id: alert for alert in alerts}
    causes = _causes(truth.happened)
    found = {code: CodeJudgement(code) for code in rules()}
    explained: set[str] = set()
    for one in truth.expected_alerts:
        ids = {_id(code, one): code for code in one.codes}
        there = [id_ for id_ in ids if id_ in raised]
        explained.update(there)
        code = ids[there[0]] if there else one.codes[0]
        named = () if there else (next(iter(ids)),)
        found[code] += CodeJudgement(code, due=1, missed=not there, named=named)
    likely = {(code, one.station) for one in truth.happened.injects for code in one.likely}
    spoken = {(alert.code, alert.place) for alert in raised.values()}
    for code, place in sorted(likely):
        if code not in CODES:
            found[code] += CodeJudgement(code, due=1, missed=(code, place) not in spoken)
    for alert in raised.values():
        right = alert.id in explained or (alert.code not in CODES and _likely(alert, likely))
        waits = _wait(alert, causes) if right else ()
        named = () if right else (alert.id,)
        found[alert.code] += CodeJudgement(
            alert.code, raised=1, right=right, false=not right, waits=waits, named=named
        )
    planted, seen = _injects(truth.happened, raised.values())
    return Judgement(found, planted, seen, stations=len(truth.happened.stations))


def _likely(alert: Alert, likely: Collection[tuple[str, str]]) -> bool:
    """Say whether something planted may have raised an alert of many stations."""
    if alert.scope == "station":
        return (alert.code, alert.place) in likely
    return any(code == alert.code for code, _ in likely)


def _injects(happened: Happened, alerts: Iterable[Alert]) -> tuple[dict[str, int], dict[str, int]]:
    """Return by kind how many violations that have to be found were planted, and were found."""
    there = {(alert.place, alert.code) for alert in alerts}
    strangers = {alert.code for alert in alerts if alert.scope == "nation"}
    planted: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for one in happened.injects:
        if one.codes:
            station = happened.stations.get(one.station)
            places = (one.station, *(station.cast if station else ()))
            planted[one.kind] += 1
            seen[one.kind] += all(
                any(
                    code in strangers or (place, code) in there
                    for code in group
                    for place in places
                )
                for group in one.codes
            )
    return dict(sorted(planted.items())), dict(sorted(seen.items()))


def _causes(happened: Happened) -> Mapping[str, list[float]]:
    """Return by place when things were done there, seconds since 1970 UTC, in order."""
    found: dict[str, list[float]] = {}
    for mistake in happened.mistakes:
        found.setdefault(mistake.station, []).append(_seconds(mistake.said))
    for inject in happened.injects:
        found.setdefault(inject.station, []).append(_seconds(inject.at))
    for report in (*happened.incidents, *happened.withdrawals):
        found.setdefault(report.place, []).append(_seconds(report.at))
    return {place: sorted(moments) for place, moments in found.items()}


def _wait(alert: Alert, causes: Mapping[str, list[float]]) -> tuple[float, ...]:
    """Return the seconds from the last thing done at a place to its alert, if there is one."""
    opened = alert.opened / 1000
    before = [moment for moment in causes.get(alert.place, ()) if moment <= opened]
    return (opened - before[-1],) if before else ()


def _id(code: str, one: ExpectedAlert) -> str:
    return f"{code}:{one.place}" + (f":{one.part}" if one.part else "")


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
