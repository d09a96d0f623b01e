"""Measures of a load: latencies as histograms, and what happened second by second."""

from __future__ import annotations

from typing import Final

import numpy as np
from hdrh.histogram import HdrHistogram
from msgspec import Struct
from numpy.typing import NDArray

from sim.load.trace import Trace

LONGEST_S: Final = 3_600
"""What took longer is counted as this long."""

_DIGITS: Final = 3
_MICRO: Final = 1_000_000
_AT_ONCE: Final = 1 << 18
"""Events looked at in a row, so that much less than their trace is needed beside it."""

Seconds = NDArray[np.float64]


class Latency(Struct, frozen=True):
    """How long something took, in milliseconds; three significant digits (HDR histogram).

    Attributes:
        count: of how many events; all else is 0 where there was none.
        median, p90, p99, p999: so long at most did 50, 90, 99 and 99.9 % of them take.
        longest: of all.
        histogram: all of it, in the compressed form that HDR histograms are exchanged in.
    """

    count: int
    median: float
    p90: float
    p99: float
    p999: float
    longest: float
    histogram: str

    @classmethod
    def of(cls, seconds: Seconds) -> Latency:
        """Return the latencies among float64[n]; NaN are left out, and less than 0 is 0."""
        histogram = HdrHistogram(1, LONGEST_S * _MICRO, _DIGITS)
        count, longest_micro = 0, 0
        for start in range(0, len(seconds), _AT_ONCE):
            part = seconds[start : start + _AT_ONCE]
            part = part[~np.isnan(part)]
            micro = np.clip(np.rint(part * _MICRO), 1, LONGEST_S * _MICRO).astype(np.int64)
            values, numbers = np.unique(micro, return_counts=True)
            for value, times in zip(values.tolist(), numbers.tolist(), strict=True):
                histogram.record_value(value, times)
            count += part.size
            longest_micro = max(longest_micro, int(micro.max(initial=0)))
        if not count:
            return cls(0, 0.0, 0.0, 0.0, 0.0, 0.0, histogram.encode().decode())
        shares = (50, 90, 99, 99.9)
        median, p90, p99, p999 = (histogram.get_value_at_percentile(q) / 1000 for q in shares)
        longest = longest_micro / 1000
        return cls(count, median, p90, p99, p999, longest, histogram.encode().decode())


class Second(Struct, frozen=True):
    """One stretch of the load.

    Attributes:
        at: seconds after the start.
        meant, sent, taken: events meant to go, handed over and taken in it.
        waiting: events handed over and not answered at its end.
        median_ms, p99_ms, longest_ms: latencies of the events that were meant to go in it, None
            where none of them was taken.
    """

    at: float
    meant: int
    sent: int
    taken: int
    waiting: int
    median_ms: float | None
    p99_ms: float | None
    longest_ms: float | None


def series(trace: Trace, most: int = 600) -> tuple[float, list[Second]]:
    """Return how long a stretch is, in seconds, and the stretches of a load.

    Args:
        trace: of the load.
        most: stretches; a longer load has longer ones.
    """
    whole = max(trace.ended - trace.begun, 1e-9)
    width = float(max(1, -(-int(np.ceil(whole)) // most)))
    stretches = int(whole // width) + 1
    numbers = {
        name: _numbers(moments - trace.begun, width, stretches)
        for name, moments in (("meant", trace.meant), ("sent", trace.sent), ("taken", trace.taken))
    }
    refused = np.array([*trace.refused.values()]) - trace.begun
    answered = numbers["taken"] + _numbers(refused, width, stretches)
    waiting = np.cumsum(numbers["sent"] - answered)
    # Moments meant do not go back, but for those of a target that was sent as much as it took.
    meant = trace.meant - trace.begun
    order = None if (meant[1:] >= meant[:-1]).all() else np.argsort(meant, kind="stable")
    meant = meant if order is None else meant[order]
    cuts = np.searchsorted(meant, width * np.arange(stretches + 1))
    cuts[-1] = np.count_nonzero(~np.isnan(meant))
    found: list[Second] = []
    for at in range(stretches):
        which = slice(cuts[at], cuts[at + 1])
        events = which if order is None else order[which]
        own = 1000 * (trace.taken[events] - trace.meant[events])
        own = own[~np.isnan(own)]
        median, p99, longest = (
            np.round(np.percentile(own, (50, 99, 100)), 3).tolist() if own.size else (None,) * 3
        )
        found.append(
            Second(
                at=at * width,
                meant=int(numbers["meant"][at]),
                sent=int(numbers["sent"][at]),
                taken=int(numbers["taken"][at]),
                waiting=int(waiting[at]),
                median_ms=median,
                p99_ms=p99,
                longest_ms=longest,
            )
        )
    return width, found


def _numbers(since: Seconds, width: float, stretches: int) -> NDArray[np.int64]:
    """Return how many moments lie in each stretch."""
    numbers = np.zeros(stretches, np.int64)
    for start in range(0, len(since), _AT_ONCE):
        part = since[start : start + _AT_ONCE]
        places = np.clip(part[~np.isnan(part)] // width, 0, stretches - 1).astype(np.int64)
        numbers += np.bincount(places, minlength=stretches)
    return numbers
