"""Tallies as a table: one figure a row, named as in the published figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from config.election import AGAINST_ALL, INVALID, Election
from stream import bulletin
from stream.contest_stage import AreaTally, ContestTally, Tallies
from stream.percent import percent
from stream.roster import Race
from stream.station import StationState

TOTAL: Final = "total"

Name: TypeAlias = tuple[str, str]
"""What is told of a place: metric and key."""

Number: TypeAlias = int | tuple[int, int]
"""What a value is made of: a number, or a part and the whole it is per cent of."""

_SEATS: Final = ("seats", TOTAL)
_COUNTED: Final = ("stations_counted", TOTAL)
_REGISTERED: Final = ("registered", TOTAL)
_VOTERS: Final = ("voters", TOTAL)
_BALLOTS: Final = ("ballots", TOTAL)
_TURNOUT: Final = ("turnout_pct", TOTAL)
_AGAINST_ALL: Final = ("votes", AGAINST_ALL)
_INVALID: Final = ("votes", INVALID)


class Row(NamedTuple):
    """One figure: where, what, of whom, how much. Percentages have two decimals."""

    scope: str
    region: str
    contest: str
    metric: str
    key: str
    value: str


class Place(NamedTuple):
    """Where figures stand: the columns of a row that all figures of one place share."""

    scope: str
    region: str
    contest: str


NATION: Final = Place("national", "", "")


class Hour(NamedTuple):
    """An hour of a bulletin.

    Attributes:
        at: the moment, seconds since 1970 UTC.
        voters, turnout: names of its figures.
    """

    at: float
    voters: Name
    turnout: Name


def hours(election: Election) -> tuple[Hour, ...]:
    """Return the hours that the turnout is published of, ascending."""
    return tuple(
        Hour(at.timestamp(), ("voters", key), ("turnout_pct", key))
        for key, at in bulletin.hours(election)
    )


def rows(
    election: Election, tallies: Tallies, stations: Iterable[StationState] = ()
) -> Iterator[Row]:
    """Yield all figures, from the nation down to the stations.

    Scopes are `national`, `region`, `district:ID`, `contest` and `station:ID`.
    """
    of_bulletins = hours(election)
    for place, area in areas(election, tallies):
        yield from _rows(place, area_numbers(area, of_bulletins))
    for tally in tallies.contests.values():
        yield from _rows(place_of(tally.race), contest_numbers(tally))
    for state in sorted(stations, key=lambda state: state.source.id):
        if state.source.unit is not None:
            yield from _station(state, state.source.unit.region)


def areas(election: Election, tallies: Tallies) -> Iterator[tuple[Place, AreaTally]]:
    """Yield the nation, the regions and the districts, as far as they have stations."""
    yield NATION, tallies.nation
    for region in election.regions:
        if region.id in tallies.regions:
            yield Place("region", region.id, ""), tallies.regions[region.id]
    for district in election.districts:
        if district.id in tallies.districts:
            place = Place(f"district:{district.id}", district.region, "")
            yield place, tallies.districts[district.id]


def place_of(race: Race) -> Place:
    """Return where the figures of a contest stand."""
    return Place("contest", race.region, race.id)


def area_numbers(area: AreaTally, published: Sequence[Hour]) -> Iterator[tuple[Name, Number]]:
    """Yield the figures of the nation, a region or a district, with the turnout by hour."""
    yield ("polling_stations", TOTAL), area.reporting
    yield ("stations_opened", TOTAL), area.opened
    yield ("stations_closed", TOTAL), area.closed
    yield _COUNTED, area.counted
    yield _REGISTERED, area.registered
    yield _VOTERS, area.voters
    yield _BALLOTS, area.ballots
    yield ("contests", TOTAL), area.contests
    yield ("contests_decided", TOTAL), area.decided
    yield ("contests_called", TOTAL), area.called
    yield _TURNOUT, (area.ballots, area.ballots_roll)
    for party, number in sorted(area.votes.items()):
        yield ("votes", party), number
    yield _SEATS, sum(area.seats.values())
    for party, number in sorted(area.seats.items()):
        yield ("seats", party), number
    of_hours = area.voters_by_each([hour.at for hour in published])
    for hour, voters in zip(published, of_hours, strict=True):
        yield hour.voters, voters
        yield hour.turnout, (voters, area.roll)


def contest_numbers(tally: ContestTally) -> Iterator[tuple[Name, Number]]:
    """Yield the figures of a contest."""
    count, race = tally.count, tally.race
    yield _COUNTED, count.stations
    yield _REGISTERED, count.registered
    yield _BALLOTS, count.found
    yield _TURNOUT, (count.found, count.registered)
    for candidate, number in tally.votes.items():
        yield ("votes", name_of(candidate, race)), number
    yield _AGAINST_ALL, count.against_all
    yield _INVALID, count.invalid
    if tally.standing.winner:
        yield ("elected", name_of(tally.standing.winner, race)), 1


def value_of(number: Number) -> str:
    """Return the value of a figure as it stands in a row."""
    return percent(*number) if isinstance(number, tuple) else str(number)


def name_of(candidate: str, race: Race) -> str:
    """Return the name of a candidate with that of who nominated it."""
    known = race.candidates.get(candidate)
    return f"{known.nominated_by}:{known.name}" if known else f"unknown:{candidate}"


def _rows(place: Place, numbers: Iterable[tuple[Name, Number]]) -> Iterator[Row]:
    for (metric, key), number in numbers:
        yield Row(*place, metric, key, value_of(number))


def _station(state: StationState, region: str) -> Iterator[Row]:
    scope = f"station:{state.source.id}"
    turnout = state.turnout()
    yield Row(scope, region, "", "registered", TOTAL, str(state.registered))
    yield Row(scope, region, "", "voters", TOTAL, str(turnout[-1][1] if turnout else 0))
    for contest, count in sorted(state.counts.items()):
        place = Place(scope, region, contest)
        yield Row(*place, *_BALLOTS, str(count.found))
        for candidate, number in sorted(count.votes.items()):
            yield Row(*place, "votes", candidate, str(number))
        yield Row(*place, *_AGAINST_ALL, str(count.against_all))
        yield Row(*place, *_INVALID, str(count.invalid))
