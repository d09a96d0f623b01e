"""What a perfect pipeline makes of what was delivered: the oracle of the tallies.

Computed here from the statements with nothing but sums, and apart from the code
it judges: none of `stream`'s folding is used (only the digest that decides between two
statements, which is part of the contract). Rows are named as in
`tallies.csv`, "scope|region|contest|metric|key".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

import msgspec

from config.election import AGAINST_ALL, INVALID, Contest, Election, Station
from stream.events import (
    AnyEvent,
    CountReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
)
from stream.ledger import digest, statement_of

Rows: TypeAlias = Counter[str]
Heard: TypeAlias = Mapping[str, Sequence[tuple[int, AnyEvent]]]
"""By source: receive time (milliseconds) and statement, in the order of arrival."""


_ANY_MOMENT: Final = "1970-01-01T00:00:00Z"
_UNKNOWN: Final = "unknown"

moment_of = datetime.fromisoformat
"""Read a moment as the contract writes it."""


@dataclass(slots=True)
class LastWord:
    """What stands of a station's statements at the end."""

    opened: StationOpened | None = None
    closed: StationClosed | None = None
    hours: dict[datetime, TurnoutReported] = field(default_factory=dict)
    counts: dict[str, CountReported] = field(default_factory=dict)

    @classmethod
    def of(cls, statements: Iterable[AnyEvent]) -> LastWord:
        """Take the statements in any order; the highest number (or version) stands.

        Of two under one number, or two protocols of one version, that with the smaller digest.
        """
        last = cls()
        for event in _one_a_number(statements):
            if isinstance(event, TurnoutReported):
                last.hours[moment_of(event.as_of)] = event
            elif isinstance(event, CountReported):
                before = last.counts.get(event.contest)
                if before is None or _supersedes(event, before):
                    last.counts[event.contest] = event
            elif isinstance(event, StationOpened):
                last.opened = event
            elif isinstance(event, StationClosed):
                last.closed = event
        return last

    @property
    def registered(self) -> int:
        """The roll, by the protocols once there are any."""
        if self.counts:
            return max(count.registered for count in self.counts.values())
        return self.opened.registered if self.opened else 0

    def voters_by(self, moment: datetime) -> int:
        """Voters by the latest figure that speaks of `moment` or earlier.

        The closing speaks of the moment it is dated, and of nothing before the last hour.
        """
        by_then = [as_of for as_of in self.hours if as_of <= moment]
        if self.closed is not None and max((moment_of(self.closed.at), *self.hours)) <= moment:
            return self.closed.voters
        return self.hours[max(by_then)].voters if by_then else 0

    @property
    def voters(self) -> int:
        """Voters by the latest figure of all."""
        if self.closed is not None:
            return self.closed.voters
        return self.hours[max(self.hours)].voters if self.hours else 0


def _one_a_number(statements: Iterable[AnyEvent]) -> list[AnyEvent]:
    """Return the statements that stand, in the order of their numbers."""
    standing: dict[int, AnyEvent] = {}
    for event in statements:
        rival = standing.setdefault(event.seq, event)
        if rival != event and digest(statement_of(event)) < digest(statement_of(rival)):
            standing[event.seq] = event
    return [standing[seq] for seq in sorted(standing)]


def _supersedes(count: CountReported, other: CountReported) -> bool:
    """Say whether a protocol stands in place of another of its contest."""
    if count.version != other.version:
        return count.version > other.version
    # What two of one version have to agree on is what they say, not when.
    mine, theirs = (
        digest(msgspec.structs.replace(one, seq=1, at=_ANY_MOMENT)) for one in (count, other)
    )
    return mine < theirs


def expected_tally(election: Election, regions: Iterable[str], heard: Heard) -> Rows:
    """Return the figures of some regions and their stations, and their share of the nation's.

    Shares of regions that have none in common add up to the tally of them all.
    """
    rows: Rows = Counter()
    among = set(regions)
    stations = [station for station in election.stations if station.region in among]
    words = {
        station.id: LastWord.of(event for _, event in heard.get(station.id, ()))
        for station in stations
    }
    silent = {station.id for station in stations if not heard.get(station.id)}
    _turnout(rows, election, stations, words, silent)
    hosts: dict[str, list[LastWord]] = {}
    for station in stations:
        for held in station.contests:
            hosts.setdefault(held, []).append(words[station.id])
    for contest in election.contests:
        if contest.region in among:
            last_words = hosts.get(contest.id, ())
            _contest(rows, election, contest, [last.counts.get(contest.id) for last in last_words])
    return rows


