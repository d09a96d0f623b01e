"""F402: too many whole percentages.

After Kobak, Shpilkin and Pshenichnikov, Annals of Applied Statistics 10 (2016), 54, whose null
is taken over: each figure drawn anew, binomially around the share that was observed, with the
same whole. Two things are done otherwise. The chance that such a draw is a whole percentage is
summed up exactly instead of being drawn. And a figure counts as whole if it is the number of
ballots nearest to a whole percentage: of 500 voters only each fifth number is, of 100 each,
which tells nothing. So a station weighs as much as a hit there is rare: the locally best
weights for a small share of stations that aim at a percentage.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from stream.rules.forensic_finding import ForensicFinding, nothing
from stream.rules.tails import bounded, log_factorials, weighted_tail
from stream.station_figures import Flags, Integers, Reals, StationFigures

CODE = "F402"
PERCENT: Final = 100
_WIDE: Final = 1.0
"""Standard deviation, in percentage points, from which a draw lies anywhere between two: what
is left of the percentages is 2 exp(-2 pi^2), one part in 200 million."""

_REACH: Final = 5.0
"""Standard deviations around the observed share beyond which no chance is summed up."""

_NAMED: Final = 5
_NEVER: Final = 1e-300
_SURE: Final = 1 - 1e-9


def whole_percentages(figures: StationFigures) -> ForensicFinding:
    """Weigh the figures that are whole percentages, turnout and leader's share together.

    The statistic is their weight less what chance brings, in standard deviations.

    Args:
        figures: `counted()`.
    """
    part = np.concatenate([figures.found, figures.leader])
    of = np.concatenate([figures.registered, figures.found])
    kind = np.repeat(np.array([0, 1]), len(figures))
    telling = of > PERCENT
    part, of, kind = part[telling], of[telling], kind[telling]
    if not len(part):
        return nothing(CODE)
    percent = nearest_percent(part, of)
    whole = is_whole(part, of, percent)
    chance = whole_chances(part, of)
    # What is certain to be whole, or not to be, tells nothing.
    open_ = (chance > 0) & (chance < _SURE)
    weight = np.where(open_, of / PERCENT, 0.0)
    spread = float(weight**2 @ (chance * (1 - chance))) ** 0.5
    p = weighted_tail(float(weight @ whole), chance[open_], weight[open_])
    return ForensicFinding(
        CODE,
        bounded(p),
        float(weight @ (whole - chance)) / spread if spread else 0.0,
        len(figures),
        {
            "whole": int(whole.sum()),
            "expected": f"{chance.sum():.1f}",
            "turnout": [*_excess(percent, whole - chance, kind == 0)],
            "leader": [*_excess(percent, whole - chance, kind == 1)],
        },
    )


def nearest_percent(part: Integers, whole: Integers) -> Integers:
    """Return the percentage nearest to part / whole, half up."""
    nearest: Integers = (2 * PERCENT * part + whole) // (2 * whole)
    return nearest


def is_whole(part: Integers, whole: Integers, percent: Integers) -> Flags:
    """Say whether part is the number of ballots nearest to a percentage of the whole."""
    near: Flags = part == ballots_at(whole, percent)
    return near


def ballots_at(whole: Integers, percent: Integers) -> Integers:
    """Return the number of ballots nearest to a percentage, half up."""
    nearest: Integers = (2 * whole * percent + PERCENT) // (2 * PERCENT)
    return nearest


def whole_chances(part: Integers, whole: Integers) -> Reals:
    """Return the chance that a binomial draw of `whole` around `part` is a whole percentage, (n).

    Draws that spread over a whole percentage and more come anywhere between two of them alike:
    their chance is the share of numbers that are whole. For others the chances are added up.

    Args:
        part: (n).
        whole: (n), above 100, so that no number is nearest to two percentages.
    """
    share = part / whole
    chance = PERCENT / whole
    narrow = np.flatnonzero(PERCENT * np.sqrt(share * (1 - share) / whole) < _WIDE)
    chance[narrow] = _summed(part[narrow], whole[narrow])
    return np.minimum(chance, 1.0)


def _summed(part: Integers, whole: Integers) -> Reals:
    if not len(part):
        return np.zeros(0)
    share = part / whole
    nearest = nearest_percent(part, whole)
    reach = int(np.ceil(_REACH * _WIDE)) + 1
    percent = nearest[:, None] + np.arange(-reach, reach + 1)
    size = whole[:, None]
    inside = (percent >= 0) & (percent <= PERCENT)
    number = ballots_at(size, np.where(inside, percent, 0))
    chance = np.where(inside, _pmf(number, size, share[:, None]), 0.0)
    summed: Reals = chance.sum(axis=1)
    return summed


def _pmf(number: Integers, size: Integers, share: Reals) -> Reals:
    """Return the binomial chance of a number."""
    logs = log_factorials(int(size.max()))
    rest = size - number
    # A share of 0 or 1 stays what it is: 0 times the logarithm of "never" is nothing.
    told = number * np.log(np.maximum(share, _NEVER)) + rest * np.log(np.maximum(1 - share, _NEVER))
    chance: Reals = np.exp(logs[size] - logs[number] - logs[rest] + told)
    return chance


def _excess(percent: Integers, more: Reals, where: Flags) -> list[int]:
    """Return the percentages at which most more figures are whole than expected."""
    excess = np.bincount(percent[where], more[where], PERCENT + 1)
    order = np.lexsort((np.arange(PERCENT + 1), -np.round(excess, 6)))[:_NAMED]
    named: list[int] = order[excess[order] > 1].tolist()
    return named
