"""What happened that explains an alert: something planted, a slip, a report, a fault on the way.

A rule may speak as it is written and still have no ground: a threshold may ask too much. So
causes are looked for in what happened, and not in what the rule says; each is a cause of the
codes only that it can raise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from console.planted import NATION, is_hourly, may_raise, place_of
from sim.refusals import STRANGERS
from sim.truth import Happened, InjectTruth, MistakeTruth
from stream.alerts import Alert

_HOURLY: Final = ("T201", "T202", "T203", "T204", "T206", "P305", "P310")
"""What a slip in an hourly figure can raise; the last two where it is the closing's."""

_COUNTED: Final = (
    *("T201", "T207", "P310", "P312"),
    *("P301", "P302", "P303", "P304", "P305", "P306", "P307", "P308", "P309"),
)
"""What a slip in a protocol can raise."""

_OUTAGE: Final = ("T203", "T204")
"""What desks that closed can raise: who stood in line votes at another hour."""

_CLOCK: Final = ("S106", "T204", "P310")
"""What a clock that is wrong can raise."""

CLOCK_LEAST_S: Final = 180
"""A clock that is wrong by less explains nothing; own choice, well below what a rule asks."""

LOST: Final = ("S103", "T205", "P311")
"""What sendings that were lost can raise; the truth has their number, not whose they were."""

_PARTS: Final = 2
"""An alert's id has code and place, and then perhaps a part."""


class Cause(NamedTuple):
    """What happened.

    Attributes:
        at: when, seconds since 1970 UTC; None where it is unknown.
        part: the contest or the reporter that the alert has to be about; "" fits all.
        planted: whether it was meant. What is missing is noticed before somebody comes late, so
            that it explains alerts from before its moment too.
    """

    at: float | None
    part: str = ""
    planted: bool = False


class Causes:
    """The causes of a run's alerts, by code and place.

    Attributes:
        lost: sendings that were lost.
    """

    def __init__(self, happened: Happened) -> None:
        self.lost = happened.post.losses
        self._contests = {id_: (*one.cast,) for id_, one in happened.stations.items()}
        self._known: dict[tuple[str, str], list[Cause]] = {}
        self._reports: dict[str, list[Cause]] = {}
        self._refused: dict[tuple[str, str], list[float]] = {}
        for inject in happened.injects:
            self._plant(inject)
        for (code, counted_at), places in may_raise(happened.injects).items():
            for place in places if counted_at == NATION else ():
                self._note((code,), place, Cause(None))
        for mistake in happened.mistakes:
            self._slip(mistake)
        for report in (*happened.incidents, *happened.withdrawals):
            found = Cause(_seconds(report.at), report.source)
            self._reports.setdefault(report.place, []).append(found)
        for refused in happened.refused:
            place = refused.accused or NATION
            self._note(refused.codes, place, Cause(None))
            for code in refused.codes:
                self._refused.setdefault((code, place), []).append(refused.received / 1000)
        for outage in happened.outages:
            self._note(_OUTAGE, outage.station, Cause(None))
        self._clocks(happened.clocks)

    def of(self, alert: Alert) -> list[Cause]:
        """Return what explains an alert; without a moment where the wait does not count from it."""
        found: list[Cause] = []
        for place in dict.fromkeys((place_of(alert), alert.place)):
            reported = alert.code.startswith("I")
            found += self._reports.get(place, ()) if reported else self._at(alert.code, place)
        part = "".join(alert.id.split(":", _PARTS)[_PARTS:])
        opened = alert.opened / 1000
        fitting = (one for one in found if _fits(one.part, part, alert.code))
        return [
            one if self._dates(one, alert) else Cause(None)
            for one in fitting
            if one.planted or one.at is None or one.at <= opened
        ]

    def _dates(self, cause: Cause, alert: Alert) -> bool:
        """Say whether the wait for an alert counts from a cause.

        Of what was planted record by record, only the first record has a moment.
        """
        opened = alert.opened / 1000
        if cause.at is None or cause.at > opened:
            return False
        refused = self._refused.get((alert.code, place_of(alert)), ())
        return not any(cause.at <= received < opened for received in refused)

    def _at(self, code: str, place: str) -> Iterable[Cause]:
        return self._known.get((code, place), ())

    def _plant(self, inject: InjectTruth) -> None:
        at = Cause(_seconds(inject.at), planted=True)
        certain = {code for group in inject.codes for code in group}
        self._note(sorted({*certain, *inject.likely}), inject.station, at)
        for contest in self._contests.get(inject.station, ()):
            # A correction of whatever was planted can change who wins.
            self._note(("P312",), contest, at if "P312" in certain else Cause(None))
        self._note(certain & {*STRANGERS}, NATION, at)

    def _slip(self, mistake: MistakeTruth) -> None:
        at = _seconds(mistake.said)
        if is_hourly(mistake):
            self._note(_HOURLY, mistake.station, Cause(at))
            return
        self._note(_COUNTED, mistake.station, Cause(at, mistake.about))
        self._note(("P312",), mistake.about, Cause(at))

    def _clocks(self, fast: Mapping[str, int]) -> None:
        for source, seconds in fast.items():
            if abs(seconds) >= CLOCK_LEAST_S:
                self._note(_CLOCK, source, Cause(None))

    def _note(self, codes: Iterable[str], place: str, cause: Cause) -> None:
        for code in codes:
            self._known.setdefault((code, place), []).append(cause)


def wait(alert: Alert, causes: Iterable[Cause]) -> float | None:
    """Return the seconds from the last of the causes to the alert; None where none is dated."""
    moments = [one.at for one in causes if one.at is not None]
    return alert.opened / 1000 - max(moments) if moments else None


def unexplained(alerts: Iterable[Alert], causes: Causes) -> Iterator[Alert]:
    """Yield the alerts that nothing explains.

    Of those that a lost sending can raise, as many are explained as sendings were lost.
    """
    lost = causes.lost
    for alert in alerts:
        if causes.of(alert):
            continue
        if alert.code in LOST and lost:
            lost -= 1
            continue
        yield alert


def _fits(wanted: str, part: str, code: str) -> bool:
    """Say whether a cause is about the part that an alert is about; none of either fits all."""
    if code.startswith("I"):
        return part == wanted or part.startswith(f"{wanted}:")
    return not wanted or not code.startswith("P") or not part or part == wanted


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
