"""Moments as whole microseconds since 1970 UTC: nothing is rounded, limits are exact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

MILLISECOND: Final = 1_000
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@lru_cache(maxsize=1 << 16)
def moment_of(text: str) -> int:
    """Read a moment as the contract writes it."""
    return since_epoch(datetime.fromisoformat(text))


def since_epoch(moment: datetime) -> int:
    """Return an aware moment in microseconds since 1970 UTC."""
    return (moment - _EPOCH) // _MICROSECOND
