"""T201 to T204: figures that cannot be, and polls that were open at a wrong hour."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final, TypeAlias

from config.rulebook import thresholds
from sim.oracle.moments import HOUR, MINUTE, SECOND, moment_of
from sim.oracle.regularity import even, mostly_round
from sim.oracle.spells import Condition
from sim.oracle.standing import Standing
from sim.oracle.terms import Terms

_LIMITS: Final = thresholds()
_SERVICE: Final = round(_LIMITS.fastest_service_seconds * SECOND)
_LATE: Final = round(_LIMITS.late_opening_minutes * MINUTE)
_EARLY: Final = round(_LIMITS.early_closing_minutes * MINUTE)

Test: TypeAlias = Callable[[Standing, Terms], bool]


def turnout_conditions(standing: Standing, terms: Terms) -> Iterator[Condition]:
    """Yield what holds of the figures and the hours of a station."""
    for condition, holds in _TESTS.items():
        if holds(standing, terms):
            yield condition


def _above_roll(standing: Standing, terms: Terms) -> bool:
    return any(voters > terms.registered for _, voters in standing.course)


def _fell(standing: Standing, _: Terms) -> bool:
    return any(later < earlier for (_, earlier), (_, later) in pairwise(standing.course))


def _too_fast(standing: Standing, terms: Terms) -> bool:
    desks = math.ceil(terms.registered / _LIMITS.voters_per_desk)
    return any(
        (many - few) * _SERVICE > desks * max(later - earlier, HOUR)
        for (earlier, few), (later, many) in pairwise([(terms.opens, 0), *standing.course])
    )


def _before_the_polls(standing: Standing, terms: Terms) -> bool:
    """Whoever had voted by the moment of opening had voted before it."""
    return any(voters for as_of, voters in standing.hours if as_of <= terms.opens)


def _after_the_polls(standing: Standing, terms: Terms) -> bool:
    """More than by the last figure of the polling hours, and those who stood in line then."""
    inside = [voters for as_of, voters in standing.hours if as_of <= terms.closes]
    outside = [voters for as_of, voters in standing.hours if as_of > terms.closes]
    in_line = standing.closed.queued if standing.closed else 0
    return max(outside, default=0) > (inside[-1] if inside else 0) + in_line


def _opened_late(standing: Standing, terms: Terms) -> bool:
    opened = standing.opened
    return opened is not None and moment_of(opened.at) > terms.opens + _LATE


def _closed_early(standing: Standing, terms: Terms) -> bool:
    closed = standing.closed
    return (
        closed is not None
        and moment_of(closed.at) < terms.closes - _EARLY
        and closed.voters < terms.registered
    )


OPENED_LATE: Final = ("T204", "opened-late")
CLOSED_EARLY: Final = ("T204", "closed-early")

_TESTS: Final[dict[Condition, Test]] = {
    ("T201", ""): _above_roll,
    ("T202", ""): _fell,
    ("T203", ""): _too_fast,
    ("T204", "before"): _before_the_polls,
    ("T204", "after"): _after_the_polls,
    OPENED_LATE: _opened_late,
    CLOSED_EARLY: _closed_early,
    ("T206", "even"): even,
    ("T206", "round"): mostly_round,
}
