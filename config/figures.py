"""Whether an election's published figures can be had: known, possible, and not against each other.

A replay reproduces them to the digit, so what cannot come out is refused before the day is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import time, timedelta
from typing import Final

from config.consistency import known
from config.election import AGAINST_ALL, INVALID, Election
from config.errors import InputError
from config.tables import Table
from config.targets import Checkpoint, Elected, Key, Leader, PublishedRow

TOTAL: Final = "total"
_SHARE: Final = "turnout_pct"
_EVERYWHERE: Final = ("registered", "ballots", _SHARE, "votes")
_METRICS: Final = {
    "national": (*_EVERYWHERE, "seats", "candidates", "contests_announced", "polling_stations"),
    "region": (*_EVERYWHERE, "seats", "candidates", "contests_announced", "polling_stations"),
    "by-election": _EVERYWHERE,
}
_BY_PARTY: Final = ("seats", "candidates")


def check_figures(published: Table[PublishedRow], election: Election) -> None:
    """Check each published figure by itself, and the votes against the ballots.

    Raises:
        InputError: naming file, line and column, the bad value and what is expected.
    """
    lines = {row.at: where for where, row in published}
    for where, row in published:
        known(where, "metric", row.metric, _METRICS[row.scope])
        known(where, "key", row.key, _keys(row, election))
        if row.metric != _SHARE and "." in row.value:
            expected = f"a whole number, for {row.metric} are counted"
            raise InputError(f"{where}, column value", f"is {row.value}", expected)
        if row.metric == "ballots" and row.scope != "national":
            _check_ballots(where, row, election)
    _check_votes(published, lines, election)


def check_winners(
    elected: Table[Elected], published: Table[PublishedRow], election: Election
) -> None:
    """Check that nobody has as many published votes as the elected.

    Raises:
        InputError: naming the line of the elected, and the votes.
    """
    for where, row in elected:
        votes = _votes_of(row.contest, published)
        if not votes:
            continue
        ballot = {
            f"{candidate.nominated_by}:{candidate.name}": candidate.id
            for candidate in election.candidates_of[row.contest]
        }
        own = next(votes[key] for key, name in ballot.items() if name == row.candidate)
        for key, number in votes.items():
            if key != INVALID and ballot.get(key) != row.candidate and number >= own:
                what = f'"{row.candidate}" has {own} votes in {published.path.name}'
                what += f", {ballot.get(key, key)} has {number}"
                expected = "the candidate with most votes"
                raise InputError(f"{where}, column candidate", what, expected)


def check_hours(checkpoints: Table[Checkpoint], leaders: Table[Leader], election: Election) -> None:
    """Check that turnout is published at whole hours of the polls.

    Raises:
        InputError: naming the line, the hour and the region's hours.
    """
    hours = election.calendar.polls_close.hour - election.calendar.polls_open.hour
    for where, point in checkpoints:
        _check_hour(where, point.at, point.region, election, range(1, hours))
    for where, leader in leaders:
        if leader.at is not None:
            for region in election.region_by_id:
                _check_hour(where, leader.at, region, election, range(1, 24))


def _keys(row: PublishedRow, election: Election) -> Collection[str]:
    """Return the keys that a figure of its kind can have."""
    parties = [party.id for party in election.parties]
    if row.metric in _BY_PARTY:
        return (*parties, TOTAL)
    if row.metric != "votes":
        return (TOTAL,)
    if row.scope != "by-election":
        return (*parties, AGAINST_ALL, INVALID)
    return _ballot(row.contest, election)


def _ballot(contest: str, election: Election) -> tuple[str, ...]:
    candidates = election.candidates_of[contest]
    return (*(f"{one.nominated_by}:{one.name}" for one in candidates), AGAINST_ALL, INVALID)


def _votes_of(contest: str, published: Table[PublishedRow]) -> dict[str, int]:
    """Return the published votes of one contest by key; empty where there are none."""
    return {
        row.key: row.count
        for row in published.rows
        if row.contest and row.contest == contest and row.metric == "votes"
    }


def _check_ballots(where: str, row: PublishedRow, election: Election) -> None:
    """Check that there are as many voters: one at each station at least."""
    rolls = [
        station.registered
        for station in election.stations
        if (row.contest in station.contests if row.contest else station.region == row.region)
    ]
    if not len(rolls) <= row.count <= sum(rolls):
        expected = f"{len(rolls)} to {sum(rolls)}, the voters on the lists of its stations"
        raise InputError(f"{where}, column value", f"is {row.value}", expected)


def _check_votes(
    published: Table[PublishedRow], lines: Mapping[Key, str], election: Election
) -> None:
    """Check that the votes of a place add up to its ballots, and that none are left out."""
    places: dict[tuple[str, str, str], dict[str, int]] = {}
    for row in published.rows:
        if row.metric == "votes":
            places.setdefault((row.scope, row.region, row.contest), {})[row.key] = row.count
    rows = {row.at: row for row in published.rows}
    for (scope, region, contest), votes in places.items():
        if scope == "national":
            continue
        name = contest or region
        missing = [key for key in _ballot(contest, election) if key not in votes] if contest else []
        if missing:
            what = f'no votes of "{missing[0]}" in {name}'
            raise InputError(published.path, what, "a line for each candidate of the contest")
        ballots = rows.get((scope, region, contest, "ballots", TOTAL))
        if ballots is None:
            what = f"votes in {name}, but no ballots"
            raise InputError(published.path, what, "a line with its ballots")
        if (total := sum(votes.values())) != ballots.count:
            line = lines[ballots.at].rpartition(", ")[2]
            what = f"the votes in {name} add up to {total}"
            raise InputError(published.path, what, f"{ballots.count}, the ballots on {line}")


def _check_hour(where: str, at: time, region: str, election: Election, hours: range) -> None:
    """Check that so many whole hours have passed at an official time since the polls opened."""
    zone = election.official_zone
    moment, opens = election.instant(at, zone), election.opens(region)
    if (moment - opens).total_seconds() / 3600 not in hours:
        first = (opens + timedelta(hours=hours[0])).astimezone(zone) if hours else opens
        expected = f"a whole hour of the polls of {region}, {first:%H:%M} official time or later"
        if moment > first:
            closes = election.closes(region).astimezone(zone)
            expected = (
                f"a whole hour before the polls of {region} close, at {closes:%H:%M} official time"
            )
        raise InputError(f"{where}, column at", f"is {at:%H:%M}", expected)
