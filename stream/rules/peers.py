"""T207 and P308: a station far from its peers, by Hampel's identifier on the logit scale.

Hampel, "The influence curve and its role in robust estimation", JASA 69 (1974), 383: centre
and spread are medians, which a minority of wild stations cannot move.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from config.rulebook import thresholds
from stream.station_figures import Integers, Reals, StationFigures, logits

_FEW_GROUPS: Final = 1 << 16

TO_DEVIATION: Final = 1.4826
"""A normal standard deviation for each median distance from the median."""


class Outlier(NamedTuple):
    """A station that stands alone.

    Attributes:
        row: of the protocol.
        value, median: shares of its own and of its region, 0 to 1.
        deviations: robust standard deviations between the two; positive above the median.
        peers: counted stations of the region, itself among them.
    """

    row: int
    value: float
    median: float
    deviations: float
    peers: int


def far_turnout(figures: StationFigures) -> list[Outlier]:
    """T207: turnout (ballots issued by voters on the list) far from the region's median."""
    counted = figures.counted()
    most = thresholds().peers_deviations
    return _far(counted, counted.issued, counted.registered, most=most, least=-1.0, both=True)


def far_invalid(figures: StationFigures) -> list[Outlier]:
    """P308: share of invalid ballots far above the region's median, and not small in itself."""
    counted = figures.counted()
    most, least = thresholds().invalid_deviations, thresholds().invalid_least
    return _far(counted, counted.invalid, counted.found, most=most, least=least, both=False)


def _far(
    figures: StationFigures,
    part: Integers,
    whole: Integers,
    *,
    most: float,
    least: float,
    both: bool,
) -> list[Outlier]:
    given = thresholds()
    value, _ = logits(part, whole)
    centre, spread, peers = robust(value, figures.region)
    middle = 1 / (1 + np.exp(-centre))
    # What chance does to a station like the median one, not to one as far out as this.
    chance = 1 / (whole * middle * (1 - middle))
    # The spread holds chance, and what stations differ by besides; each has a chance of its own.
    besides = np.maximum(spread**2 - typical(chance, figures.region), 0.0)
    deviations = (value - centre) / np.sqrt(besides + chance)
    far = (np.abs(deviations) if both else deviations) > most
    far &= (peers >= given.peers_least) & (part / whole > least)
    return [
        Outlier(
            int(figures.row[at]),
            float(part[at] / whole[at]),
            float(middle[at]),
            float(deviations[at]),
            int(peers[at]),
        )
        for at in np.flatnonzero(far)
    ]


def robust(value: Reals, group: Integers) -> tuple[Reals, Reals, Integers]:
    """Return, of each member's group, the median, the robust deviation and the size, (n) each."""
    if not len(value):
        return value, value, group
    where = np.unique(group, return_inverse=True)[1].reshape(-1)
    size = np.bincount(where)
    centre = medians(value, where, size)[where]
    spread = TO_DEVIATION * medians(np.abs(value - centre), where, size)[where]
    return centre, spread, size[where].astype(np.int64)


def typical(value: Reals, group: Integers) -> Reals:
    """Return the median of each member's group, (n)."""
    if not len(value):
        return value
    where = np.unique(group, return_inverse=True)[1].reshape(-1)
    return medians(value, where, np.bincount(where))[where]


def medians(value: Reals, group: Integers, size: Integers) -> Reals:
    """Return the median of each group, (g): one sort for all.

    Args:
        value: (n).
        group: (n) from 0 to g - 1, none of them empty.
        size: (g) members of each.
    """
    ordered = value[_by_group(value, group, len(size))]
    start = np.cumsum(size) - size
    middle: Reals = (ordered[start + (size - 1) // 2] + ordered[start + size // 2]) / 2
    return middle


def _by_group(value: Reals, group: Integers, groups: int) -> NDArray[np.intp]:
    """Return the order by group, and by value in each."""
    if groups > _FEW_GROUPS:
        return np.lexsort((value, group))
    # Numbers of 16 bits are ordered in one pass.
    order = np.argsort(value)
    return order[np.argsort(group[order].astype(np.uint16), kind="stable")]
