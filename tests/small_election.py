"""A small election for tests: two regions, two contests, five stations, and its voices."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from config.election import (
    Calendar,
    Candidate,
    Contest,
    District,
    Election,
    Names,
    Party,
    Region,
    Reporter,
    Station,
)
from stream import events
from stream.keys import KeyRing
from stream.partition import partition
from stream.record import Record
from stream.roster import Roster

RUN = "calm-1"
OPEN = datetime(2021, 7, 25, 1, 0, tzinfo=UTC)
KEYS = KeyRing({1: b"0" * 32}, 1)


def _name(text: str) -> Names:
    return Names(en=text, kk=text, ru=text)


def _station(number: int, region: str, contests: tuple[str, ...], registered: int) -> Station:
    return Station(
        id=f"{region}-{number:04d}",
        number=number,
        region=region,
        district=f"{region}-d",
        contests=contests,
        name=_name(f"Station {number}"),
        registered=registered,
        illustrative=True,
    )


def small_election() -> Election:
    """Two contests: `east-a` at three stations, `west-b` at two."""
    regions = (("east", "+06:00"), ("west", "+05:00"))
    return Election(
        id="small",
        date=date(2021, 7, 25),
        name=_name("Small election"),
        sources=("made for the tests",),
        calendar=Calendar(
            polls_open=time(7),
            polls_close=time(20),
            official_offset="+06:00",
            bulletins=(time(10), time(20)),
            preliminary=time(21),
            count_hours=12,
            results_days=3,
            registration_days=7,
        ),
        contests_announced=2,
        station_cap=3000,
        parties=tuple(
            Party(id=id_, short=id_, colour="#123456", name=_name(id_))
            for id_ in ("blue", "green", "independent")
        ),
        reporters=(
            Reporter(id="reporter-observers", role="observer"),
            Reporter(id="reporter-commission", role="commission"),
        ),
        regions=tuple(
            Region(
                id=id_,
                name=_name(id_),
                iso=id_,
                kato=id_,
                timezone="Asia/Almaty",
                utc_offset=offset,
            )
            for id_, offset in regions
        ),
        districts=tuple(
            District(id=f"{id_}-d", region=id_, name=_name(id_), illustrative=True)
            for id_, _ in regions
        ),
        contests=tuple(
            Contest(
                id=id_,
                region=region,
                district=f"{region}-d",
                name=_name(id_),
                kind="village",
                illustrative=True,
            )
            for id_, region in (("east-a", "east"), ("west-b", "west"))
        ),
        candidates=tuple(
            Candidate(
                contest=contest,
                id=id_,
                name=f"Candidate {id_}",
                nominated_by=party,
                party=party,
                national_party=national,
                illustrative=True,
            )
            for contest in ("east-a", "west-b")
            for id_, party, national in (
                ("c1", "blue", "blue"),
                ("c2", "green", "green"),
                ("c3", "independent", "blue"),
            )
        ),
        stations=(
            _station(1, "east", ("east-a",), 300),
            _station(2, "east", ("east-a",), 200),
            _station(3, "east", ("east-a",), 100),
            _station(4, "west", ("west-b",), 250),
            _station(5, "west", ("west-b",), 150),
        ),
    )


ELECTION = small_election()

TIMED = Roster.of(ELECTION, RUN)
"""With polling hours: what is early, late or overdue is noticed."""

ROSTER = Roster(ELECTION.id, RUN, TIMED.partitions, TIMED.by_row, TIMED.units, TIMED.races.values())
"""Without polling hours: for tests that look at something else."""

LATER = int((OPEN + timedelta(days=2)).timestamp()) * 1000
"""When records begin to be received, milliseconds: later than anything is dated."""

BALLOT = ("c1", "c2", "c3")


class Voice:
    """Speaks for one source: makes its events with rising numbers."""

    def __init__(self, source: str, run: str = RUN) -> None:
        self.common = {"v": 1, "election": "small", "run": run, "source": source}
        self.seq = 0

    def _next(self, hours: float, seq: int | None) -> dict:
        self.seq = self.seq + 1 if seq is None else seq
        at = (OPEN + timedelta(hours=hours, minutes=1)).isoformat()
        return {**self.common, "seq": self.seq, "at": at}

    def opened(self, registered: int = 300, seq: int | None = None) -> events.StationOpened:
        return events.StationOpened(
            **self._next(0, seq), registered=registered, ballots_received=registered
        )

    def turnout(self, hour: int, voters: int, seq: int | None = None) -> events.TurnoutReported:
        as_of = (OPEN + timedelta(hours=hour)).isoformat()
        return events.TurnoutReported(**self._next(hour, seq), as_of=as_of, voters=voters)

    def closed(self, voters: int, queued: int = 0, seq: int | None = None) -> events.StationClosed:
        return events.StationClosed(**self._next(13, seq), voters=voters, queued=queued)

    def counted(
        self,
        votes: dict[str, int],
        *,
        contest: str = "east-a",
        version: int = 1,
        seq: int | None = None,
        **changed: int,
    ) -> events.CountReported:
        """State a protocol that adds up, apart from what is changed."""
        invalid, against_all = changed.pop("invalid", 0), changed.pop("against_all", 0)
        found = sum(votes.values()) + invalid + against_all
        source = TIMED.sources.get(self.common["source"])
        figures = {
            "registered": source.registered if source else 300,
            "issued": found,
            "issued_home": 0,
            "spoiled": 0,
            "found_station": found,
            "found_home": 0,
        } | changed
        used = figures["issued"] + figures["spoiled"]
        figures = {"unused": max(0, 300 - used)} | figures
        figures = {"ballots_received": used + figures["unused"]} | figures
        stated = dict.fromkeys(BALLOT, 0) if contest in TIMED.races else {}
        return events.CountReported(
            **self._next(15, seq),
            contest=contest,
            version=version,
            votes=stated | votes,
            invalid=invalid,
            against_all=against_all,
            **figures,
        )

    def withdrawn(self, contest: str, candidate: str) -> events.CandidateWithdrawn:
        return events.CandidateWithdrawn(
            **self._next(0, None), contest=contest, candidate=candidate, ground="tax return"
        )

    def incident(self) -> events.IncidentReported:
        return events.IncidentReported(
            **self._next(3, None),
            category="campaign-material",
            scope="region",
            place="east",
            role="observer",
        )


def record(event: events.AnyEvent, received: int = 0, **changed: object) -> Record:
    """Deliver an event as it should be, `received` milliseconds after `LATER`; `changed` is not."""
    value = events.encode(event)
    fields = {
        "received": LATER + received,
        "partition": partition(event.source, ROSTER.partitions),
        "key": event.source,
        "key_id": KEYS.key_id(event.source),
        "mac": KEYS.mac(event.source, value),
        "value": value,
    }
    return Record(**(fields | changed))


def record_at(event: events.AnyEvent, moment: int) -> Record:
    """Deliver an event as it should be, at a moment in milliseconds since 1970 UTC."""
    return record(event, moment - LATER)


def quiet_day(station: str, registered: int, contest: str, votes: dict[str, int]) -> list:
    """All events of a station without mistakes, five hourly reports among them."""
    voice, total = Voice(station), sum(votes.values())
    hourly = [voice.turnout(hour, total * hour // 13) for hour in (1, 3, 5, 8, 13)]
    opened = voice.opened(registered, seq=1)
    events_of_day = [opened]
    for seq, event in enumerate(hourly, start=2):
        events_of_day.append(type(event)(**{**_fields(event), "seq": seq}))
    voice.seq = len(events_of_day)
    events_of_day.append(voice.closed(total))
    events_of_day.append(voice.counted(votes, contest=contest, registered=registered))
    return events_of_day


def _fields(event: events.AnyEvent) -> dict:
    return {name: getattr(event, name) for name in event.__struct_fields__}
