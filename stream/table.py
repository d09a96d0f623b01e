"""Tallies as a table: one figure a row, named as in the published figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

from config.election import AGAINST_ALL, INVALID, Election
from stream import bulletin
from stream.contest_stage import AreaTally, ContestTally, Tallies
from stream.percent import percent
from stream.roster import Nominee, Race
from stream.station import StationState

TOTAL: Final = "total"

Name: TypeAlias = tuple[str, str]
"""What is told of a place: metric and key."""

Figure: TypeAlias = tuple[Name, str]
"""One figure of a place that is known: its name and its value."""

_AREA: Final[tuple[Name, ...]] = tuple(
    (metric, TOTAL)
    for metric in (
        "polling_stations",
        "stations_opened",
        "stations_closed",
        "stations_counted",
        "registered",
        "voters",
        "ballots",
        "contests",
        "contests_decided",
        "contests_called",
        "turnout_pct",
    )
)
_SEATS: Final = ("seats", TOTAL)
_COUNTED: Final = ("stations_counted", TOTAL)
_REGISTERED: Final = ("registered", TOTAL)
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
        yield from _rows(place, area_figures(area, of_bulletins))
    for tally in tallies.contests.values():
        yield from _rows(place_of(tally.race), contest_figures(tally))
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


def area_figures(area: AreaTally, published: Iterable[Hour]) -> Iterator[Figure]:
    """Yield the figures of the nation, a region or a district, with the turnout by hour."""
    voters = area.voters
    yield from zip(
        _AREA,
        (
            str(area.reporting),
            str(area.opened),
            str(area.closed),
            str(area.counted),
            str(area.registered),
            str(voters),
            str(area.ballots),
            str(area.contests),
            str(area.decided),
            str(area.called),
            percent(area.ballots, area.ballots_roll),
        ),
        strict=True,
    )
    yield from _named("votes", area.votes)
    yield _SEATS, str(sum(area.seats.values()))
    yield from _named("seats", area.seats)
    by_hour = area.voters_by_each(hour.at for hour in published)
    for hour, voters in zip(published, by_hour, strict=True):
        yield hour.voters, str(voters)
        yield hour.turnout, percent(voters, area.roll)


def contest_figures(tally: ContestTally) -> Iterator[Figure]:
    """Yield the figures of a contest."""
    count, candidates = tally.count, tally.race.candidates
    yield _COUNTED, str(count.stations)
    yield _REGISTERED, str(count.registered)
    yield _BALLOTS, str(count.found)
    yield _TURNOUT, percent(count.found, count.registered)
    for candidate, number in tally.votes.items():
        yield ("votes", _name(candidate, candidates)), str(number)
    yield _AGAINST_ALL, str(count.against_all)
    yield _INVALID, str(count.invalid)
    if tally.standing.winner:
        yield ("elected", _name(tally.standing.winner, candidates)), "1"


def _name(candidate: str, candidates: Mapping[str, Nominee]) -> str:
    known = candidates.get(candidate)
    return f"{known.nominated_by}:{known.name}" if known else f"unknown:{candidate}"


def _rows(place: Place, figures: Iterable[Figure]) -> Iterator[Row]:
    for (metric, key), value in figures:
        yield Row(*place, metric, key, value)


def _station(state: StationState, region: str) -> Iterator[Row]:
    scope = f"station:{state.source.id}"
    turnout = state.turnout()
    yield Row(scope, region, "", "registered", TOTAL, str(state.registered))
    yield Row(scope, region, "", "voters", TOTAL, str(turnout[-1][1] if turnout else 0))
    for contest, count in sorted(state.counts.items()):
        place = Place(scope, region, contest)
        yield Row(*place, *_BALLOTS, str(count.found))
        yield from _rows(place, _named("votes", count.votes))
        yield Row(*place, *_AGAINST_ALL, str(count.against_all))
        yield Row(*place, *_INVALID, str(count.invalid))


def _named(metric: str, figures: Mapping[str, int]) -> Iterator[Figure]:
    for key, value in sorted(figures.items()):
        yield (metric, key), str(value)
