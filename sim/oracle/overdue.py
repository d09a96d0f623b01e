"""T205 and P311: reports and protocols that had to have come by some receive time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from config.rulebook import thresholds
from sim.oracle.moments import HOUR, MILLISECOND, MINUTE
from sim.oracle.spells import Condition
from sim.oracle.standing import Standing
from sim.oracle.terms import Terms

_LIMITS: Final = thresholds()
_REPORT: Final = round(_LIMITS.report_minutes * MINUTE)
_PROTOCOL: Final = round(_LIMITS.protocol_minutes * MINUTE)


def deadlines(terms: Terms) -> list[int]:
    """Return the receive times at which something is due, in order; milliseconds since 1970 UTC."""
    hours = range(terms.opens, terms.closes + 1, HOUR)
    due = [*(hour + _REPORT for hour in hours), terms.counted + _PROTOCOL]
    return sorted(moment // MILLISECOND for moment in due)


def overdue_conditions(standing: Standing, terms: Terms, now: int) -> Iterator[Condition]:
    """Yield what has not come by a receive time, milliseconds since 1970 UTC."""
    by_now = now * MILLISECOND
    if _report_missing(standing, terms, by_now - _REPORT):
        yield "T205", ""
    if by_now >= terms.counted + _PROTOCOL:
        for contest in terms.ballots:
            if contest not in standing.counts:
                yield "P311", contest


def _report_missing(standing: Standing, terms: Terms, by: int) -> bool:
    """Say whether nothing was heard that was due by a moment, the latest full hour before it."""
    if by < terms.opens or standing.closed is not None or standing.counts:
        return False
    hour = min(by, terms.closes) - (min(by, terms.closes) - terms.opens) % HOUR
    if hour == terms.opens:
        return not standing
    return not standing.hours or standing.hours[-1][0] < hour
