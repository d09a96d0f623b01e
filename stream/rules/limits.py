"""The limits the rules go by, in the units of what they are held against."""

from __future__ import annotations

import math
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from config.rulebook import thresholds

_GIVEN: Final = thresholds()

MINUTE_S: Final = 60.0
HOUR_S: Final = 3600.0

GAP_GRACE_MS: Final = round(_GIVEN.gap_minutes * 60_000)
"""How long a missing number may still be on its way before S103 opens."""

CLOCK_AHEAD_S: Final = _GIVEN.clock_ahead_minutes * MINUTE_S
CLOCK_BEHIND_S: Final = _GIVEN.clock_behind_minutes * MINUTE_S
"""By how much a source may be dated after it was received, and before the hour it speaks of."""

LATE_OPENING_S: Final = _GIVEN.late_opening_minutes * MINUTE_S
EARLY_CLOSING_S: Final = _GIVEN.early_closing_minutes * MINUTE_S

REPORT_GRACE_S: Final = _GIVEN.report_minutes * MINUTE_S
PROTOCOL_GRACE_S: Final = _GIVEN.protocol_minutes * MINUTE_S
"""How long after its moment a report, and a protocol, may come until it is overdue."""

REGULAR_P: Final = _GIVEN.regular_p
REGULAR_LEAST: Final = int(_GIVEN.regular_least)

COUNT_LEAST_S: Final = _GIVEN.count_least_minutes * MINUTE_S
COUNT_BALLOT_S: Final = _GIVEN.count_ballot_seconds

_AN_HOUR: Final = int(HOUR_S / _GIVEN.fastest_service_seconds)
_A_DESK: Final = int(_GIVEN.voters_per_desk)


N = TypeVar("N", int, "NDArray[np.int64]")


def most_an_hour(registered: N) -> N:
    """Return how many voters the desks of a station can serve in an hour at most.

    Args:
        registered: voters on its list; there is one desk for `voters_per_desk` of them.
    """
    return -(-registered // _A_DESK) * _AN_HOUR


def latest_opening(opens: float) -> float:
    """Return until when a station may open (seconds since 1970 UTC); any time without hours."""
    return opens + LATE_OPENING_S if opens > -math.inf else math.inf


def earliest_closing(closes: float) -> float:
    """Return from when on a station may close (seconds since 1970 UTC); any time without hours."""
    return closes - EARLY_CLOSING_S if closes < math.inf else -math.inf


def fastest_count(found: int) -> float:
    """Return in how many seconds so many ballots can be counted at the fastest."""
    return max(COUNT_LEAST_S, COUNT_BALLOT_S * found)
