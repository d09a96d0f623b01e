"""Where something of a scenario happens, if the scenario leaves that to the seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from config.election import Election, Station
from config.errors import InputError
from sim.chance import stream


class Site(Protocol):
    """An entry of a scenario that happens at stations."""

    @property
    def id(self) -> str:
        """Its name in the scenario."""
        ...

    @property
    def region(self) -> tuple[str, ...]:
        """The regions it may happen in; none means any."""
        ...

    @property
    def station(self) -> str | None:
        """The station, if it is fixed."""
        ...

    @property
    def count(self) -> int:
        """How many illustrative stations it happens at otherwise."""
        ...


def stations_of(site: Site, election: Election, seed: int) -> list[Station]:
    """Return the stations an entry happens at.

    Where the entry does not name one, the seed picks among those marked
    illustrative, dealt out over the regions as evenly as can be: nothing is ever
    planted at a station that the sources name.

    Raises:
        InputError: its regions have fewer illustrative stations than it asks for.
    """
    if site.station is not None:
        return [election.station_by_id[site.station]]
    dice = stream(seed, "places", site.id)
    regions = site.region or tuple(region.id for region in election.regions)
    pools: dict[str, list[Station]] = {region: [] for region in regions}
    for station in election.stations:
        if station.illustrative and station.region in pools:
            pools[station.region].append(station)
    room = sum(map(len, pools.values()))
    if room < site.count:
        raise InputError(
            f"scenario entry {site.id}, count",
            f"{site.count} stations, but {', '.join(regions)} have {room} illustrative ones",
            f"at most {room}",
        )
    return dealt(list(pools.values()), site.count, dice)


def dealt(pools: Sequence[list[Station]], count: int, dice: np.random.Generator) -> list[Station]:
    """Pick stations out of pools, one of each in turn, until there are `count`.

    Args:
        pools: with as many stations in all; those that are picked are taken out.
        count: how many.
        dice: picks, and decides in which order it is the pools' turn.
    """
    picked: list[Station] = []
    while len(picked) < count:
        for at in dice.permutation(len(pools)):
            pool = pools[int(at)]
            if pool and len(picked) < count:
                picked.append(pool.pop(int(dice.integers(len(pool)))))
    return picked
