"""Alerts judged against the truth of their run: right, missed, raised for nothing, how soon.

Certain rules are judged alert by alert: the truth knows which have to come. Statistical rules
look at many stations and may find what was planted or not: T207 and P308 are judged station by
station, family F day by day: raised for the nation or for a region, it has found something of
what was planted there.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from config.rulebook import rules
from console.causes import Causes, unexplained, wait
from console.folder import ALERTS, TRUTH, there
from console.planted import Planted, may_raise, mistaken, place_of, planted, unit
from console.tables import alerts_of
from sim.expected_alerts import CODES, ExpectedAlert
from sim.truth import Truth, TruthFile
from stream.alerts import Alert

MOST_NAMED: Final = 20


@dataclass(frozen=True)
class CodeJudgement:
    """One code.

    Attributes:
        due: alerts that had to come; of a statistical rule stations, or days, with something
            planted that it may find.
        raised: alerts.
        right: of them, those that were due; of a statistical rule those at a place with
            something planted, or a mistake in a protocol.
        missed: of what was due, what was not raised.
        false: alerts that are not right.
        without_cause: alerts, right or false, that nothing that happened explains.
        waits: seconds from its cause to a right alert, of those where that is known.
        named: ids of what was missed or raised for nothing, the first of them.
    """

    code: str
    due: int = 0
    raised: int = 0
    right: int = 0
    missed: int = 0
    false: int = 0
    without_cause: int = 0
    waits: tuple[float, ...] = ()
    named: tuple[str, ...] = ()

    def __add__(self, other: CodeJudgement) -> CodeJudgement:
        """Return both runs' together."""
        return CodeJudgement(
            self.code if self.code == other.code else "",
            self.due + other.due,
            self.raised + other.raised,
            self.right + other.right,
            self.missed + other.missed,
            self.false + other.false,
            self.without_cause + other.without_cause,
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
            "without_cause": self.without_cause,
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
        planted: violations by kind.
        stations, days: of the runs, all together.
    """

    codes: Mapping[str, CodeJudgement]
    planted: Mapping[str, Planted] = field(default_factory=dict)
    stations: int = 0
    days: int = 1

    def __add__(self, other: Judgement) -> Judgement:
        """Return both runs' together."""
        return Judgement(
            {code: one + other.codes[code] for code, one in self.codes.items()},
            {
                kind: self.planted.get(kind, Planted(kind, 0))
                + other.planted.get(kind, Planted(kind, 0))
                for kind in sorted({*self.planted, *other.planted})
            },
            self.stations + other.stations,
            self.days + other.days,
        )

    @property
    def holds(self) -> bool:
        """Whether nothing was missed or raised for nothing where that is certain."""
        certain = self.certain
        wrong = certain.missed + certain.false
        return not wrong and all(one.holds for one in self.planted.values())

    @property
    def certain(self) -> CodeJudgement:
        """The certain rules together."""
        return self._together(code for code in self.codes if code in CODES)

    @property
    def by_station(self) -> CodeJudgement:
        """The statistical rules on each station together."""
        return self._together(statistical(self.codes, "stations"))

    @property
    def by_day(self) -> CodeJudgement:
        """The statistical rules on all stations of a day together."""
        return self._together(statistical(self.codes, "days"))

    @property
    def false_per_1000(self) -> float:
        """Stations of a thousand that a statistical rule on each station named for nothing."""
        return 1000 * self.by_station.false / self.stations if self.stations else 0.0

    def _together(self, codes: Iterable[str]) -> CodeJudgement:
        return sum((self.codes[code] for code in codes), CodeJudgement(""))

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "notice": "SIMULATION",
            "holds": self.holds,
            "days": self.days,
            "stations": self.stations,
            "certain": _numbers(self.certain),
            "statistical_by_station": {
                **_numbers(self.by_station),
                "false_per_1000_stations": self.false_per_1000,
            },
            "statistical_by_day": _numbers(self.by_day),
            "codes": [one.as_json() for one in self.codes.values()],
            "planted": [one.as_json() for one in self.planted.values()],
        }


def judged(folder: Path) -> Judgement:
    """Judge the alerts in a folder against the truth in it, whoever raised them.

    Raises:
        InputError: one of the two files is missing or is not what it has to be.
    """
    paths = {name: there(folder, name) for name in (TRUTH, ALERTS)}
    return judge(TruthFile.read(paths[TRUTH]).truth, alerts_of(paths[ALERTS]))


def judge(truth: Truth, alerts: Iterable[Alert]) -> Judgement:
    """Judge the alerts of a run."""
    raised = {alert.id: alert for alert in alerts}
    causes = Causes(truth.happened)
    groundless = {alert.id for alert in unexplained(raised.values(), causes)}
    found = {code: CodeJudgement(code) for code in rules()}
    expected: set[str] = set()
    for one in truth.expected_alerts:
        ids = {_id(code, one): code for code in one.codes}
        came = [id_ for id_ in ids if id_ in raised]
        expected.update(came)
        code = ids[came[0]] if came else one.codes[0]
        named = () if came else (next(iter(ids)),)
        found[code] += CodeJudgement(code, due=1, missed=not came, named=named)
    likely = may_raise(truth.happened.injects)
    known = {(code, at) for (code, _), places in likely.items() for at in places}
    known |= mistaken(truth.happened.mistakes)
    spoken = {(alert.code, place_of(alert)) for alert in raised.values()}
    for (code, _), places in likely.items():
        if code not in CODES:
            missed = not any((code, at) in spoken for at in places)
            found[code] += CodeJudgement(code, due=1, missed=missed)
    for alert in raised.values():
        right = alert.id in expected or (
            alert.code not in CODES and (alert.code, place_of(alert)) in known
        )
        waited = wait(alert, causes.of(alert)) if right else None
        found[alert.code] += CodeJudgement(
            alert.code,
            raised=1,
            right=right,
            false=not right,
            without_cause=alert.id in groundless,
            waits=() if waited is None else (waited,),
            named=() if right else (alert.id,),
        )
    kinds = planted(truth.happened, spoken)
    return Judgement(found, kinds, stations=len(truth.happened.stations))


def statistical(codes: Iterable[str], by: str) -> list[str]:
    """Return the statistical ones among some codes that are counted by stations, or by days."""
    return [code for code in codes if code not in CODES and unit(code) == by]


def _numbers(one: CodeJudgement) -> dict[str, int]:
    names = ("due", "raised", "right", "missed", "false", "without_cause")
    return {name: getattr(one, name) for name in names}


def _id(code: str, one: ExpectedAlert) -> str:
    return f"{code}:{one.place}" + (f":{one.part}" if one.part else "")
