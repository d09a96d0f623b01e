"""Waits: from when records were meant to be sent until something was there, as figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.figure import Figure

MOST_MS: Final = 250.0
"""What is asked of the way to the tally (99 of 100) and to the alert (the same, and all)."""

MEDIAN: Final = "median"
NEARLY_ALL: Final = "99 of 100 within"
LONGEST: Final = "longest"
SHARES: Final[Mapping[str, float]] = MappingProxyType(
    {MEDIAN: 50, "90 of 100 within": 90, NEARLY_ALL: 99, "999 of 1,000 within": 99.9, LONGEST: 100}
)
"""What is told of many waits, each with the share of them in percent."""


def figures(
    way: str,
    waited: NDArray[np.float64],
    shares: Sequence[str] = tuple(SHARES),
    *,
    judged: Collection[str] = (),
) -> Iterator[Figure]:
    """Yield what is told of the waits on one way, in milliseconds.

    Args:
        way: where to, in words.
        waited: float64[n], seconds.
        shares: which of `SHARES`.
        judged: those that are held against `MOST_MS`.
    """
    for share in shares:
        value = 1000 * float(np.percentile(waited, SHARES[share], method="higher"))
        asked = MOST_MS if share in judged else None
        yield Figure(f"{way}: {share}", (value,), "ms", at_most=asked)
