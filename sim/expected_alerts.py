"""Which alerts the day has to raise, and when: the oracle of the rules.

A statement is judged when it arrives, on what stands of its station's statements
by then; so a slip raises its alert at its receive time and the correction
clears it. What has not come is overdue at a fixed receive time. Written apart
from the rules it judges.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Final

from config.election import Election
from sim.expected_tally import Heard
from sim.oracle.alert import ExpectedAlert, in_order
from sim.oracle.incident import CODES as INCIDENTS
from sim.oracle.incident import incident_alerts
from sim.oracle.overturned import CODES as OVERTURNED
from sim.oracle.overturned import overturned_alerts
from sim.oracle.source import source_alerts
from sim.oracle.station import station_alerts
from sim.oracle.terms import Terms
from stream.events import CandidateWithdrawn, CountReported
from stream.rejection import REASON_CODES

__all__ = ["CODES", "ExpectedAlert", "expected_alerts", "in_order"]

_SOURCE: Final = ("S103", "S104", "S106")
_TURNOUT: Final = ("T201", "T202", "T203", "T204", "T205", "T206")
_PROTOCOL: Final = (
    *("P301", "P302", "P303", "P304", "P305", "P306", "P307"),
    *("P309", "P310", "P311"),
)

CODES: Final = frozenset((*_SOURCE, *_TURNOUT, *_PROTOCOL, *OVERTURNED, *INCIDENTS, *REASON_CODES))
"""The rules the truth speaks of: all but those that hold stations against their peers.

Those on what was said are judged here, those on refused records in `sim.refusals`.
"""


def expected_alerts(
    election: Election, regions: Iterable[str], heard: Heard, end: int
) -> list[ExpectedAlert]:
    """Return the alerts of the stations of some regions and of the reporters, in order of opening.

    Args:
        election: the definition.
        regions: whose stations are judged, heard of or not; those of others are left out.
        heard: all that was delivered of these stations, and of reporters.
        end: the last receive time of the whole run, other regions' and refused records'
            included, milliseconds since 1970 UTC. Deadlines up to it have passed, and all of
            them once all polls have closed by it.
    """
    among = set(regions)
    stations = election.station_by_id
    over = election.last_closing.timestamp() * 1000
    reached = math.inf if end >= over else end
    found: list[ExpectedAlert] = []
    for station in election.stations:
        if station.region in among:
            said = heard.get(station.id, ())
            found += station_alerts(station.id, Terms.of(election, station), said, reached)
    for source, said in heard.items():
        if source not in stations or stations[source].region in among:
            found += source_alerts(source, said)
            found += incident_alerts(election.id, source, said)
    found += _overturned(election, among, heard)
    return sorted(found, key=in_order)


def _overturned(election: Election, regions: set[str], heard: Heard) -> Iterator[ExpectedAlert]:
    """Yield the alerts of the contests of some regions in which a protocol was corrected."""
    stations: dict[str, list[str]] = {}
    for station in election.stations:
        for contest in station.contests:
            stations.setdefault(contest, []).append(station.id)
    corrected = {
        event.contest
        for said in heard.values()
        for _, event in said
        if isinstance(event, CountReported) and event.version > 1
    }
    withdrawn = sorted(
        (
            (received, event)
            for said in heard.values()
            for received, event in said
            if isinstance(event, CandidateWithdrawn)
        ),
        key=lambda one: one[0],
    )
    for contest in sorted(corrected):
        if election.contest_by_id[contest].region in regions:
            names = [candidate.id for candidate in election.candidates_of[contest]]
            said = {station: heard.get(station, ()) for station in stations[contest]}
            yield from overturned_alerts(contest, names, said, withdrawn)
