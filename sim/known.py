"""What is known of a region's day beforehand, as the electorate has to meet it.

Published figures speak of regions, districts and contests at official hours; here
they become sets of stations, numbers of people and hours since the polls opened.
For an election without published figures all of it is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from config.election import AGAINST_ALL, INVALID, Candidate, Election
from config.targets import Checkpoint, PublishedRow, Targets
from sim.apportion import Integers
from sim.clock_hours import hours_open, polling_hours
from sim.leads import Lead, leads


@dataclass(frozen=True, eq=False)
class Total:
    """Ballots received at some stations, all day, to the ballot."""

    stations: Integers
    ballots: int


@dataclass(frozen=True, eq=False)
class Point:
    """Ballots received at some stations by an hour: about `ballots`, between `low` and `high`."""

    hour: int
    stations: Integers
    ballots: int
    low: int
    high: int


@dataclass(frozen=True, eq=False)
class Known:
    """Everything known of a region.

    Attributes:
        totals: ballots of disjoint sets of stations.
        pins: ballots of the whole region by hour since the opening.
        points: checkpoints of districts and contests.
        leads: when another region leads, or this one.
        region_votes: votes by nomination (and against all, invalid) over all contests.
        contest_votes: votes by contest, in ballot order, then against all and invalid.
    """

    totals: tuple[Total, ...] = ()
    pins: dict[int, int] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    leads: tuple[Lead, ...] = ()
    region_votes: dict[str, int] = field(default_factory=dict)
    contest_votes: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def at(self, hour: int) -> tuple[Point, ...]:
        """Checkpoints of districts and contests at one hour."""
        return tuple(point for point in self.points if point.hour == hour)


def known(election: Election, targets: Targets, region: str) -> Known:
    """Gather what is known of one region.

    Raises:
        ValueError: two figures speak of the same stations in ways that cannot be met
            together, or a checkpoint lies between two hours.
    """
    stations = [station for station in election.stations if station.region == region]
    registered = np.array([station.registered for station in stations], dtype=np.int64)
    inside = {
        ("region", ""): np.arange(len(stations)),
        **_members("district", [(station.district,) for station in stations]),
        **_members("contest", [station.contests for station in stations]),
    }
    pins: dict[int, int] = {}
    points = []
    for checkpoint in targets.checkpoints:
        if checkpoint.region != region:
            continue
        hour = hours_open(election, region, checkpoint.at)
        if hour >= polling_hours(election):
            raise ValueError(
                f"{region}: checkpoint at {checkpoint.at:%H:%M} after the polls closed"
            )
        where = inside[checkpoint.level, checkpoint.place]
        point = _point(checkpoint, hour, where, int(registered[where].sum()))
        if checkpoint.level == "region":
            pins[hour] = point.ballots
        else:
            points.append(point)
    for one, other in combinations(points, 2):
        if one.hour == other.hour and np.intersect1d(one.stations, other.stations).size:
            raise ValueError(f"{region}: two checkpoints of hour {one.hour} share stations")
    rows = [row for row in targets.published if row.region == region]
    return Known(
        totals=_totals(rows, inside, len(stations)),
        pins=pins,
        points=tuple(points),
        leads=leads(election, targets, region),
        region_votes={
            row.key: row.count for row in rows if row.scope == "region" and row.metric == "votes"
        },
        contest_votes=_contest_votes(rows, election.candidates_of),
    )


def _members(level: str, places: list[tuple[str, ...]]) -> dict[tuple[str, str], Integers]:
    inside: dict[tuple[str, str], list[int]] = {}
    for at, names in enumerate(places):
        for name in names:
            inside.setdefault((level, name), []).append(at)
    return {place: np.array(stations, dtype=np.int64) for place, stations in inside.items()}


def _point(checkpoint: Checkpoint, hour: int, stations: Integers, roll: int) -> Point:
    share, tolerance = checkpoint.turnout_pct / 100, checkpoint.tolerance / 100
    ballots = round(share * roll) if checkpoint.ballots is None else checkpoint.ballots
    exact = checkpoint.ballots is not None
    low = ballots if exact else min(ballots, int(np.ceil((share - tolerance) * roll)))
    high = ballots if exact else max(ballots, int(np.floor((share + tolerance) * roll)))
    return Point(hour=hour, stations=stations, ballots=ballots, low=max(low, 0), high=high)


def _totals(
    rows: list[PublishedRow], inside: dict[tuple[str, str], Integers], stations: int
) -> tuple[Total, ...]:
    found = []
    covered = np.zeros(stations, dtype=np.int64)
    for row in rows:
        if row.metric != "ballots":
            continue
        where = inside["contest", row.contest] if row.contest else inside["region", ""]
        covered[where] += 1
        found.append(Total(stations=where, ballots=row.count))
    if (covered > 1).any():
        raise ValueError(f"{rows[0].region}: published ballots speak twice of the same stations")
    return tuple(found)


def _contest_votes(
    rows: list[PublishedRow], candidates_of: dict[str, tuple[Candidate, ...]]
) -> dict[str, tuple[int, ...]]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.contest and row.metric == "votes":
            found.setdefault(row.contest, {})[row.key] = row.count
    return {
        contest: _ballot(contest, votes, candidates_of[contest]) for contest, votes in found.items()
    }


def _ballot(
    contest: str, votes: dict[str, int], candidates: tuple[Candidate, ...]
) -> tuple[int, ...]:
    keys = [*(f"{one.nominated_by}:{one.name}" for one in candidates), AGAINST_ALL, INVALID]
    if differing := votes.keys() ^ set(keys):
        raise ValueError(
            f"{contest}: votes and candidates differ in {', '.join(sorted(differing))}"
        )
    return tuple(votes[key] for key in keys)
