"""Second stage: sums of all parts in; contests, districts, regions, nation and seats out.

A part is what one station stage holds (a partition, or everything). Its sums are
absolute: newer ones of the same part and unit replace the older.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct, field

from config.election import AGAINST_ALL, INVALID
from stream.roster import Race, Roster, Unit
from stream.standing import Standing, standing
from stream.tally import ContestSums, CountSums, Sums, add_to

UNKNOWN: Final = "unknown"
_NOTHING: Final = Sums()


class ContestTally(Struct):
    """One contest: its protocols added up, and where it stands.

    `votes` has every candidate by id, also those without votes.
    """

    race: Race
    count: CountSums
    votes: dict[str, int]
    standing: Standing

    @classmethod
    def of(cls, race: Race, sums: ContestSums, withdrawn: Container[str]) -> ContestTally:
        """Judge a contest by its protocols; who is withdrawn cannot win."""
        total = sums.total
        where = standing(sums, race.candidates, withdrawn, race.stations, race.registered, total)
        votes = dict.fromkeys(race.candidates, 0) | total.votes
        return cls(race, total, votes, where)

    @property
    def parties(self) -> tuple[str | None, str | None, str | None]:
        """The winner's party as nation, region and district see it; None without a winner."""
        if not self.standing.winner:
            return None, None, None
        winner = self.race.candidates[self.standing.winner]
        return winner.national_party, winner.party, winner.party

    @property
    def ballots(self) -> int:
        """Ballots found."""
        return self.count.found

    @property
    def counted(self) -> int:
        """Stations counted."""
        return self.count.stations


class AreaTally(Struct):
    """The nation, a region or a district.

    Attributes:
        stations, roll: stations and voters on the lists by the definition.
        opened, reporting, closed, counted: stations that said so.
        registered: voters on the lists as the stations state them.
        turnout: new voters by moment (seconds since 1970 UTC).
        protocols: protocols added up; a station with two contests gives two.
        ballots, ballots_roll: ballots found, and the rolls of the protocols that say so.
        for_candidates: votes by nomination, of those that have any.
        against_all, invalid: ballots.
        seats: decided contests by party (nation: by national party).
        contests, decided, called: contests, those all counted, those called for certain.
    """

    stations: int = 0
    roll: int = 0
    opened: int = 0
    reporting: int = 0
    closed: int = 0
    counted: int = 0
    registered: int = 0
    turnout: dict[float, int] = field(default_factory=dict)
    protocols: int = 0
    ballots: int = 0
    ballots_roll: int = 0
    for_candidates: dict[str, int] = field(default_factory=dict)
    against_all: int = 0
    invalid: int = 0
    seats: dict[str, int] = field(default_factory=dict)
    contests: int = 0
    decided: int = 0
    called: int = 0

    @property
    def voters(self) -> int:
        """Voters who had received a ballot by the latest reports."""
        return sum(self.turnout.values())

    def voters_by(self, moment: datetime) -> int:
        """Voters who had received a ballot by `moment`."""
        until = moment.timestamp()
        return sum(voters for at, voters in self.turnout.items() if at <= until)

    def voters_by_each(self, moments: Iterable[float]) -> list[int]:
        """Return the voters by each of some moments (seconds since 1970 UTC, ascending)."""
        reported = sorted(self.turnout.items(), reverse=True)
        found: list[int] = []
        voters = 0
        for until in moments:
            while reported and reported[-1][0] <= until:
                voters += reported.pop()[1]
            found.append(voters)
        return found

    @property
    def votes(self) -> dict[str, int]:
        """Votes by nomination; with against-all and invalid once there is a protocol."""
        if not self.protocols:
            return {}
        besides = {AGAINST_ALL: self.against_all, INVALID: self.invalid}
        return self.for_candidates | besides

    def __iadd__(self, other: AreaTally) -> AreaTally:
        self.stations += other.stations
        self.roll += other.roll
        self.opened += other.opened
        self.reporting += other.reporting
        self.closed += other.closed
        self.counted += other.counted
        self.registered += other.registered
        self.protocols += other.protocols
        self.ballots += other.ballots
        self.ballots_roll += other.ballots_roll
        self.against_all += other.against_all
        self.invalid += other.invalid
        self.contests += other.contests
        self.decided += other.decided
        self.called += other.called
        for moment, voters in other.turnout.items():
            add_to(self.turnout, moment, voters)
        for nomination, votes in other.for_candidates.items():
            add_to(self.for_candidates, nomination, votes)
        for party, seats in other.seats.items():
            add_to(self.seats, party, seats)
        return self

    def enter(self, sums: Sums, unit: Unit, races: Mapping[str, Race]) -> None:
        """Add the sums of a unit."""
        self.replace(_NOTHING, sums, unit, races)

    def replace(self, before: Sums, now: Sums, unit: Unit, races: Mapping[str, Race]) -> None:
        """Take sums of a unit in place of others that were added before."""
        self.opened += now.opened - before.opened
        self.reporting += now.reporting - before.reporting
        self.closed += now.closed - before.closed
        self.counted += now.counted - before.counted
        self.registered += now.registered - before.registered
        if now.turnout != before.turnout:
            self._replace_turnout(before.turnout, now.turnout)
        for contest in unit.contests if before.contests or now.contests else ():
            had, has = before.contests.get(contest), now.contests.get(contest)
            if had != has:
                if had is not None:
                    self._combine_count(had.total, races[contest], -1)
                if has is not None:
                    self._combine_count(has.total, races[contest], 1)

    def _replace_turnout(self, before: Mapping[float, int], now: Mapping[float, int]) -> None:
        for moment, voters in now.items():
            if voters != before.get(moment, 0):
                add_to(self.turnout, moment, voters - before.get(moment, 0))
        for moment in before.keys() - now.keys():
            add_to(self.turnout, moment, -before[moment])

    def _combine_count(self, count: CountSums, race: Race, sign: int) -> None:
        self.protocols += sign * count.stations
        self.ballots += sign * count.found
        self.ballots_roll += sign * count.registered
        self.against_all += sign * count.against_all
        self.invalid += sign * count.invalid
        for candidate, number in count.votes.items():
            known = race.candidates.get(candidate)
            nomination = known.nominated_by if known else UNKNOWN
            add_to(self.for_candidates, nomination, sign * number)

    def move_contest(self, contest: ContestTally, party: str | None, sign: int) -> None:
        """Add a contest (1) or take it out again (-1), with its winner's party if it has one."""
        self.contests += sign
        self.called += sign * contest.standing.certain
        if contest.standing.decision != "open":
            self.decided += sign
        if party is not None:
            add_to(self.seats, party, sign)


