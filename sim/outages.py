"""Desks that close for a while, and power cuts, at the stations they hit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from config.election import Election
from config.scenario import Outage, Scenario
from sim.places import stations_of
from sim.voter_queue import Closure


@dataclass(frozen=True, slots=True)
class Hit:
    """One outage at one station; `start` and `until` are seconds since its polls opened."""

    id: str
    station: str
    start: float
    until: float
    what: Outage


def hits(election: Election, script: Scenario, seed: int) -> list[Hit]:
    """Return every outage at every station it hits.

    What lies before the polls open stops nobody; an outage reaches as far as it lasts.
    """
    found: list[Hit] = []
    for outage in script.outages:
        for station in stations_of(outage, election, seed):
            zone = election.region_by_id[station.region].zone
            after = election.instant(outage.at, zone) - election.opens(station.region)
            start = after.total_seconds()
            until = start + outage.minutes * 60
            if until > 0:
                found.append(Hit(outage.id, station.id, max(start, 0.0), until, outage))
    return found


def closures(hit: Iterable[Hit], line: Mapping[str, int]) -> list[Closure]:
    """Return outages as the queue of voters takes them.

    Args:
        hit: outages at stations.
        line: index of each station's line; outages at other stations are left out.
    """
    return [
        Closure(line[each.station], each.start, each.until, each.what.desks_left)
        for each in hit
        if each.station in line
    ]
