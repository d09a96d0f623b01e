"""When they come: ballots received at each station in each hour of the day.

The region's curve is bent through every figure that is known of it. At each hour
with a known figure the day is cut: first each station's ballots up to the cut are
fixed, so that districts and contests have theirs, then the hours in between are
filled as a table whose rows are stations and whose columns are the region's hours.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.apportion import Integers, Reals, fit, table
from sim.daily_curve import bent, shape, steady
from sim.ground import Ground
from sim.known import Known, Point

_REGION_EARLY_OR_LATE: Final = 0.08  # regions: exponent of the curve, log-normal
_CURVE_NOISE: Final = 0.004  # of a region's share at an hour, standard deviation
_EARLY_OR_LATE: Final = 0.15  # stations: exponent of the curve, log-normal
_HOUR_NOISE: Final = 40  # gamma shape of a station's single hours: 16 % standard deviation
_STEEPEST: Final = 0.18  # share of a station's ballots in one hour, before margins are fitted
_LEAD: Final = 0.015  # share of the roll a leader may lie above its level, at most
_BEHIND: Final = 0.005  # share of the roll the others stay below it, at least


def hourly(
    ground: Ground, known: Known, received: Integers, hours: int, dice: np.random.Generator
) -> Integers:
    """Return ballots received by station and hour, (S, hours); rows add up to `received`.

    Raises:
        ValueError: what is known of the hours cannot be met together.
    """
    curve = _region_curve(ground, known, received, hours, dice)
    exponent = np.exp(dice.normal(0, _EARLY_OR_LATE, ground.stations))[:, None]
    shares = np.diff(curve[None, :] ** exponent, axis=1)
    weights = shares * dice.gamma(_HOUR_NOISE, 1 / _HOUR_NOISE, shares.shape)
    totals = np.rint(curve * received.sum()).astype(np.int64)
    result = np.zeros((ground.stations, hours), dtype=np.int64)
    before = np.zeros(ground.stations, dtype=np.int64)
    start = 0
    for cut in [*sorted({point.hour for point in known.points}), hours]:
        until = received
        if cut < hours:
            points = known.at(cut)
            by_then = received * curve[cut] ** exponent[:, 0]
            until = _until(points, by_then, before, received, int(totals[cut]))
        columns = np.diff(totals[start : cut + 1])
        likely = _levelled(weights[:, start:cut], until - before, received)
        result[:, start:cut] = table(likely, until - before, columns)
        before, start = until, cut
    return result


def _levelled(weights: Reals, rows: Integers, received: Integers) -> Reals:
    """Scale weights to their rows and cut peaks, so that desks can serve every hour.

    A peak stays above the limit only where the row leaves no other hour for it.
    """
    real = weights
    for _ in range(4):
        real = real * (np.maximum(rows, 1) / real.sum(axis=1))[:, None]
        real = np.minimum(real, np.maximum(_STEEPEST * received, rows / weights.shape[1])[:, None])
    return real


def _region_curve(
    ground: Ground, known: Known, received: Integers, hours: int, dice: np.random.Generator
) -> Reals:
    """A curve of its own for the region, through what is known and on its side of the leads."""
    roll, total = int(ground.registered.sum()), int(received.sum())
    plain = shape(hours) ** np.exp(dice.normal(0, _REGION_EARLY_OR_LATE))
    own = steady(dice.normal(0, _CURVE_NOISE, hours - 1), plain)
    ahead = dice.random(hours + 1) * _LEAD
    pins = {hour: count / total for hour, count in known.pins.items()}
    for hour in {point.hour for point in known.points} - pins.keys():
        low, high = _range(known, received, hour)
        pins[hour] = float(np.clip(own[hour], low / total, high / total))
    for lead in known.leads:
        if lead.own and lead.hour not in pins:
            later = [other.share for other in known.leads if other.hour > lead.hour]
            room = min([(share - lead.share) / 3 for share in later] + [_LEAD])
            pins[lead.hour] = (lead.share + ahead[lead.hour] / _LEAD * room) * roll / total
    curve = bent(own, pins)
    for lead in known.leads:
        limit = (lead.share - _BEHIND) * roll / total
        if lead.own or curve[lead.hour] <= limit:
            continue
        if lead.hour in pins:
            raise ValueError(
                f"hour {lead.hour}: known to be ahead of the leader's {lead.share:.2%}"
            )
        pins[lead.hour] = limit - ahead[lead.hour] * roll / total
        curve = bent(own, pins)
    return curve


def _range(known: Known, received: Integers, hour: int) -> tuple[int, int]:
    """The region's least and most ballots by an hour, by what is known of its parts."""
    points = known.at(hour)
    rest = int(received.sum()) - sum(int(received[point.stations].sum()) for point in points)
    return sum(point.low for point in points), sum(point.high for point in points) + rest


def _until(
    points: tuple[Point, ...], by_then: Reals, before: Integers, received: Integers, total: int
) -> Integers:
    """Ballots of each station up to a cut: known parts first, the rest shares what is left."""
    apart = np.ones(len(received), dtype=bool)
    for point in points:
        apart[point.stations] = False
    parts = [point.stations for point in points] + [np.flatnonzero(apart)]
    least = np.array([before[part].sum() for part in parts])
    most = np.array([received[part].sum() for part in parts])
    low = np.maximum([*(point.low for point in points), 0], least)
    high = np.minimum([*(point.high for point in points), total], most)
    about = [*(float(point.ballots) for point in points), float(by_then[apart].sum())]
    until = np.zeros_like(received)
    for part, count in zip(parts, fit(about, total, low, high).tolist(), strict=True):
        until[part] = fit(by_then[part], count, before[part], received[part])
    return until