class Tallies(Struct):
    """All that is known at one moment."""

    nation: AreaTally
    regions: dict[str, AreaTally]
    districts: dict[str, AreaTally]
    contests: dict[str, ContestTally]

    @classmethod
    def of(cls, roster: Roster) -> Tallies:
        """Return what is known before the first report; no contest is in it yet."""
        tallies = cls(AreaTally(), {}, {}, {})
        for unit in roster.units:
            stations, roll = roster.sizes[unit.index]
            for area in tallies.areas_of(unit):
                area.stations += stations
                area.roll += roll
        return tallies

    def areas_of(self, place: Unit | Race) -> tuple[AreaTally, AreaTally, AreaTally]:
        """Return the nation, the region and the district of a unit or a contest."""
        region = self.regions.get(place.region)
        if region is None:
            region = self.regions[place.region] = AreaTally()
        district = self.districts.get(place.district)
        if district is None:
            district = self.districts[place.district] = AreaTally()
        return self.nation, region, district

    def enter(self, contest: ContestTally) -> None:
        """Take a contest in, with its areas."""
        self.contests[contest.race.id] = contest
        for area, party in zip(self.areas_of(contest.race), contest.parties, strict=True):
            area.move_contest(contest, party, 1)

    def take_out(self, contest: ContestTally) -> None:
        """Take a contest out again that was taken in before."""
        del self.contests[contest.race.id]
        for area, party in zip(self.areas_of(contest.race), contest.parties, strict=True):
            area.move_contest(contest, party, -1)


class ContestStage:
    """Adds up the parts."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._parts: dict[str, Mapping[int, Sums]] = {}
        self._withdrawn: dict[str, Iterable[tuple[str, str]]] = {}

    def take(
        self, part: str, sums: Mapping[int, Sums], withdrawn: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Take the sums of a part by unit index, in place of those it had."""
        self._parts[part] = sums
        self._withdrawn[part] = withdrawn

    def result(self) -> Tallies:
        """Return the tallies of what was taken so far."""
        tallies = Tallies.of(self._roster)
        for part in self._parts.values():
            for index, sums in part.items():
                if index >= 0:
                    unit = self._roster.units[index]
                    for area in tallies.areas_of(unit):
                        area.enter(sums, unit, self._roster.races)
        contests = self._contests()
        withdrawn = by_contest(self._withdrawn.values())
        for race in self._roster.races.values():
            protocols = contests.get(race.id) or ContestSums()
            tallies.enter(ContestTally.of(race, protocols, withdrawn.get(race.id, ())))
        return tallies

    def _contests(self) -> dict[str, ContestSums]:
        contests: dict[str, ContestSums] = {}
        for part in self._parts.values():
            for sums in part.values():
                for contest, mine in sums.contests.items():
                    if contest not in contests:
                        contests[contest] = ContestSums()
                    contests[contest] += mine
        return contests


def by_contest(parts: Iterable[Iterable[tuple[str, str]]]) -> dict[str, set[str]]:
    """Return the candidates taken off the ballot by contest; of each part (contest, candidate)."""
    found: dict[str, set[str]] = {}
    for names in parts:
        for contest, candidate in names:
            found.setdefault(contest, set()).add(candidate)
    return found
