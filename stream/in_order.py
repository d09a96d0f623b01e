"""The straight way: the next statement of a station where nothing is out of order.

Nearly all statements arrive once, in order, and change one heading that was
empty. Then the unit's sums grow by that heading alone and most rules cannot
have changed. Anything else is left to the general way (take the station's share
out, fold, put it back), which gives the same sums; a property test holds the
two against each other.
"""

from __future__ import annotations

from stream.admission import MOST_STATEMENTS
from stream.events import (
    AnyEvent,
    CountReported,
    IncidentReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
)
from stream.moment import moments
from stream.rules.limits import earliest_closing, latest_opening
from stream.rules.turnout import rushes
from stream.station import StationState


def enter_hour(state: StationState, event: TurnoutReported) -> bool:
    """Enter the next hourly report: later than all others, in which no rule finds anything.

    Returns False, and changes nothing, if this is no such report. Large batches take
    the same way in `stream.courses`.
    """
    if not state.straight:
        return False
    voters = event.voters
    if event.seq != len(state.prefix) + 1 or event.seq > MOST_STATEMENTS:
        return False
    if not state.voters <= voters <= state.roll:
        return False
    moment, hours = moments[event.as_of], state.hours
    before = max(state.moment, hours.opens)
    if not before < moment <= hours.closes:
        return False
    if rushes(voters - state.voters, moment - before, state.per_hour):
        return False
    report = (moments[event.at], moment, voters)
    state.sums.add_voters(moment, voters - state.voters)
    state.take_hours([report])
    return True


def enter_heading(state: StationState, event: AnyEvent) -> str | None:
    """Enter an opening, a closing or a contest's first protocol, next in the sequence.

    Returns:
        The families of rules to judge anew ("" for none), or None if this is no
        straight case; then nothing was changed.
    """
    if event.seq != len(state.prefix) + 1 or state.ahead:
        return None
    if isinstance(event, CountReported):
        return _count(state, event)
    if isinstance(event, StationClosed):
        return _closing(state, event)
    if isinstance(event, StationOpened) and event.seq == 1:
        return _opening(state, event)
    if isinstance(event, IncidentReported) and event.seq > 1:
        state.take(event)
        return ""
    return None


def _opening(state: StationState, event: StationOpened) -> str | None:
    if moments[event.at] > latest_opening(state.hours.opens):
        return None
    sums = state.sums
    sums.opened += 1
    sums.reporting += 1
    sums.registered += event.registered
    state.take(event)
    return ""


def _closing(state: StationState, event: StationClosed) -> str | None:
    moment = moments[event.at]
    before = max(state.moment, state.hours.opens)
    if (
        not state.straight
        or state.counts
        or moment <= before
        or moment < earliest_closing(state.hours.closes)
        or not state.voters <= event.voters <= state.roll
        or rushes(event.voters - state.voters, moment - before, state.per_hour)
    ):
        return None
    sums = state.sums
    sums.add_voters(moment, event.voters - state.voters)
    sums.closed += 1
    state.take(event)
    return "T"


def _count(state: StationState, event: CountReported) -> str | None:
    unit, counts, contest = state.source.unit, state.counts, event.contest
    if unit is None or event.seq == 1 or contest in counts:
        return None
    sums = state.sums
    registered = state.registered
    state.take(event)
    sums.registered += state.registered - registered
    sums.counted += len(counts) == len(unit.contests)
    sums.enter(event, state.roll, doubtful=state.doubtful)
    return "P"
