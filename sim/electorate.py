"""The electorate: how many vote at each station, when, where and for whom.

The election says who may vote for whom; a seed draws the rest, one region apart
from the others, so that a day can be cut by regions. Whatever is published comes
out exactly: totals of regions, votes by nomination or candidate, the elected ahead
of everyone, and turnout at the hours where it is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from config.election import Election, Station
from config.errors import InputError
from config.targets import Targets
from sim import ballots as vote
from sim import turnout
from sim.apportion import Integers
from sim.chance import stream
from sim.clock_hours import polling_hours
from sim.ground import Ground, survey_region
from sim.hours import hourly
from sim.known import Known, known


@dataclass(frozen=True, eq=False)
class Day:
    """What the voters of a `Ground` do.

    Attributes:
        ballots: (S) voters who received a ballot, one for each contest of their station.
        home: (S) of them at home.
        hourly: (S, hours) ballots received in each local hour; rows add up to `ballots`.
        home_hourly: (S, hours) of them at home; rows add up to `home`.
        votes: (P, K + 2) by row of the ground: candidates in ballot order, against all, invalid.
    """

    ballots: Integers
    home: Integers
    hourly: Integers
    home_hourly: Integers
    votes: Integers


@dataclass(frozen=True, eq=False)
class Electorate:
    """The voters of one region, station by station in the order of the election.

    Attributes:
        region: its id.
        stations: S stations.
        ballots: int64[S], voters who received a ballot for each contest of their station;
            as many ballots are found for each.
        home: int64[S], of them at home.
        hourly: int64[S, hours], by local hour from the opening; rows add up to `ballots`.
        home_hourly: int64[S, hours], the part at home; rows add up to `home`.
        votes: by contest, int64[stations of the contest, candidates + 2]: votes in ballot
            order, then against all and invalid; each row adds up to the station's ballots.
    """

    region: str
    stations: tuple[Station, ...]
    ballots: Integers
    home: Integers
    hourly: Integers
    home_hourly: Integers
    votes: dict[str, Integers]


def electorate(
    election: Election, targets: Targets, seed: int, region: str, home_share: float = 0.03
) -> Electorate:
    """Draw the electorate of one region.

    Args:
        election: the definition.
        targets: what has to come out; may be empty.
        seed: the run's seed.
        region: id of the region.
        home_share: share of the voters who vote at home, 0 to 1.

    Raises:
        InputError: the targets cannot be met together.
        ValueError: the region has no station.
    """
    ground = survey_region(election, targets.outcome, region)
    stations = tuple(station for station in election.stations if station.region == region)
    held = {contest for station in stations for contest in station.contests}
    contests = tuple(contest.id for contest in election.contests if contest.id in held)
    hours, opening = polling_hours(election), election.calendar.polls_open.hour
    try:
        facts = known(election, targets, region)
        day = drawn(ground, facts, contests, seed, region, home_share, hours=hours, opening=opening)
    except ValueError as error:
        where = f"election {election.id}, region {region}"
        expected = "published figures and checkpoints that can be met together"
        raise InputError(where, str(error), expected) from error
    return Electorate(
        region=region,
        stations=stations,
        ballots=day.ballots,
        home=day.home,
        hourly=day.hourly,
        home_hourly=day.home_hourly,
        votes={contest: votes_of(ground, day, at) for at, contest in enumerate(contests)},
    )


def drawn(
    ground: Ground,
    facts: Known,
    contests: tuple[str, ...],
    seed: int,
    key: str,
    home_share: float,
    *,
    hours: int,
    opening: int,
) -> Day:
    """Draw the day of a ground from the streams of a seed and a key.

    Args:
        ground: a region or a block.
        facts: what is known of it.
        contests: ids of the contests, as `facts` names them.
        seed: the run's seed.
        key: names the ground; grounds with other keys are drawn independently.
        home_share: share of the voters who vote at home.
        hours: how long the polls are open.
        opening: local hour in which they open.
    """
    received = turnout.ballots(ground, facts, stream(seed, "turnout", key))
    by_hour = hourly(ground, facts, received, hours, stream(seed, "hours", key))
    by_hour_at_home = turnout.at_home(by_hour, home_share, opening, stream(seed, "home", key))
    return Day(
        ballots=received,
        home=by_hour_at_home.sum(axis=1),
        hourly=by_hour,
        home_hourly=by_hour_at_home,
        votes=vote.votes(ground, facts, contests, received, stream(seed, "votes", key)),
    )


def votes_of(ground: Ground, day: Day, contest: int) -> Integers:
    """Votes of one contest, (its stations, its candidates + 2)."""
    rows = day.votes[ground.rows_of(contest)]
    candidates = int(ground.candidates[contest])
    return np.concatenate([rows[:, :candidates], rows[:, -vote.BESIDES :]], axis=1)
