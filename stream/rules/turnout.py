"""Family T2: can that many people have voted, then?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from stream.alerts import Finding
from stream.moment import moments, text_of
from stream.rules.limits import (
    HOUR_S,
    REGULAR_LEAST,
    REGULAR_P,
    REPORT_GRACE_S,
    earliest_closing,
    latest_opening,
)
from stream.station import StationState


def above_roll(state: StationState, _now: int) -> Iterator[Finding]:
    """T201: a figure that counts is above the station's roll."""
    roll = state.source.registered
    above = [(moment, voters) for moment, voters in state.turnout() if voters > roll]
    if above:
        moment, voters = above[-1]
        yield Finding(
            "T201",
            state.source.id,
            {"as_of": text_of(moment), "voters": voters, "registered": roll},
        )


def fell(state: StationState, _now: int) -> Iterator[Finding]:
    """T202: a later cumulative figure is below an earlier one."""
    falls = [(before, after) for before, after in pairwise(state.turnout()) if after[1] < before[1]]
    if falls:
        (earlier, high), (later, low) = falls[-1]
        yield Finding(
            "T202",
            state.source.id,
            {"from": text_of(earlier), "voters": high, "to": text_of(later), "then": low},
        )


def too_fast(state: StationState, _now: int) -> Iterator[Finding]:
    """T203: more voters between two figures than the desks can serve."""
    figures = [(state.hours.opens, 0), *state.turnout()]
    fast = [
        (before, after)
        for before, after in pairwise(figures)
        if rushes(after[1] - before[1], after[0] - before[0], state.per_hour)
    ]
    if fast:
        (earlier, few), (later, many) = fast[-1]
        yield Finding(
            "T203",
            state.source.id,
            {
                "from": text_of(earlier),
                "to": text_of(later),
                "new": many - few,
                "at_most_an_hour": state.per_hour,
            },
        )


def rushes(new: int, seconds: float, per_hour: int) -> bool:
    """Say whether so many new voters are more than can be served in some seconds.

    A pause of less than an hour counts as an hour: the line of the hour before is served in it.
    """
    return new * HOUR_S > per_hour * max(seconds, HOUR_S)


def outside_hours(state: StationState, _now: int) -> Iterator[Finding]:
    """T204: voting, opening or closing at an hour when it may not be."""
    hours, place = state.hours, state.source.id
    figures = state.figures()
    closed = state.closed
    early = [each for each in figures.items() if each[0] <= hours.opens and each[1]]
    if early:
        moment, voters = early[-1]
        evidence: dict[str, int | str | list[int | str]]
        evidence = {"as_of": text_of(moment), "voters": voters, "opens": text_of(hours.opens)}
        yield Finding("T204", place, evidence, "before")
    by_closing = [voters for moment, voters in figures.items() if moment <= hours.closes]
    most = (by_closing[-1] if by_closing else 0) + (closed.queued if closed else 0)
    late = [each for each in figures.items() if each[0] > hours.closes and each[1] > most]
    if late:
        moment, voters = late[-1]
        evidence = {"as_of": text_of(moment), "voters": voters, "with_the_line": most}
        yield Finding("T204", place, evidence, "after")
    opened = state.opened
    if opened is not None and moments[opened.at] > latest_opening(hours.opens):
        evidence = {"opened": opened.at, "opens": text_of(hours.opens)}
        yield Finding("T204", place, evidence, "opened-late")
    if (
        closed is not None
        and moments[closed.at] < earliest_closing(hours.closes)
        and closed.voters < state.roll
    ):
        evidence = {"closed": closed.at, "closes": text_of(hours.closes)}
        yield Finding("T204", place, evidence, "closed-early")


def overdue(state: StationState, now: int) -> Iterator[Finding]:
    """T205: nothing was heard by the grace after an hour that is as late as that hour."""
    due = due_by(state.hours.opens, state.hours.closes, now)
    if due is None or state.closed is not None or state.counts:
        return
    if due == state.hours.opens:
        heard = bool(state.prefix or state.ahead)
    else:
        heard = max(state.figures(), default=-math.inf) >= due
    if not heard:
        last = max(state.figures(), default=None)
        evidence: dict[str, int | str | list[int | str]] = {"due": text_of(due)}
        if last is not None:
            evidence["last"] = text_of(last)
        yield Finding("T205", state.source.id, evidence)


def due_by(opens: float, closes: float, now: int) -> float | None:
    """Return the latest moment that something had to be heard of by `now`, None if none yet.

    Args:
        opens: of the polls, seconds since 1970 UTC.
        closes: of the polls.
        now: receive time, milliseconds since 1970 UTC.
    """
    passed = now / 1000 - REPORT_GRACE_S - opens
    if not 0 <= passed < math.inf:
        return None
    hours = math.floor(passed / HOUR_S)
    return opens + HOUR_S * min(hours, math.floor((closes - opens) / HOUR_S))


def regular(state: StationState, _now: int) -> Iterator[Finding]:
    """T206: figures that chance hardly brings: the same growth hour by hour, or round ones."""
    if state.closed is None:
        return
    voters = [number for moment, number in state.figures().items() if moment <= state.hours.closes]
    if len(voters) < REGULAR_LEAST:
        return
    run, growth, p_even = most_even([voters[0], *(b - a for a, b in pairwise(voters))])
    if p_even < REGULAR_P:
        yield Finding("T206", state.source.id, {"hours_running": run, "new_each": growth}, "even")
    different = {number for number in voters if number}
    round_ones = sum(number % 10 == 0 for number in different)
    if at_least(round_ones, len(different), 0.1) < REGULAR_P:
        evidence: dict[str, int | str | list[int | str]]
        evidence = {"multiples_of_ten": round_ones, "figures": len(different)}
        yield Finding("T206", state.source.id, evidence, "round")


def most_even(growth: Sequence[int]) -> tuple[int, int, float]:
    """Return the run of hours with equal growth that chance brings least.

    Returns:
        Its length, the growth, and the probability that one of the hours begins such a run,
        each hour having as many voters as came on average in the run, at random.
    """
    best = (1, 0, 1.0)
    start = 0
    for end in range(1, len(growth) + 1):
        if end < len(growth) and growth[end] == growth[start]:
            continue
        length, mean = end - start, growth[start]
        if length > 1 and mean > 0:
            equal = 1 / (2 * math.sqrt(math.pi * mean))
            p = min((len(growth) - length + 1) * min(equal, 1.0) ** (length - 1), 1.0)
            best = min(best, (length, mean, p), key=lambda found: found[2])
        start = end
    return best


def at_least(hits: int, trials: int, p: float) -> float:
    """Return the probability of so many hits or more in independent trials (binomial)."""
    return math.fsum(
        math.comb(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(hits, trials + 1)
    )
