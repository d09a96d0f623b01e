"""Times of day as a person writes them."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
EXPECTED: Final = 'a time of day such as "07:30"'


def clock_time(value: object) -> time:
    """Read "HH:MM"; a `time` without a zone is taken as it is.

    Raises:
        ValueError: saying what is expected.
    """
    if isinstance(value, time) and value.tzinfo is None:
        return value
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(EXPECTED)
    return time(int(found[1]), int(found[2]))
