"""Deadlines: when receive time alone makes something overdue, and at which stations."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.roster import ALWAYS, PollingHours, Roster
from stream.rules.limits import GAP_GRACE_MS, HOUR_S, PROTOCOL_GRACE_S, REPORT_GRACE_S

NEVER_MS: Final = 1 << 62


class Deadline(NamedTuple):
    """A moment by which something has to have come.

    Attributes:
        due: receive time, milliseconds since 1970 UTC.
        family: of the rules to be asked then.
        by: what has to be heard of: an hour (seconds since 1970 UTC) or later; the opening
            is that of the polls. For protocols, when the count has to be done.
        rows: int64[n], the stations.
    """

    due: int
    family: str
    by: float
    rows: NDArray[np.int64]


class Deadlines:
    """Those of a day that are still to come, in order.

    Args:
        roster: whose stations they are; without polling hours there is no deadline.
    """

    def __init__(self, roster: Roster) -> None:
        kinds = [*dict.fromkeys(roster.hours.values())]
        number = {hours: place for place, hours in enumerate(kinds)}
        kind = roster.by_unit(
            "hours", lambda unit: number.get(roster.hours.get(unit.region, ALWAYS), -1), -1
        )
        found = [
            deadline
            for place, hours in enumerate(kinds)
            for deadline in _of(hours, np.flatnonzero(kind == place))
        ]
        self._waiting = sorted(found, key=lambda deadline: deadline.due, reverse=True)

    @property
    def next(self) -> int:
        """When the next one is due, milliseconds since 1970 UTC."""
        return self._waiting[-1].due if self._waiting else NEVER_MS

    def pop(self) -> Deadline:
        """Return the next one, which is passed then."""
        return self._waiting.pop()

    def skip(self, watermark: int) -> None:
        """Leave out what was due by a receive time, milliseconds since 1970 UTC."""
        while self.next <= watermark:
            self.pop()


def end_of_day(hours: Collection[PollingHours], watermark: int) -> int:
    """Return the receive time up to which deadlines have passed, if nothing more comes.

    Once all polls have closed the day is over, and protocols that have not come are missing.

    Args:
        hours: of all regions.
        watermark: the highest receive time, milliseconds since 1970 UTC.
    """
    over = max((each.closes for each in hours), default=math.inf)
    if watermark < _ms(over):
        return watermark
    return max(watermark, end_of_count(hours))


def end_of_count(hours: Iterable[PollingHours]) -> int:
    """Return the receive time by which all protocols are due; 0 where there is no such time."""
    counted = (each.counted for each in hours if math.isfinite(each.counted))
    return max((_ms(moment + PROTOCOL_GRACE_S) for moment in counted), default=0)


def end_of_stream(hours: Collection[PollingHours], watermark: int) -> int:
    """Return the receive time by which all that is missing has been noticed; see `end_of_day`.

    A number that is missing has its grace.
    """
    return max(end_of_day(hours, watermark), watermark + GAP_GRACE_MS)


def _of(hours: PollingHours, rows: NDArray[np.int64]) -> list[Deadline]:
    if not np.isfinite([hours.opens, hours.closes, hours.counted]).all():
        return []
    reports = np.arange(hours.opens, hours.closes + 1, HOUR_S).tolist()
    return [
        *(Deadline(_ms(hour + REPORT_GRACE_S), "T", hour, rows) for hour in reports),
        Deadline(_ms(hours.counted + PROTOCOL_GRACE_S), "P", hours.counted, rows),
    ]


def _ms(seconds: float) -> int:
    return round(seconds * 1000) if math.isfinite(seconds) else NEVER_MS
