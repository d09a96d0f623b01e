"""Where and when the injects of a scenario happen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Final

from config.election import Election, Region, Station
from config.errors import InputError
from config.injects import OBSERVER, Inject
from config.scenario import Incident, Scenario
from sim.chance import stream
from sim.house import SECOND
from sim.incidents import Report
from sim.places import dealt

SEEN_AFTER: Final = (5 * 60, 60 * 60)
"""Seconds after a carousel begins in which somebody reports it; own assumption."""

_HOUR_S: Final = 3600


@dataclass(frozen=True, slots=True)
class Planted:
    """One inject at one station; `begins` in milliseconds since 1970 UTC, whole seconds."""

    inject: Inject
    station: Station
    begins: int


def planted(election: Election, script: Scenario, seed: int) -> list[Planted]:
    """Return what is planted where; a station has one inject at most.

    Injects that fit fewer stations choose before those that fit more. Where a winner is to
    change, nothing else is planted in the contest, so that it depends on nothing else.

    Raises:
        InputError: too few stations are left for one of them.
    """
    found = [
        _at(inject, election.station_by_id[inject.station], election, seed)
        for inject in script.injects
        if inject.station is not None
    ]
    taken = {one.station.id for one in found}
    for one in found:
        taken |= _alone(one.inject, one.station, election)
    able = {
        inject.id: [station for station in election.stations if inject.fits(station, election)]
        for inject in script.injects
        if inject.station is None
    }
    choosing = [inject for inject in script.injects if inject.id in able]
    for inject in sorted(choosing, key=lambda inject: len(able[inject.id])):
        stations = _picked(inject, able[inject.id], taken, election, seed)
        taken |= {station.id for station in stations}
        for station in stations:
            taken |= _alone(inject, station, election)
        found += [_at(inject, station, election, seed) for station in stations]
    return sorted(found, key=lambda one: (one.station.id, one.inject.id))


def _alone(inject: Inject, station: Station, election: Election) -> set[str]:
    """Return the stations where nothing else may be planted beside an inject."""
    if inject.kind != "winner-changed":
        return set()
    contests = set(station.contests)
    return {other.id for other in election.stations if contests & set(other.contests)}


def _picked(
    inject: Inject, able: list[Station], taken: set[str], election: Election, seed: int
) -> list[Station]:
    wanted = inject.wanted(len(able))
    free = [station for station in able if station.id not in taken]
    if inject.kind == "winner-changed":
        free = [one for one in free if not _alone(inject, one, election) & taken]
        # One a contest: two would not know of each other.
        free = list({one.contests: one for one in free}.values())
    if len(free) < wanted:
        raise InputError(
            f"scenario entry {inject.id}, {'count' if inject.count else 'share'}",
            f"{wanted} stations, and {len(free)} that it fits have no inject yet",
            f"at most {len(free)}",
        )
    pools: dict[str, list[Station]] = {}
    for station in free:
        pools.setdefault(station.region, []).append(station)
    return dealt(list(pools.values()), wanted, stream(seed, "injects", inject.id))


def _at(inject: Inject, station: Station, election: Election, seed: int) -> Planted:
    """Return an inject at a station, with the moment it begins there."""
    region = election.region_by_id[station.region]
    opens = int(election.opens(region.id).timestamp())
    closes = int(election.closes(region.id).timestamp())
    if inject.at is None:
        latest = closes - 60 * max(inject.what.ends, 1)
        first, last = (min(opens + hours * _HOUR_S, latest) for hours in inject.what.begins)
    else:
        window = inject.at if isinstance(inject.at, tuple) else (inject.at, inject.at)
        first, last = (_seconds(at, region, election) for at in window)
    dice = stream(seed, "inject-begins", f"{inject.id} {station.id}")
    begins = int(first) + int(dice.integers(max(int(last) - int(first), 1)))
    return Planted(inject, station, begins * SECOND)


def _seconds(at: time, region: Region, election: Election) -> float:
    return election.instant(at, region.zone).timestamp()


def sightings(what: Iterable[Planted], election: Election, seed: int) -> list[Report]:
    """Return what an observer reports of the carousels among some injects."""
    who = next((reporter.id for reporter in election.reporters if reporter.role == OBSERVER), "")
    found: list[Report] = []
    for one in what:
        if one.inject.kind != "repeat-voting":
            continue
        dice = stream(seed, "inject-seen", f"{one.inject.id} {one.station.id}")
        found.append(
            Report(
                id=one.inject.id,
                at=one.begins + int(dice.integers(*SEEN_AFTER)) * SECOND,
                source=who,
                region=one.station.region,
                zone=election.region_by_id[one.station.region].zone,
                place=one.station.id,
                what=_sighting(one.inject.id, one.station.id, who),
            )
        )
    return found


def _sighting(id_: str, station: str, who: str) -> Incident:
    return Incident(
        id=id_,
        at=time(12),
        station=station,
        category="repeat-voting",
        scope="station",
        role="observer",
        reporter=who,
        what="Voters come by bus who have voted at another station before.",
        named_in_source=False,
    )
