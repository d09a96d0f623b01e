"""What has to come out of the records that a pipeline took, as a whole and by station."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from config.election import AGAINST_ALL, INVALID, Contest, Election, Station
from sim.expected_tally import LastWord, expected_tally, moment_of
from sim.load.genuine import Genuine
from sim.load.later import Later
from sim.load.share import PRESENCE, PROTOCOL, ROLL, TURNOUT, Share
from stream.events import AnyEvent, CountReported, StationClosed, TurnoutReported
from stream.keys import KeyRing
from stream.record import Record

_UNKNOWN: Final = "unknown"
_NATION: Final = "national|"


class Delivered:
    """What a perfect pipeline makes of records; an `Expected`.

    Args:
        election: the definition.
        keys: that prove who sent what.
        run: id of the run that counts.
        partitions: how many the records are spread over.
        records: what the pipeline took, in any order, some of it perhaps twice.
    """

    def __init__(
        self,
        election: Election,
        keys: KeyRing,
        run: str,
        partitions: int,
        records: Iterable[Record],
    ) -> None:
        self._election = election
        genuine = Genuine(election, keys, run, partitions)
        said: dict[str, dict[str, tuple[int, AnyEvent]]] = {}
        for record in records:
            event = genuine.event(record)
            if event is not None:
                said.setdefault(event.source, {}).setdefault(record.mac, (record.received, event))
        self._heard = {source: list(events.values()) for source, events in said.items()}

    def rows(self) -> Iterable[tuple[str, int]]:
        """Return all rows that have to come out."""
        return self._rows.items()

    def shares(self, region: str, contest: str = "") -> Sequence[Share]:
        """Return the protocols of a contest's stations, or all shares of a region's stations."""
        if contest:
            of = self._election.contest_by_id.get(contest)
            hosts = self._hosts.get(contest, ())
            if of is None or of.region != region:
                return ()
            return [self._protocol(station, of) for station in hosts if station.region == region]
        return [
            share
            for station in self._election.stations
            if station.region == region
            for share in self._of_station(station)
        ]

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        regions = [region.id for region in self._election.regions]
        return expected_tally(self._election, regions, self._heard)

    @cached_property
    def _hosts(self) -> Mapping[str, Sequence[Station]]:
        hosts: dict[str, list[Station]] = {}
        for station in self._election.stations:
            for contest in station.contests:
                hosts.setdefault(contest, []).append(station)
        return hosts

    @cached_property
    def _bulletins(self) -> Sequence[tuple[str, datetime]]:
        zone = self._election.official_zone
        times = self._election.bulletin_times()
        return [(moment.astimezone(zone).strftime("%H:%M"), moment) for moment in times]

    def _events(self, station: Station) -> list[AnyEvent]:
        return [event for _, event in self._heard.get(station.id, ())]

    def _of_station(self, station: Station) -> Iterator[Share]:
        yield self._presence(station)
        yield self._roll(station)
        yield self._turnout(station)
        for contest in station.contests:
            yield self._protocol(station, self._election.contest_by_id[contest])

    def _presence(self, station: Station) -> Share:
        heard = dict.fromkeys(_areas(station, "polling_stations|total"), 1)
        return Share(station.id, PRESENCE, heard if station.id in self._heard else {})

    def _roll(self, station: Station) -> Share:
        """The roll; before a protocol it was that of the opening, or of an earlier protocol."""
        events = self._events(station)
        last = LastWord.of(events)
        rolls = [last.opened.registered] if last.opened else []
        rolls += [event.registered for event in _protocols(events)]
        before = [number for number in dict.fromkeys(rolls) if number not in (0, last.registered)]
        rows = (_own(station, "registered|total"), *_areas(station, "registered|total"))
        return Share(
            station.id,
            ROLL,
            dict.fromkeys(rows, last.registered) if events else {},
            [dict.fromkeys(rows, number) for number in before],
        )

    def _turnout(self, station: Station) -> Share:
        """The turnout; some reports may not count: all after some moment, or a single one."""
        last = LastWord.of(self._events(station))
        reports: list[TurnoutReported | StationClosed] = [*self._hourly(station)]
        if last.closed is not None:
            reports.append(last.closed)
        reports.sort(key=lambda report: report.seq)
        standing = self._voters(station, reports)
        return Share(
            station.id, TURNOUT, standing, Later(lambda: self._earlier(station, reports, standing))
        )

    def _earlier(
        self,
        station: Station,
        reports: Sequence[TurnoutReported | StationClosed],
        standing: Mapping[str, int],
    ) -> list[Mapping[str, int]]:
        """Return what the turnout was before the last reports, and what it is without a single."""
        states = [reports[:number] for number in range(1, len(reports))]
        states += [[*reports[:at], *reports[at + 1 :]] for at in range(len(reports) - 1)]
        before: dict[tuple[int, ...], Mapping[str, int]] = {}
        for state in states:
            rows = self._voters(station, state)
            if rows and rows != standing:
                before.setdefault(tuple(rows.values()), rows)
        return list(before.values())

    def _hourly(self, station: Station) -> list[TurnoutReported]:
        """Return the hourly reports that count, of those under one number one."""
        numbers: dict[int, list[AnyEvent]] = {}
        for event in self._events(station):
            numbers.setdefault(event.seq, []).append(event)
        return [
            report for events in numbers.values() for report in LastWord.of(events).hours.values()
        ]

    def _voters(
        self, station: Station, reports: Sequence[TurnoutReported | StationClosed]
    ) -> dict[str, int]:
        """Return the turnout by some reports, ascending by number."""
        if not reports:
            return {}
        hours: dict[datetime, int] = {}
        closed: StationClosed | None = None
        for report in reports:
            if isinstance(report, TurnoutReported):
                hours[moment_of(report.as_of)] = report.voters
            else:
                closed = report
        course = sorted(hours.items())
        moments = [moment for moment, _ in course]
        figures = [0, *(voters for _, voters in course)]
        if closed is not None:
            moments.append(
                max(moment_of(closed.at), *moments[-1:]) if moments else moment_of(closed.at)
            )
            figures.append(closed.voters)
        rows = dict.fromkeys(
            (_own(station, "voters|total"), *_areas(station, "voters|total")), figures[-1]
        )
        for key, moment in self._bulletins:
            by_then = figures[bisect_right(moments, moment)]
            rows |= dict.fromkeys(_areas(station, f"voters|{key}"), by_then)
        return rows

    def _protocol(self, station: Station, contest: Contest) -> Share:
        """The protocol of a contest, and all that it superseded."""
        events = self._events(station)
        standing = LastWord.of(events).counts.get(contest.id)
        if standing is None:
            return Share(station.id, PROTOCOL, {})
        here = self._counted(station, contest, standing)
        before: list[Mapping[str, int]] = []
        for count in sorted(_protocols(events), key=lambda count: (count.version, count.seq)):
            if count.contest == contest.id:
                rows = self._counted(station, contest, count)
                if rows != here and rows not in before:
                    before.append(rows)
        return Share(station.id, PROTOCOL, here, before)

    def _counted(
        self, station: Station, contest: Contest, count: CountReported
    ) -> Mapping[str, int]:
        """Return what a protocol adds to the figures."""
        names = {
            one.id: (one.nominated_by, f"{one.nominated_by}:{one.name}")
            for one in self._election.candidates_of[contest.id]
        }
        own = f"station:{station.id}|{station.region}|{contest.id}"
        whole = f"contest|{contest.region}|{contest.id}"
        areas = (_NATION, f"region|{contest.region}")
        rows: Counter[str] = Counter()
        rows[f"{whole}|registered|total"] += count.registered
        for place in (own, whole, *(f"{area}|" for area in areas)):
            rows[f"{place}|ballots|total"] += count.found
            rows[f"{place}|votes|{AGAINST_ALL}"] += count.against_all
            rows[f"{place}|votes|{INVALID}"] += count.invalid
        for candidate, number in count.votes.items():
            nomination, name = names.get(candidate, (_UNKNOWN, f"{_UNKNOWN}:{candidate}"))
            rows[f"{own}|votes|{candidate}"] += number
            rows[f"{whole}|votes|{name}"] += number
            for area in areas:
                rows[f"{area}||votes|{nomination}"] += number
        return rows


def _protocols(events: Iterable[AnyEvent]) -> list[CountReported]:
    return [event for event in events if isinstance(event, CountReported)]


def _areas(station: Station, figure: str) -> tuple[str, str]:
    """Return the rows of the nation and the region for a figure."""
    return f"{_NATION}||{figure}", f"region|{station.region}||{figure}"


def _own(station: Station, figure: str) -> str:
    return f"station:{station.id}|{station.region}||{figure}"
