"""A real election as the stream would have it: roster, and statements of the event contract.

The data knows five figures of a station's day and its votes. The contract asks for more,
and what the data does not say is filled in so that no rule finds anything in it:

- Moments are those of the law (polls 08:00 to 20:00, UTC+4): a report is dated and received
  when its hour is full, the protocol `COUNTED` after the polls closed. A count has no limit,
  so that nothing is overdue.
- The voters at closing are the signatures; nobody stood in line, nothing was found at home,
  nothing was spoiled, nobody voted against all. Unused is what is left of the ballots
  received, 0 where more were issued.
- Found are the votes and the invalid. The roll of the protocol is that of the definition.
- There is no list of candidates: stations of a district with votes for the same names vote
  in one contest, and those are its ballot. A president and the list of a parliament are
  voted on in one contest everywhere.
- Peers of a station are those of its district, which stands for the region.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any, Final

from sim.georgia import RealElection, RealStation
from stream import events
from stream.record import Record
from stream.roster import Nominee, PollingHours, Race, Roster, Source, Unit

RUN: Final = "real"
ZONE: Final = timezone(timedelta(hours=4))
OPEN, NOON, FIVE, CLOSE = time(8), time(12), time(17), time(20)
COUNTED: Final = timedelta(hours=12)
"""After the polls closed; longer than any count takes by the rules."""

EVERYWHERE: Final = ("President", "Parliament (party list)")
"""Kinds of election with one ballot for the whole country."""

NATION: Final = "nation"
PLACE: Final = 0
"""The one partition."""


def source_of(row: int) -> str:
    """Return the id under which a row's station reports."""
    return f"row-{row}"


def row_of(source: str) -> int:
    """Return the row of a station by its id."""
    return int(source.removeprefix("row-"))


class RealDay:
    """One election of the data as roster and statements.

    Attributes:
        roster: its stations.
    """

    def __init__(self, election: RealElection) -> None:
        self._election = election
        everywhere = election.kind in EVERYWHERE
        units: dict[tuple[str, str], Unit] = {}
        ballots: defaultdict[str, dict[frozenset[str], str]] = defaultdict(dict)
        self._units: list[Unit] = []
        for station in election.stations:
            district = f"district-{station.district}"
            area = NATION if everywhere else district
            contests, ballot = ballots[area], frozenset(station.votes)
            contest = contests.setdefault(ballot, f"{area}-{len(contests) + 1}")
            unit = Unit(len(units), district, district, (contest,))
            self._units.append(units.setdefault((district, contest), unit))
        self.roster = self._roster(units.values(), ballots)

    def records(self) -> Iterator[Record]:
        """Yield what the stations stated in order of its moments, a station after another."""
        for seq, at in enumerate((OPEN, NOON, FIVE, CLOSE, None), start=1):
            moment = self._moment(CLOSE) + COUNTED if at is None else self._moment(at)
            received, text = round(moment.timestamp() * 1000), moment.isoformat()
            for station, unit in zip(self._election.stations, self._units, strict=True):
                said = self._said(station, unit, seq, text)
                yield Record(received, PLACE, said.source, "", "", events.encode(said))

    def _said(self, station: RealStation, unit: Unit, seq: int, at: str) -> events.AnyEvent:
        """Return a station's statement with this number, from 1 to 5."""
        common: dict[str, Any] = {
            "v": events.VERSION,
            "election": self.roster.election,
            "run": RUN,
            "source": source_of(station.row),
            "seq": seq,
            "at": at,
        }
        if seq == 1:
            return events.StationOpened(
                **common, registered=station.roll, ballots_received=station.received
            )
        if seq == 2:
            return events.TurnoutReported(**common, as_of=at, voters=station.by_12)
        if seq == 3:
            return events.TurnoutReported(**common, as_of=at, voters=station.by_17)
        if seq == 4:
            return events.StationClosed(**common, voters=station.signed, queued=0)
        return events.CountReported(
            **common,
            contest=unit.contests[0],
            version=1,
            registered=station.roll,
            ballots_received=station.received,
            issued=station.signed,
            issued_home=0,
            unused=max(station.received - station.signed, 0),
            spoiled=0,
            found_station=station.found,
            found_home=0,
            invalid=station.invalid,
            against_all=0,
            votes=dict(station.votes),
        )

    def _roster(
        self, units: Iterable[Unit], ballots: Mapping[str, Mapping[frozenset[str], str]]
    ) -> Roster:
        stations: Counter[str] = Counter()
        rolls: Counter[str] = Counter()
        sources: list[Source] = []
        for station, unit in zip(self._election.stations, self._units, strict=True):
            sources.append(Source(source_of(station.row), PLACE, unit, station.roll))
            stations[unit.contests[0]] += 1
            rolls[unit.contests[0]] += station.roll
        races: list[Race] = []
        for area, contests in ballots.items():
            place = "" if area == NATION else area
            for ballot, contest in contests.items():
                nominees = {name: Nominee(name, name, name, name) for name in sorted(ballot)}
                size = (stations[contest], rolls[contest])
                races.append(Race(contest, place, place, nominees, *size))
        polls = PollingHours(self._moment(OPEN).timestamp(), self._moment(CLOSE).timestamp())
        hours = dict.fromkeys((unit.region for unit in self._units), polls)
        return Roster(self._election.id, RUN, 1, sources, units, races, hours)

    def _moment(self, at: time) -> datetime:
        return datetime.combine(self._election.day, at, ZONE).astimezone(UTC)
