"""Scenes for the tests of tricks that need no whole day."""

from __future__ import annotations

from datetime import timedelta, timezone

import numpy as np

from config.injects import Inject
from sim.house import HOUR, Turnout
from sim.injects.scene import Scene
from tests.sim.parcels import dice
from tests.small_election import ELECTION, OPEN

OPENS = int(OPEN.timestamp()) * 1000
HOURS = (10, 25, 43, 61, 80, 98, 111, 122, 130, 137, 141, 144, 146)


def scene(kind, *, begins=0.0, hours=HOURS, cast=None, **changes):
    """One inject at the first station; `begins` in hours after the opening."""
    station = ELECTION.station_by_id["east-0001"]
    ballots = np.array([90, 60, 21, 0, 9]) if cast is None else cast
    return Scene(
        inject=Inject(id="planted", kind=kind, station=station.id, **changes),
        station=station,
        begins=OPENS + round(begins * HOUR),
        opens=OPENS,
        hours=13,
        counted=OPENS + 27 * HOUR,
        zone=timezone(timedelta(hours=6)),
        candidates={"east-a": ("c1", "c2", "c3")},
        favourites={},
        turnout=lambda: Turnout(hours, 150, 4, 5, 13.1 * 3600, {"east-a": ballots}),
        cast=lambda _: ballots,
        protocol=lambda _: None,
        dice=dice(),
    )
