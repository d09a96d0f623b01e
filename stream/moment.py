"""Moments as sources write them: RFC 3339 with an offset.

The hour a report speaks of is written the same way by thousands of stations,
and the seconds of a day are few, so parsed moments are remembered.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII
)
_END: Final = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
MOST_REMEMBERED: Final = 400_000


class Moments(dict[str, float]):
    """Seconds since 1970 UTC by text; `moments[text]` raises ValueError if it is no moment."""

    def __missing__(self, text: str) -> float:
        if _RFC_3339.fullmatch(text) is None:
            raise ValueError(f"{text!r} is not a moment: expected RFC 3339 with an offset")
        seconds = datetime.fromisoformat(text).timestamp()
        if not 0 <= seconds < _END:
            raise ValueError(f"{text!r} lies outside the years 1970 to 9998")
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[text] = seconds
        return seconds

    def seconds(self, texts: Sequence[str]) -> list[float]:
        """Return the seconds of many texts; not a number (nan) for one that is no moment."""
        try:
            return [self[text] for text in texts]
        except ValueError:
            return [self._or_nan(text) for text in texts]

    def _or_nan(self, text: str) -> float:
        try:
            return self[text]
        except ValueError:
            return math.nan


moments: Final = Moments()
"""The moments seen so far in this process."""


def text_of(seconds: float) -> str:
    """Return a moment as UTC text, to the microsecond where it has a fraction."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