def _turnout(
    rows: Rows,
    election: Election,
    stations: Sequence[Station],
    words: Mapping[str, LastWord],
    silent: set[str],
) -> None:
    bulletins = [
        (moment.astimezone(election.official_zone).strftime("%H:%M"), moment)
        for moment in election.bulletin_times()
    ]
    for station in stations:
        last = words[station.id]
        if station.id not in silent:
            _station(rows, station, last)
        voters_by = {key: last.voters_by(moment) for key, moment in bulletins}
        for area in ("national|", f"region|{station.region}"):
            rows[f"{area}||polling_stations|total"] += station.id not in silent
            rows[f"{area}||registered|total"] += last.registered
            rows[f"{area}||voters|total"] += last.voters
            for key, voters in voters_by.items():
                rows[f"{area}||voters|{key}"] += voters


def _station(rows: Rows, station: Station, last: LastWord) -> None:
    where = f"station:{station.id}|{station.region}"
    rows[f"{where}||registered|total"] += last.registered
    rows[f"{where}||voters|total"] += last.voters
    for contest, count in last.counts.items():
        rows[f"{where}|{contest}|ballots|total"] += count.found_station + count.found_home
        for candidate, number in count.votes.items():
            rows[f"{where}|{contest}|votes|{candidate}"] += number
        rows[f"{where}|{contest}|votes|{AGAINST_ALL}"] += count.against_all
        rows[f"{where}|{contest}|votes|{INVALID}"] += count.invalid


def _contest(
    rows: Rows,
    election: Election,
    contest: Contest,
    protocols: Sequence[CountReported | None],
) -> None:
    counts = [count for count in protocols if count is not None]
    candidates = election.candidates_of[contest.id]
    areas = ("national|", f"region|{contest.region}")
    where = f"contest|{contest.region}|{contest.id}"
    found = sum(count.found_station + count.found_home for count in counts)
    against = sum(count.against_all for count in counts)
    invalid = sum(count.invalid for count in counts)
    rows[f"{where}|registered|total"] += sum(count.registered for count in counts)
    rows[f"{where}|ballots|total"] += found
    for area in areas:
        rows[f"{area}||ballots|total"] += found
        rows[f"{area}||seats|total"] += 0
    votes: dict[str, int] = {}
    _strangers(rows, areas, where, counts, {candidate.id for candidate in candidates})
    for candidate in candidates:
        number = votes[candidate.id] = sum(count.votes.get(candidate.id, 0) for count in counts)
        rows[f"{where}|votes|{candidate.nominated_by}:{candidate.name}"] += number
        for area in areas:
            rows[f"{area}||votes|{candidate.nominated_by}"] += number
    for target in (where, *(f"{area}|" for area in areas)):
        rows[f"{target}|votes|{AGAINST_ALL}"] += against
        rows[f"{target}|votes|{INVALID}"] += invalid
    if len(counts) < len(protocols):
        return
    most = max(votes.values())
    first = [candidate for candidate in candidates if votes[candidate.id] == most]
    if len(first) == 1 and most > against:
        (winner,) = first
        rows[f"{where}|elected|{winner.nominated_by}:{winner.name}"] += 1
        for area, party in zip(areas, (winner.national_party, winner.party), strict=True):
            rows[f"{area}||seats|{party}"] += 1
            rows[f"{area}||seats|total"] += 1


def _strangers(
    rows: Rows,
    areas: Iterable[str],
    where: str,
    counts: Iterable[CountReported],
    known: set[str],
) -> None:
    """Enter votes for names that are on no ballot of the contest."""
    for count in counts:
        for name, number in count.votes.items():
            if name not in known:
                rows[f"{where}|votes|{_UNKNOWN}:{name}"] += number
                for area in areas:
                    rows[f"{area}||votes|{_UNKNOWN}"] += number
