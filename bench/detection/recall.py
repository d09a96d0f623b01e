"""Recall: what share of an effect is found, by its size, and the smallest that is found surely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from bench.detection.effects import recalled
from sim.chance import stream
from stream.rules.forensic_finding import levels
from stream.station_figures import StationFigures

SURE: Final = 0.9
REGIONS: Final = 14
"""Regions that share the error of a rule with the nation, as in Kazakhstan in 2021."""
SIZES: Final = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95)
_STEP: Final = 1.25
_SMALLEST: Final = 0.0005
_FIRST: Final = 3


def recall(
    code: str, days: Sequence[StationFigures], size: float, level: float | None = None
) -> float:
    """Return the mean recall of an effect of one size over some days.

    Args:
        code: of the rule.
        days: without an effect.
        size: of the effect.
        level: of a forensic rule; without it that of a nation with several regions.
    """
    asked = levels(REGIONS).nation if level is None else level
    return float(np.mean([_once(code, days, at, size, asked) for at in range(len(days))]))


def curve(code: str, days: Sequence[StationFigures]) -> list[float]:
    """Return the recall at each of `SIZES`."""
    return [recall(code, days, size) for size in SIZES]


def smallest(
    code: str,
    days: Sequence[StationFigures],
    most: float = 0.97,
    level: float | None = None,
) -> float | None:
    """Return the smallest size of an effect that is found with 90 % power, None if none is.

    Sizes go up by a quarter until one is found, for larger ones may be found less: where all
    stations are stuffed, none stands out. Between the last two it is drawn straight.
    """
    before, last = 0.0, 0.0
    for size in _sizes(max(_SMALLEST, 1 / len(days[0])), most):
        found = recall(code, days[:_FIRST], size, level)
        if found >= SURE / 2:
            found = recall(code, days, size, level)
        if found >= SURE:
            part = (SURE - before) / (found - before)
            return size * (last / size) ** (1 - part) if last else size
        before, last = found, size
    return None


def _sizes(least: float, most: float) -> Iterator[float]:
    """Yield sizes, each a quarter above the one before, and the largest."""
    size = least
    while size < most:
        yield size
        size *= _STEP
    yield most


def _once(code: str, days: Sequence[StationFigures], at: int, size: float, level: float) -> float:
    return recalled(code, days[at], size, stream(at, "detection:effect", code), level)
