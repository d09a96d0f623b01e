"""How many voters a contest and a station have on their lists.

The rolls of the regions are published, those of the contests and stations are
not (two units of Mangystau excepted): they are drawn once, here, so that their
sums come out and the turnout reported by districts and units at one hour agrees
with that of their region.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from sim.apportion import Integers, Reals, fit
from sim.draft_2021.places import Place
from sim.draft_2021.sources import Sources

STATION_CAP: Final = 3000
_COMFORTABLE: Final = 2700  # voters a station is planned for, so that the cap leaves a choice
_LEAST_CONTEST: Final = 110
_LEAST_STATION: Final = 15
_VOTERS_PER_STATION: Final = 45  # no contest is cut into stations smaller than this on average
_KURKELES: Final = "turkistan-kurkeles"
_KURKELES_SIZE: Final = 2.5  # times the median: a large unit beside Saryagash (own assumption)


def stations_by_region(sources: Sources, regions: tuple[str, ...]) -> dict[str, int]:
    """Stations of each region: as reported, the rest by the root of roll times contests."""
    open_regions = [region for region in regions if region not in sources.stations]
    weights = [
        math.sqrt(sources.figure(region, "registered") * sources.figure(region, "seats"))
        for region in open_regions
    ]
    left = sources.figure("", "polling_stations") - sum(sources.stations.values())
    least = [sources.figure(region, "seats") for region in open_regions]
    drawn = fit(weights, left, least)
    return {**sources.stations, **dict(zip(open_regions, drawn.tolist(), strict=True))}


def contest_rolls(
    sources: Sources, region: str, found: list[Place], rng: np.random.Generator
) -> Integers:
    """Voters by contest, adding up to the region's roll."""
    total = sources.figure(region, "registered")
    size = rng.lognormal(0, 0.62, len(found))
    size[[place.id == _KURKELES for place in found]] = _KURKELES_SIZE
    fixed = np.array([place.registered or 0 for place in found])
    free = fixed == 0
    low, high = _LEAST_CONTEST, 12 * STATION_CAP
    if fixed.any():  # they are known as the smallest and the largest
        low, high = int(fixed[~free].min()) + 1, int(fixed.max()) - 1
    rolls = fixed.astype(np.int64)
    left = total - int(fixed.sum())
    if region not in sources.region_shares:
        rolls[free] = fit(size[free], left, low, high)
        return rolls
    share = np.array([_share(sources, place) for place in found])
    wanted = sources.region_shares[region] * total
    rolls[free] = _tilted(
        size[free] ** 0.6, share[free], left, low, high, wanted - float(share @ fixed)
    )
    return rolls


def _share(sources: Sources, place: Place) -> float:
    share = sources.shares.get(place.id, sources.shares.get(place.district))
    if share is None:
        raise ValueError(f"{place.id}: no turnout reported for it or for {place.district}")
    return share


def _tilted(size: Reals, share: Reals, total: int, low: int, high: int, wanted: float) -> Integers:
    """Lean the sizes towards high or low turnout until the weighted sum is the wanted one."""
    centred = (share - share.mean()) / share.std()
    lean, far = -6.0, 6.0
    rolls = fit(size, total, low, high)
    for _ in range(60):
        middle = (lean + far) / 2
        rolls = fit(size * np.exp(middle * centred), total, low, high)
        if float(share @ rolls) < wanted:
            lean = middle
        else:
            far = middle
    return rolls


def station_counts(rolls: Integers, stations: int) -> Integers:
    """Stations by contest, large contests having the larger stations."""
    least = np.maximum(-(-rolls // _COMFORTABLE), 1)
    most = np.maximum(rolls // _VOTERS_PER_STATION, 1)
    return fit(rolls**0.75, stations, least, np.maximum(most, least))


def station_rolls(roll: int, stations: int, rng: np.random.Generator) -> Integers:
    """Voters by station of one contest, the centre's first and mostly largest."""
    weights = rng.gamma(3, 1, stations)
    weights[0] += 1.5
    return fit(weights, roll, _LEAST_STATION, STATION_CAP)
