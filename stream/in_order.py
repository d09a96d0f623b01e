"""The straight way: the next statement of a station where nothing is out of order.

Nearly all statements arrive once, in order, and change one heading that was
empty. Then the unit's sums grow by that heading alone and most rules cannot
have changed. Anything else is left to the general way (take the station's share
out, fold, put it back), which gives the same sums; a property test holds the
two against each other.
"""

from __future__ import annotations

from stream.events import AnyEvent, CountReported, StationClosed, StationOpened, TurnoutReported
from stream.moment import moments
from stream.station import StationState
from stream.tally import ContestSums


def enter_hour(state: StationState, event: TurnoutReported) -> bool:
    """Enter the next hourly report: later than all others, not falling, within the roll.

    Nine events in ten take this way, so it does the work of ledger, state and
    sums in one place. Returns False, and changes nothing, if this is no such report.
    """
    if not state.straight:
        return False
    prefix, before, voters = state.prefix, state.voters, event.voters
    if event.seq != len(prefix) + 1 or not before <= voters <= state.roll:
        return False
    moment = moments[event.as_of]
    if moment <= state.moment:
        return False
    prefix.append((moments[event.at], moment, voters))
    if voters != before:
        turnout = state.sums.turnout
        turnout[moment] = turnout.get(moment, 0) + voters - before
        state.voters = voters
    state.moment = moment
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
        state.sums.opened += 1
        state.sums.reporting += 1
        state.sums.registered += event.registered
        state.enter(event)
        return ""
    return None


def _closing(state: StationState, event: StationClosed) -> str | None:
    moment = moments[event.at]
    voters = state.voters
    if (
        state.closed is not None
        or event.seq == 1
        or moment <= state.moment
        or not voters <= event.voters <= state.roll
    ):
        return None
    if event.voters != voters:
        turnout = state.sums.turnout
        turnout[moment] = turnout.get(moment, 0) + event.voters - voters
    state.sums.closed += 1
    state.enter(event)
    return ""


def _count(state: StationState, event: CountReported) -> str | None:
    unit = state.source.unit
    if event.contest in state.counts or event.seq == 1 or unit is None:
        return None
    registered = state.registered
    state.enter(event)
    sums = state.sums
    sums.registered += state.registered - registered
    sums.counted += int(len(state.counts) == len(unit.contests))
    contest = sums.contests.get(event.contest)
    if contest is None:
        contest = sums.contests[event.contest] = ContestSums()
    contest.enter(event, state.roll, doubtful=state.doubtful)
    return "P"
