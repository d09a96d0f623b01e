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

Figure: TypeAlias = tuple[Name, str]
"""One figure of a place that is known: its name and its value."""

Number: TypeAlias = int | tuple[int, int]
"""What a value is made of: a number, or a part and the whole it is per cent of."""

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
CONTEST: Final = (_COUNTED, _REGISTERED, _BALLOTS, _TURNOUT, _AGAINST_ALL, _INVALID)
"""Names of the figures that every contest has: all but the candidates' votes and the elected."""


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


def area_figures(area: AreaTally, published: Sequence[Hour]) -> Iterator[Figure]:
    """Yield the figures of the nation, a region or a district, with the turnout by hour."""
    fixed = list(zip(area_names(published), area_numbers(area, published), strict=True))
    votes, seats = (
        [((metric, key), number) for key, number in sorted(figures.items())]
        for metric, figures in (("votes", area.votes), ("seats", area.seats))
    )
    numbers = [*fixed[: len(_AREA)], *votes, fixed[len(_AREA)], *seats, *fixed[len(_AREA) + 1 :]]
    for name, number in numbers:
        yield name, value_of(number)


def contest_figures(tally: ContestTally) -> Iterator[Figure]:
    """Yield the figures of a contest."""
    fixed = list(zip(CONTEST, contest_numbers(tally), strict=True))
    votes = [(("votes", name_of(each, tally.race)), n) for each, n in tally.votes.items()]
    for name, number in (*fixed[:-2], *votes, *fixed[-2:]):
        yield name, value_of(number)
    if tally.standing.winner:
        yield ("elected", name_of(tally.standing.winner, tally.race)), "1"


def value_of(number: Number) -> str:
    """Return the value of a figure as it stands in a row."""
    return percent(*number) if isinstance(number, tuple) else str(number)


def area_names(published: Iterable[Hour]) -> tuple[Name, ...]:
    """Return the names of the figures that every area has: all but votes and seats by party."""
    by_hour = (name for hour in published for name in (hour.voters, hour.turnout))
    return (*_AREA, _SEATS, *by_hour)


def area_numbers(area: AreaTally, published: Iterable[Hour]) -> list[Number]:
    """Return what these are made of, in their order."""
    found: list[Number] = [
        area.reporting,
        area.opened,
        area.closed,
        area.counted,
        area.registered,
        area.voters,
        area.ballots,
        area.contests,
        area.decided,
        area.called,
        (area.ballots, area.ballots_roll),
        sum(area.seats.values()),
    ]
    roll = area.roll
    for voters in area.voters_by_each([hour.at for hour in published]):
        found.append(voters)
        found.append((voters, roll))
    return found


def contest_numbers(tally: ContestTally) -> tuple[Number, ...]:
    """Return what the figures by the names of `CONTEST` are made of."""
    count = tally.count
    found, registered = count.found, count.registered
    turnout = found, registered
    return count.stations, registered, found, turnout, count.against_all, count.invalid


def name_of(candidate: str, race: Race) -> str:
    """Return the name of a candidate with that of who nominated it."""
    known = race.candidates.get(candidate)
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
        for candidate, number in sorted(count.votes.items()):
            yield Row(*place, "votes", candidate, str(number))
        yield Row(*place, *_AGAINST_ALL, str(count.against_all))
        yield Row(*place, *_INVALID, str(count.invalid))
