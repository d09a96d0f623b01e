"""The tide of voters: what share of a day's ballots is out by each hour.

The shape is that of a rural Sunday in July: slow at first, steep from nine to two,
thin in the evening. Its numbers are our own, chosen between the turnout published
at 10, 12 and 20 h on 10 January 2021 (10.2 to 17.7 % by 10:00 where 57 to 75 %
voted) and the faster mornings of 25 July; known points bend it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from sim.apportion import Reals

# Share of the ballots received by 7, 8, ... 20 local hours.
_SHAPE: Final = (
    0.0,
    0.03,
    0.08,
    0.18,
    0.29,
    0.41,
    0.53,
    0.64,
    0.735,
    0.815,
    0.88,
    0.935,
    0.97,
    1.0,
)


def shape(hours: int) -> Reals:
    """Return the plain curve for a day of so many hours, hours + 1 shares from 0 to 1."""
    whole_day = len(_SHAPE) - 1
    return np.interp(np.linspace(0, whole_day, hours + 1), np.arange(whole_day + 1), _SHAPE)


def bent(plain: Reals, pins: dict[int, float]) -> Reals:
    """Return a rising curve bent so that it goes through the pins.

    Between two pins the curve keeps its form, stretched.

    Args:
        plain: shares by hour, rising from 0 to 1.
        pins: share by hour; rising, hours inside the day.

    Raises:
        ValueError: a pin lies outside the day or does not rise.
    """
    hours = sorted(pins)
    known = [0.0, *(pins[hour] for hour in hours), 1.0]
    if hours and not 0 < hours[0] <= hours[-1] < len(plain) - 1:
        raise ValueError(f"a pin lies outside the day: hours {hours}")
    if any(before >= after for before, after in pairwise(known)):
        raise ValueError(f"the pins do not rise: {known}")
    return np.interp(plain, [0.0, *plain[hours].tolist(), 1.0], known)


def steady(draw: Reals, plain: Reals) -> Reals:
    """Return the plain curve shifted by a draw at each inner hour, still rising from 0 to 1.

    Each shift is cut to a third of the steps beside it, so that no hour is empty.

    Args:
        draw: shifts in shares, one an inner hour.
        plain: shares by hour.
    """
    steps = np.diff(plain)
    curve = plain.copy()
    curve[1:-1] += np.clip(draw, -steps[:-1] / 3, steps[1:] / 3)
    return curve
