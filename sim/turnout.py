"""Who comes at all: ballots received at each station, and how many of them at home."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.apportion import Integers, Reals, fit, spread
from sim.ground import Ground
from sim.known import Known

_USUAL: Final = 0.79  # share of the roll where nothing is published: that of 25 July 2021
_CONTEST_SPREAD: Final = 0.40  # standard deviations of turnout, on the logit scale
_STATION_SPREAD: Final = 0.25
_PER_SIZE: Final = 0.12  # larger stations turn out less, by the logarithm of their roll
_AFTER: Final = 0.06  # share of the roll that still comes after a checkpoint, where there is room
_MOST: Final = 0.97  # of the roll, before that room ends
_HOME_FROM: Final = 10  # local hours in which the portable box travels (own assumption)
_HOME_TO: Final = 17


def ballots(ground: Ground, known: Known, dice: np.random.Generator) -> Integers:
    """Return ballots received at each station, (S), published totals exactly.

    Every station has a voter, so that every contest has a winner.

    Raises:
        ValueError: a published total does not fit the rolls or the checkpoints.
    """
    roll = ground.registered
    tendency = (
        dice.normal(0, _CONTEST_SPREAD, ground.contests)[ground.first_contest]
        + dice.normal(0, _STATION_SPREAD, ground.stations)
        - _PER_SIZE * np.log(roll / roll.mean())
    )
    least = np.ones(ground.stations, dtype=np.int64)
    for point in known.points:
        where = point.stations
        share = min(point.ballots / int(roll[where].sum()) + _AFTER, _MOST)
        least[where] = np.maximum(least[where], np.ceil(share * roll[where]).astype(np.int64))
    least = np.minimum(least, roll)
    usual = np.log(_USUAL / (1 - _USUAL))
    received = np.maximum(np.rint(roll * _share(usual + tendency)).astype(np.int64), least)
    for total in known.totals:
        where = total.stations
        level = _level(roll[where], tendency[where], total.ballots)
        weights = roll[where] * _share(level + tendency[where])
        received[where] = fit(weights, total.ballots, least[where], roll[where])
    return received


def _share(logit: Reals) -> Reals:
    result: Reals = 1 / (1 + np.exp(-logit))
    return result


def _level(roll: Integers, tendency: Reals, total: int) -> float:
    """The common level, on the logit scale, at which the stations' turnout makes the total."""
    low, high = -12.0, 12.0
    for _ in range(40):
        middle = (low + high) / 2
        if float(roll @ _share(middle + tendency)) < total:
            low = middle
        else:
            high = middle
    return low


def at_home(
    hourly: Integers, share: float, opening_hour: int, dice: np.random.Generator
) -> Integers:
    """Return voters at home by station and hour, (S, hours), part of `hourly`.

    They are drawn one by one with the given chance among those who vote in the hours
    when the portable box travels, as many as the station's whole day calls for; half of
    those hours' voters at most.

    Args:
        hourly: (S, hours) ballots received.
        share: of all voters, 0 to 1.
        opening_hour: local hour of the opening.
        dice: draws the numbers and the hours.
    """
    window = slice(max(_HOME_FROM - opening_hour, 0), max(_HOME_TO - opening_hour, 0))
    home = np.zeros_like(hourly)
    reach = hourly[:, window]
    wanted = dice.binomial(hourly.sum(axis=1), share)
    wanted = np.minimum(wanted, reach.sum(axis=1) // 2)
    # One part in a million of noise decides ties, so that no hour is always the first.
    home[:, window] = spread(reach * (1 + 1e-6 * dice.random(reach.shape)), wanted)
    return home
