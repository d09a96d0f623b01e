"""Second stage: sums of all parts in; contests, districts, regions, nation and seats out.

A part is what one station stage holds (a partition, or everything). Its sums are
absolute: newer ones of the same part and unit replace the older.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct, field

from config.election import AGAINST_ALL, INVALID
from stream.roster import Race, Roster, Unit
from stream.standing import Standing, standing
from stream.tally import ContestSums, CountSums, Sums

UNKNOWN = "unknown"


class ContestTally(Struct):
    """One contest: its protocols added up, and where it stands.

    `votes` has every candidate by id, also those without votes.
    """

    race: Race
    count: CountSums
    votes: dict[str, int]
    standing: Standing

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
        ballots, ballots_roll: ballots found, and the rolls of the protocols that say so.
        votes: by nomination, with against-all and invalid.
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
    ballots: int = 0
    ballots_roll: int = 0
    votes: dict[str, int] = field(default_factory=dict)
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

    def enter(self, sums: Sums, unit: Unit, races: Mapping[str, Race]) -> None:
        """Add the sums of a unit."""
        self.opened += sums.opened
        self.reporting += sums.reporting
        self.closed += sums.closed
        self.counted += sums.counted
        self.registered += sums.registered
        for moment, voters in sums.turnout.items():
            total = self.turnout.get(moment, 0) + voters
            if total:
                self.turnout[moment] = total
            else:
                self.turnout.pop(moment, None)  # equal sums are equal, in parts or whole
        for contest in unit.contests:
            if contest in sums.contests:
                self._enter_count(sums.contests[contest].total, races[contest])

    def _enter_count(self, count: CountSums, race: Race) -> None:
        self.ballots += count.found
        self.ballots_roll += count.registered
        votes = self.votes
        for candidate, number in count.votes.items():
            known = race.candidates.get(candidate)
            party = known.nominated_by if known else UNKNOWN
            votes[party] = votes.get(party, 0) + number
        votes[AGAINST_ALL] = votes.get(AGAINST_ALL, 0) + count.against_all
        votes[INVALID] = votes.get(INVALID, 0) + count.invalid

    def enter_contest(self, standing: Standing, party: str | None) -> None:
        """Add one contest, with the party of its winner where it has one."""
        self.contests += 1
        self.called += standing.certain
        if standing.decision != "open":
            self.decided += 1
        if party is not None:
            self.seats[party] = self.seats.get(party, 0) + 1


class Tallies(Struct):
    """All that is known at one moment."""

    nation: AreaTally
    regions: dict[str, AreaTally]
    districts: dict[str, AreaTally]
    contests: dict[str, ContestTally]


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
        tallies = self._areas()
        contests = self._contests()
        withdrawn: dict[str, set[str]] = {}
        for names in self._withdrawn.values():
            for contest, candidate in names:
                withdrawn.setdefault(contest, set()).add(candidate)
        for race in self._roster.races.values():
            sums = contests.get(race.id) or ContestSums()
            total = sums.total
            where = standing(
                sums, race.candidates, withdrawn.get(race.id, ()), race.stations, race.registered
            )
            votes = {candidate: total.votes.get(candidate, 0) for candidate in race.candidates}
            tallies.contests[race.id] = ContestTally(race, total, votes | total.votes, where)
            winner = race.candidates[where.winner] if where.winner else None
            party = winner.party if winner else None
            tallies.districts[race.district].enter_contest(where, party)
            tallies.regions[race.region].enter_contest(where, party)
            tallies.nation.enter_contest(where, winner.national_party if winner else None)
        return tallies

    def _areas(self) -> Tallies:
        tallies = Tallies(AreaTally(), {}, {}, {})
        for unit in self._roster.units:
            stations, roll = self._roster.sizes[unit.index]
            for area in _areas_of(tallies, unit):
                area.stations += stations
                area.roll += roll
        for race in self._roster.races.values():
            tallies.regions.setdefault(race.region, AreaTally())
            tallies.districts.setdefault(race.district, AreaTally())
        for part in self._parts.values():
            for index, sums in part.items():
                if index >= 0:
                    unit = self._roster.units[index]
                    for area in _areas_of(tallies, unit):
                        area.enter(sums, unit, self._roster.races)
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


def _areas_of(tallies: Tallies, unit: Unit) -> tuple[AreaTally, AreaTally, AreaTally]:
    region = tallies.regions.get(unit.region)
    if region is None:
        region = tallies.regions[unit.region] = AreaTally()
    district = tallies.districts.get(unit.district)
    if district is None:
        district = tallies.districts[unit.district] = AreaTally()
    return tallies.nation, region, district
