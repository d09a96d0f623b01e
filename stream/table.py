"""Tallies as a table: one figure a row, named as in the published figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from config.election import AGAINST_ALL, INVALID, Election
from stream.bulletin import FINAL_KEY, Bulletin, bulletins
from stream.contest_stage import AreaTally, ContestTally, Tallies
from stream.percent import percent
from stream.station import StationState

TOTAL = "total"


class Row(NamedTuple):
    """One figure: where, what, of whom, how much. Percentages have two decimals."""

    scope: str
    region: str
    contest: str
    metric: str
    key: str
    value: str


def rows(
    election: Election, tallies: Tallies, stations: Iterable[StationState] = ()
) -> Iterator[Row]:
    """Yield all figures, from the nation down to the stations.

    Scopes are `national`, `region`, `district:ID`, `contest` and `station:ID`.
    """
    issued = bulletins(election, tallies)
    yield from _area("national", "", tallies.nation)
    yield from _turnout("national", "", issued, None)
    for region in election.regions:
        if region.id in tallies.regions:
            yield from _area("region", region.id, tallies.regions[region.id])
            yield from _turnout("region", region.id, issued, region.id)
    for district in election.districts:
        if district.id in tallies.districts:
            area = tallies.districts[district.id]
            scope = f"district:{district.id}"
            yield from _area(scope, district.region, area)
            for bulletin in issued:
                if bulletin.at is not None:
                    voters = area.voters_by(bulletin.at)
                    yield Row(scope, district.region, "", "voters", bulletin.key, str(voters))
                    share = percent(voters, area.roll)
                    yield Row(scope, district.region, "", "turnout_pct", bulletin.key, share)
    for contest in election.contests:
        yield from _contest(tallies.contests[contest.id])
    for state in sorted(stations, key=lambda state: state.source.id):
        if state.source.unit is not None:
            yield from _station(state, state.source.unit.region)


def _area(scope: str, region: str, area: AreaTally) -> Iterator[Row]:
    figures = {
        "polling_stations": area.reporting,
        "stations_opened": area.opened,
        "stations_closed": area.closed,
        "stations_counted": area.counted,
        "registered": area.registered,
        "voters": area.voters,
        "ballots": area.ballots,
        "contests": area.contests,
        "contests_decided": area.decided,
        "contests_called": area.called,
    }
    for metric, value in figures.items():
        yield Row(scope, region, "", metric, TOTAL, str(value))
    share = percent(area.ballots, area.ballots_roll)
    yield Row(scope, region, "", "turnout_pct", TOTAL, share)
    yield from _named(scope, region, "", "votes", area.votes)
    yield Row(scope, region, "", "seats", TOTAL, str(sum(area.seats.values())))
    yield from _named(scope, region, "", "seats", area.seats)


def _turnout(scope: str, region: str, issued: Iterable[Bulletin], of: str | None) -> Iterator[Row]:
    for bulletin in issued:
        if bulletin.key == FINAL_KEY:
            continue
        voters, roll = bulletin.regions[of] if of else (bulletin.voters, bulletin.registered)
        yield Row(scope, region, "", "voters", bulletin.key, str(voters))
        yield Row(scope, region, "", "turnout_pct", bulletin.key, percent(voters, roll))


def _contest(tally: ContestTally) -> Iterator[Row]:
    race, count = tally.race, tally.count
    names = {
        id_: f"{candidate.nominated_by}:{candidate.name}"
        for id_, candidate in race.candidates.items()
    }
    where = ("contest", race.region, race.id)
    yield Row(*where, "stations_counted", TOTAL, str(count.stations))
    yield Row(*where, "registered", TOTAL, str(count.registered))
    yield Row(*where, "ballots", TOTAL, str(count.found))
    yield Row(*where, "turnout_pct", TOTAL, percent(count.found, count.registered))
    for candidate, number in tally.votes.items():
        yield Row(*where, "votes", names.get(candidate, f"unknown:{candidate}"), str(number))
    yield Row(*where, "votes", AGAINST_ALL, str(count.against_all))
    yield Row(*where, "votes", INVALID, str(count.invalid))
    if tally.standing.winner:
        yield Row(*where, "elected", names[tally.standing.winner], "1")


def _station(state: StationState, region: str) -> Iterator[Row]:
    scope = f"station:{state.source.id}"
    turnout = state.turnout()
    yield Row(scope, region, "", "registered", TOTAL, str(state.registered))
    yield Row(scope, region, "", "voters", TOTAL, str(turnout[-1][1] if turnout else 0))
    for contest, count in sorted(state.counts.items()):
        yield Row(scope, region, contest, "ballots", TOTAL, str(count.found))
        yield from _named(scope, region, contest, "votes", count.votes)
        yield Row(scope, region, contest, "votes", AGAINST_ALL, str(count.against_all))
        yield Row(scope, region, contest, "votes", INVALID, str(count.invalid))


def _named(
    scope: str, region: str, contest: str, metric: str, figures: Mapping[str, int]
) -> Iterator[Row]:
    for key, value in sorted(figures.items()):
        yield Row(scope, region, contest, metric, key, str(value))
