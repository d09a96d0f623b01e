"""Family P3: does the results protocol add up?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from stream.alerts import Evidence, Finding
from stream.events import CountReported
from stream.moment import moments, text_of
from stream.rules.limits import PROTOCOL_GRACE_S, fastest_count
from stream.station import StationState


def sound(count: CountReported, roll: int, ballot: Mapping[str, Any]) -> bool:
    """Say whether no rule of this family finds anything in a protocol by itself.

    Those that look beyond it (`differs_from_closing`, `too_early`) have to be asked as well.

    Args:
        count: of a contest; in brief will do.
        roll: voters on the station's list.
        ballot: the candidates of the contest.
    """
    votes, issued = count.votes, count.issued
    found = count.found_station + count.found_home
    return (
        found == issued
        and sum(votes.values()) + count.against_all + count.invalid == found
        and 0 < found <= roll
        and count.registered == roll
        and count.ballots_received == issued + count.unused + count.spoiled
        and count.found_home <= count.issued_home <= issued
        and votes.keys() == ballot.keys()
    )


def arithmetic(state: StationState, _now: int) -> Iterator[Finding]:
    """P301: votes, against all and invalid differ from the ballots found."""
    for count in state.counts.values():
        told = sum(count.votes.values()) + count.against_all + count.invalid
        if told != count.found:
            yield _finding("P301", state, count, {"sum": told, "found": count.found})


def more_found(state: StationState, _now: int) -> Iterator[Finding]:
    """P302: more ballots found than issued."""
    for count in state.counts.values():
        if count.found > count.issued:
            yield _finding("P302", state, count, {"found": count.found, "issued": count.issued})


def above_roll(state: StationState, _now: int) -> Iterator[Finding]:
    """T201: a protocol has more ballots issued or found than there are voters on the roll.

    Without it one station could bring in more votes than its roll, and no lead
    were certain.
    """
    for count in state.counts.values():
        most = max(count.issued, count.found)
        if most > state.roll:
            yield _finding("T201", state, count, {"ballots": most, "registered": state.roll})


def stock(state: StationState, _now: int) -> Iterator[Finding]:
    """P303: received differ from issued, unused and spoiled; or more at home than can be."""
    for count in state.counts.values():
        used = count.issued + count.unused + count.spoiled
        if used != count.ballots_received:
            yield _finding("P303", state, count, {"received": count.ballots_received, "sum": used})
        elif not count.found_home <= count.issued_home <= count.issued:
            home: Evidence = {
                "found_home": count.found_home,
                "issued_home": count.issued_home,
                "issued": count.issued,
            }
            yield _finding("P303", state, count, home)


def roll_differs(state: StationState, _now: int) -> Iterator[Finding]:
    """P304: the roll of a protocol is not that of the definition."""
    for count in state.counts.values():
        if count.registered != state.roll:
            rolls: Evidence = {"registered": count.registered, "definition": state.roll}
            yield _finding("P304", state, count, rolls)


def differs_from_closing(state: StationState, _now: int) -> Iterator[Finding]:
    """P305: ballots issued differ from the voters that the closing report gives."""
    closed = state.closed
    for count in state.counts.values():
        if closed is not None and count.issued != closed.voters:
            told: Evidence = {"issued": count.issued, "voters_at_closing": closed.voters}
            yield _finding("P305", state, count, told)


def candidates(state: StationState, _now: int) -> Iterator[Finding]:
    """P306: a protocol has candidates who are not on the ballot, or lacks some who are."""
    for contest, count in state.counts.items():
        ballot = state.races[contest].candidates
        unknown, missing = _besides(count.votes, ballot), _besides(ballot, count.votes)
        if unknown or missing:
            yield _finding("P306", state, count, {"unknown": unknown, "missing": missing})


def empty(state: StationState, _now: int) -> Iterator[Finding]:
    """P307: no ballot was found."""
    for count in state.counts.values():
        if not count.found:
            yield _finding("P307", state, count, {"issued": count.issued})


def fewer_found(state: StationState, _now: int) -> Iterator[Finding]:
    """P309: fewer ballots found than issued."""
    for count in state.counts.values():
        if count.found < count.issued:
            yield _finding("P309", state, count, {"found": count.found, "issued": count.issued})


def too_early(state: StationState, _now: int) -> Iterator[Finding]:
    """P310: a protocol is dated before the ballots can have been counted."""
    begins = counting_begins(state)
    for count in state.counts.values():
        earliest = begins + fastest_count(count.found)
        if moments[count.at] < earliest:
            dated: Evidence = {"at": count.at, "earliest": text_of(earliest)}
            yield _finding("P310", state, count, dated)


def counting_begins(state: StationState) -> float:
    """Return when a station's count can begin, seconds since 1970 UTC.

    By its closing; one that has told of none cannot begin before the polls close. Without
    polling hours it can begin at any time.
    """
    if state.closed is not None:
        return moments[state.closed.at]
    return state.hours.closes if state.hours.closes < math.inf else -math.inf


def overdue(state: StationState, now: int) -> Iterator[Finding]:
    """P311: a protocol has not come by the grace after the time that a count may take."""
    unit = state.source.unit
    due = state.hours.counted + PROTOCOL_GRACE_S
    if unit is None or now < due * 1000:
        return
    for contest in unit.contests:
        if contest not in state.counts:
            evidence: Evidence = {"due": text_of(state.hours.counted)}
            yield Finding("P311", state.source.id, evidence, contest)


def _finding(code: str, state: StationState, count: CountReported, evidence: Evidence) -> Finding:
    content: Evidence = {"version": count.version, **evidence}
    return Finding(code, state.source.id, content, count.contest)


def _besides(some: Mapping[str, object], others: Mapping[str, object]) -> list[int | str]:
    return sorted(some.keys() - others.keys())
