"""Faces: what viewers are shown of a place, a station or an alert, as plain data.

Figures are whole numbers, moments milliseconds since 1970 UTC; names are looked up by viewers in
the outline.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from stream.alerts import Alert
from stream.contest_stage import AreaTally, ContestTally
from stream.moment import moments
from stream.rules.catalogue import Severity
from stream.station import StationState
from stream.station_stage import LATE

Face: TypeAlias = dict[str, Any]

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "notice")
NO_ALERTS: Final[Mapping[str, int]] = dict.fromkeys(SEVERITIES, 0)


def area(tally: AreaTally, alerts: Mapping[str, int]) -> Face:
    """Return the face of the nation, a region or a district.

    Args:
        tally: of it.
        alerts: open ones by severity.
    """
    return {
        "stations": tally.stations,
        "roll": tally.roll,
        "voters": tally.voters,
        "opened": tally.opened,
        "reporting": tally.reporting,
        "closed": tally.closed,
        "counted": tally.counted,
        "registered": tally.registered,
        "protocols": tally.protocols,
        "ballots": tally.ballots,
        "ballots_roll": tally.ballots_roll,
        "against_all": tally.against_all,
        "invalid": tally.invalid,
        "contests": tally.contests,
        "decided": tally.decided,
        "called": tally.called,
        "votes": tally.for_candidates,
        "seats": tally.seats,
        "alerts": alerts,
    }


def contest(tally: ContestTally, held: int) -> Face:
    """Return the face of a contest, of whose stations `held` are held."""
    standing = tally.standing
    leader = tally.race.candidates[standing.leader] if standing.leader else None
    return {
        "leader_name": leader.name if leader else "",
        "leader_party": leader.nominated_by if leader else "",
        "counted": tally.counted,
        "ballots": tally.ballots,
        "votes": tally.votes,
        "against_all": tally.count.against_all,
        "invalid": tally.count.invalid,
        "leader": standing.leader,
        "margin": standing.margin,
        "decision": standing.decision,
        "winner": standing.winner,
        "certain": standing.certain,
        "held": held,
    }


def station(state: StationState | None, alerts: Mapping[str, int], *, held: bool) -> Face:
    """Return the face of a station; without a state it has said nothing."""
    turnout = state.turnout() if state else []
    as_of, voters = turnout[-1] if turnout else (None, 0)
    opened = state.opened if state else None
    closed = state.closed if state else None
    return {
        "opened": _milliseconds(opened.at) if opened else None,
        "voters": voters,
        "as_of": None if as_of is None else round(1000 * as_of),
        "closed": _milliseconds(closed.at) if closed else None,
        "counted": state.counted if state else False,
        "registered": state.registered if state else 0,
        "late": any(alert.startswith(LATE) for ids in state.open_ids.values() for alert in ids)
        if state
        else False,
        "alerts": [alerts[severity] for severity in SEVERITIES],
        "held": held,
    }


def alert(one: Alert, handling: Mapping[str, str]) -> Face:
    """Return the face of an alert, with how people handled it."""
    return {
        "id": one.id,
        "code": one.code,
        "severity": one.severity,
        "scope": one.scope,
        "place": one.place,
        "region": one.region,
        "opened": one.opened,
        "cleared": one.cleared,
        "count": one.count,
        "evidence": one.evidence,
        **handling,
    }


def _milliseconds(moment: str) -> int:
    return round(1000 * moments[moment])
