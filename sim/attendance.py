"""Attendance: what the voters' day leaves behind at each station, for its commission to report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from config.errors import InputError
from sim.arrivals import HOUR
from sim.crowd import crowd
from sim.electorate import Electorate, electorate
from sim.house import Turnout
from sim.outages import closures, hits
from sim.plan import Plan


def attendance(plan: Plan, regions: Sequence[str]) -> dict[str, Turnout]:
    """Let the voters of some regions vote; return each station's turnout and ballots.

    A station's figures are the same whichever regions are asked for together.

    Raises:
        InputError: targets cannot be met together, or the scenario's desks are too slow.
    """
    election, script, seed = plan.election, plan.script, plan.seed
    parts = [
        electorate(election, plan.targets, seed, region, script.home_share) for region in regions
    ]
    if not parts:
        return {}
    ids = [station.id for part in parts for station in part.stations]
    outages = closures(hits(election, script, seed), {id_: line for line, id_ in enumerate(ids)})
    try:
        came = crowd(
            seed,
            ids,
            np.array([station.registered for part in parts for station in part.stations]),
            np.concatenate([part.hourly for part in parts]),
            np.concatenate([part.home_hourly for part in parts]),
            script.desks,
            outages,
        )
    except InputError as error:
        what = f"is {script.desks.service_seconds:g}, {error.what}"
        raise InputError(f"{script.where}, {error.where}", what, error.expected) from error
    hours = parts[0].hourly.shape[1]
    voters = np.stack([came.received_by((hour + 1) * HOUR) for hour in range(hours)], axis=1)
    total = np.diff(came.received_offsets)
    ends = came.received_offsets[1:] - 1
    last = np.where(total > 0, came.received[ends], 0.0) if len(came.received) else total * 0.0
    cast = [ballots for part in parts for ballots in _cast(part)]
    home = np.concatenate([part.home for part in parts])
    return {
        id_: Turnout(
            voters=tuple(voters[at].tolist()),
            total=int(total[at]),
            queued=int(came.queued_at_close[at]),
            home=int(home[at]),
            last_ballot=float(last[at]),
            cast=cast[at],
        )
        for at, id_ in enumerate(ids)
    }


def _cast(part: Electorate) -> list[dict[str, NDArray[np.int64]]]:
    """Return, station by station, the ballots cast in each of its contests."""
    rows = {contest: iter(votes) for contest, votes in part.votes.items()}
    return [
        {contest: next(rows[contest]) for contest in station.contests} for station in part.stations
    ]
