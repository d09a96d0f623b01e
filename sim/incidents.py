"""What people see and report: incidents, and candidates taken off the ballot.

The scenario says what; here it gets its moment, its place and its reporter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, TypeAlias

import numpy as np

from config.election import Election
from config.errors import InputError
from config.scenario import BEFORE, STATION, Incident, Scenario, Withdrawal
from sim.chance import stream
from sim.places import stations_of

OFFICE_HOURS: Final = (time(9), time(18))
"""When things before election day are reported; own assumption."""

COMMISSION: Final = "commission"


@dataclass(frozen=True, slots=True)
class Report:
    """One thing reported.

    Attributes:
        id: of the scenario's entry.
        at: when, milliseconds since 1970 UTC, whole seconds.
        source: who reports it.
        region: where, empty for the nation.
        zone: the clock it is dated by.
        place: the station, region or contest; empty for the nation.
        what: the entry.
    """

    id: str
    at: int
    source: str
    region: str
    zone: tzinfo
    place: str
    what: Incident | Withdrawal


Window: TypeAlias = tuple[datetime, datetime]


def reports(election: Election, script: Scenario, seed: int) -> list[Report]:
    """Return everything that is reported of incidents and withdrawals, in order of time.

    Args:
        election: where.
        script: the scenario as it goes at this election.
        seed: picks places and moments the scenario leaves open.

    Raises:
        InputError: a withdrawal, and no commission to report it; or too few stations.
    """
    found = [report for incident in script.incidents for report in _of(incident, election, seed)]
    found += [_withdrawn(withdrawal, election, seed) for withdrawal in script.withdrawals]
    return sorted(found, key=lambda report: (report.at, report.id, report.place))


def _of(incident: Incident, election: Election, seed: int) -> list[Report]:
    if incident.scope == STATION:
        stations = stations_of(incident, election, seed)
        places = [(station.id, station.region) for station in stations]
    elif incident.region:
        places = [(region, region) for region in incident.region]
    else:
        places = [("", "")]
    return [_report(incident, place, region, election, seed) for place, region in places]


def _report(incident: Incident, place: str, region: str, election: Election, seed: int) -> Report:
    zone = election.region_by_id[region].zone if region else election.official_zone
    dice = stream(seed, "incident", f"{incident.id} {place}")
    if isinstance(incident.at, time):
        begin = election.instant(incident.at, zone)
        window = (begin, begin)
    elif incident.at == BEFORE:
        window = _in_office(election.date - timedelta(days=1), zone)
    else:
        first, last = incident.at
        window = (election.instant(first, zone), election.instant(last, zone))
    return Report(
        id=incident.id,
        at=_drawn(window, dice),
        source=place if incident.reporter == STATION else incident.reporter,
        region=region,
        zone=zone,
        place=place,
        what=incident,
    )


def _withdrawn(withdrawal: Withdrawal, election: Election, seed: int) -> Report:
    region = election.contest_by_id[withdrawal.contest].region
    zone = election.region_by_id[region].zone
    commission = next((who.id for who in election.reporters if who.role == COMMISSION), None)
    if commission is None:
        raise InputError(
            f"election {election.id}, reporters",
            f"nobody of role {COMMISSION} to report withdrawal {withdrawal.id}",
            f"a reporter with role {COMMISSION}",
        )
    eve = election.date - timedelta(days=1)
    day = withdrawal.when if isinstance(withdrawal.when, date) else eve
    return Report(
        id=withdrawal.id,
        at=_drawn(_in_office(day, zone), stream(seed, "withdrawal", withdrawal.id)),
        source=commission,
        region=region,
        zone=zone,
        place=withdrawal.contest,
        what=withdrawal,
    )


def _in_office(day: date, zone: tzinfo) -> Window:
    first, last = (datetime.combine(day, at, zone) for at in OFFICE_HOURS)
    return first, last


def _drawn(window: Window, dice: np.random.Generator) -> int:
    """Draw a moment in whole seconds between two, the first included; milliseconds."""
    first, last = (int(moment.timestamp()) for moment in window)
    return (first + int(dice.integers(max(last - first, 1)))) * 1000
