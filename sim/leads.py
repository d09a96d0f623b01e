"""Who is ahead: the level that keeps a leading region in front at an hour.

Regions are drawn apart from each other, so they have to agree beforehand on the
level that the leader has passed and all others stay below. It follows from what is
published alone, not from a seed: the leader's own checkpoint where it has one, else
the plain curve through its checkpoints, lifted above what is known of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Final

from config.election import Election
from config.targets import Leader, Targets
from sim.clock_hours import hours_open, polling_hours
from sim.daily_curve import bent, shape

_CLEAR: Final = 0.01  # share of the roll by which a leader passes what is known of others


@dataclass(frozen=True)
class Lead:
    """The share of its roll that a leading region has reached by an hour, at least.

    Attributes:
        hour: hours since the opening, in the region that asks.
        share: of the roll; the leader is not below, the others are.
        own: whether the region that asks is the leader.
    """

    hour: int
    share: float
    own: bool


def leads(election: Election, targets: Targets, region: str) -> tuple[Lead, ...]:
    """Return the levels a region has to respect, in the order of the hours.

    Leads of the end, and those at hours when the region's polls are closed, are left
    to the published totals.

    Raises:
        ValueError: nothing is published of a leader, or others are known to be ahead.
    """
    levels = {
        leader.at: _level(election, targets, leader, leader.at)
        for leader in targets.leaders
        if leader.at is not None
    }
    found = []
    for leader in targets.leaders:
        if leader.at is None:
            continue
        hour = hours_open(election, region, leader.at)
        if hour < polling_hours(election):
            found.append(Lead(hour, levels[leader.at], own=leader.region == region))
    return tuple(sorted(found, key=lambda lead: lead.hour))


def _level(election: Election, targets: Targets, leader: Leader, at: time) -> float:
    turnout = _turnout(targets, leader.region)
    own = {
        point.at: point.turnout_pct / 100
        for point in targets.checkpoints
        if point.level == "region" and point.region == leader.region
    }
    others = [
        point.turnout_pct / 100
        for point in targets.checkpoints
        if point.level == "region" and point.region != leader.region and point.at == at
    ]
    least = max([*others, (leader.above_pct or 0.0) / 100]) + _CLEAR
    if at in own:
        if own[at] < least:
            raise ValueError(f"{leader.region} cannot lead at {at:%H:%M} with {own[at]:.2%}")
        return own[at]
    pins = {
        hours_open(election, leader.region, hour): share / turnout for hour, share in own.items()
    }
    curve = bent(shape(polling_hours(election)), pins)
    return max(float(curve[hours_open(election, leader.region, at)]) * turnout, least)


def _turnout(targets: Targets, region: str) -> float:
    totals = {
        row.metric: row.count
        for row in targets.published
        if row.scope == "region" and row.region == region and row.key == "total"
        and row.metric in ("registered", "ballots")
    }  # fmt: skip
    if len(totals) < 2:
        raise ValueError(f"{region} leads, but its roll and ballots are not published")
    return totals["ballots"] / totals["registered"]
