"""Which alerts the day has to raise, and when: the oracle of the rules.

A statement is judged when it arrives, on what stands of its station's statements
by then; so a slip raises its alert at its receive time and the correction
clears it. Written apart from the rules it judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import pairwise
from typing import Final

from msgspec import Struct

from config.election import Election, Station
from sim.expected_tally import Heard, moment_of
from stream.events import AnyEvent, CountReported, StationClosed, TurnoutReported
from stream.rejection import REASON_CODES


class ExpectedAlert(Struct, frozen=True, omit_defaults=True):
    """An alert that has to open, and when it has to clear.

    Attributes:
        codes: any one of them will do.
        place: the station.
        opened: receive time of the statement that first raises it, milliseconds since 1970 UTC.
        cleared: of the statement that clears it for good; None if it stands to the end.
        part: the contest, for a protocol; the partition, for records on a wrong one.
        times: how often it opens; the condition may clear and come again.
    """

    codes: tuple[str, ...]
    place: str
    opened: int
    cleared: int | None
    part: str = ""
    times: int = 1


class _Standing:
    """What stands of one station's statements at a moment, as far as these rules look."""

    def __init__(self, registered: int) -> None:
        self.registered = registered
        self.hours: dict[datetime, TurnoutReported] = {}
        self.closed: StationClosed | None = None
        self.counts: dict[str, CountReported] = {}

    def take(self, event: AnyEvent) -> None:
        if isinstance(event, TurnoutReported):
            as_of = moment_of(event.as_of)
            before = self.hours.get(as_of)
            if before is None or before.seq < event.seq:
                self.hours[as_of] = event
        elif isinstance(event, StationClosed):
            if self.closed is None or self.closed.seq < event.seq:
                self.closed = event
        elif isinstance(event, CountReported):
            known = self.counts.get(event.contest)
            if known is None or (known.version, known.seq) < (event.version, event.seq):
                self.counts[event.contest] = event

    def turnout(self) -> list[int]:
        """Return the cumulative figures in order of the moments they speak of."""
        figures = {as_of: self.hours[as_of].voters for as_of in sorted(self.hours)}
        if self.closed is not None:
            # By a slow clock a station closes before its last hour: then it speaks of that hour.
            figures[max((moment_of(self.closed.at), *self.hours))] = self.closed.voters
        return list(figures.values())


def _above_roll(standing: _Standing) -> Iterable[str]:
    return [""] if any(voters > standing.registered for voters in standing.turnout()) else []


def _fell(standing: _Standing) -> Iterable[str]:
    return [""] if any(later < earlier for earlier, later in pairwise(standing.turnout())) else []


def _does_not_add_up(standing: _Standing) -> Iterable[str]:
    return [
        contest
        for contest, count in standing.counts.items()
        if sum(count.votes.values()) + count.against_all + count.invalid
        != count.found_station + count.found_home
    ]


def _more_found(standing: _Standing) -> Iterable[str]:
    return [
        contest
        for contest, count in standing.counts.items()
        if count.found_station + count.found_home > count.issued
    ]


def _protocol_above_roll(standing: _Standing) -> Iterable[str]:
    return [
        contest
        for contest, count in standing.counts.items()
        if max(count.issued, count.found_station + count.found_home) > standing.registered
    ]


_CONDITIONS: Final[tuple[tuple[str, Callable[[_Standing], Iterable[str]]], ...]] = (
    ("T201", _above_roll),
    ("T202", _fell),
    ("P301", _does_not_add_up),
    ("P302", _more_found),
    ("T201", _protocol_above_roll),
)

CODES: Final = frozenset((*(code for code, _ in _CONDITIONS), *REASON_CODES))
"""The rules the truth speaks of; on others it is silent.

Those on what stations state are judged here, those on refused records in `sim.refusals`.
"""


def expected_alerts(
    election: Election, regions: Iterable[str], heard: Heard
) -> list[ExpectedAlert]:
    """Return the alerts at the stations of some regions, in order of opening."""
    among = set(regions)
    found: list[ExpectedAlert] = []
    for station in election.stations:
        if station.region in among:
            found += _at(station, heard)
    return sorted(found, key=in_order)


def in_order(alert: ExpectedAlert) -> tuple[int, str, tuple[str, ...], str]:
    """Sort key: by opening, then place, code and contest."""
    return (alert.opened, alert.place, alert.codes, alert.part)


def _at(station: Station, heard: Heard) -> list[ExpectedAlert]:
    standing = _Standing(station.registered)
    open_now: set[tuple[str, str]] = set()
    openings: dict[tuple[str, str], list[int]] = {}
    cleared: dict[tuple[str, str], int] = {}
    for received, event in heard.get(station.id, ()):
        standing.take(event)
        now = {(code, part) for code, holds in _CONDITIONS for part in holds(standing)}
        cleared.update(dict.fromkeys(open_now - now, received))
        for alert in now - open_now:
            openings.setdefault(alert, []).append(received)
        open_now = now
    return [
        ExpectedAlert(
            codes=(code,),
            place=station.id,
            opened=moments[0],
            cleared=None if (code, part) in open_now else cleared[code, part],
            part=part,
            times=len(moments),
        )
        for (code, part), moments in openings.items()
    ]
