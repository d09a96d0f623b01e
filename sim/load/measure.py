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
        known = seconds[~np.isnan(seconds)]
        micro = np.clip(np.rint(known * _MICRO), 1, LONGEST_S * _MICRO).astype(np.int64)
        histogram = HdrHistogram(1, LONGEST_S * _MICRO, _DIGITS)
        for value, times in zip(
            *map(np.ndarray.tolist, np.unique(micro, return_counts=True)), strict=True
        ):
            histogram.record_value(value, times)
        if not known.size:
            return cls(0, 0.0, 0.0, 0.0, 0.0, 0.0, histogram.encode().decode())
        shares = (50, 90, 99, 99.9)
        median, p90, p99, p999 = (histogram.get_value_at_percentile(q) / 1000 for q in shares)
        longest = int(micro.max()) / 1000
        return cls(known.size, median, p90, p99, p999, longest, histogram.encode().decode())


class Second(Struct, frozen=True):
    """One stretch of the load.

    Attributes:
        at: seconds after the start.
        meant, sent, taken: events meant to go, handed over and taken in it.
        waiting: events handed over and not taken at its end.
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
    place = {
        name: _places(moments, trace.begun, width, stretches)
        for name, moments in (("meant", trace.meant), ("sent", trace.sent), ("taken", trace.taken))
    }
    numbers = {name: np.bincount(at[at >= 0], minlength=stretches) for name, at in place.items()}
    waiting = np.cumsum(numbers["sent"] - numbers["taken"])
    took = 1000 * (trace.taken - trace.meant)
    order = np.argsort(place["meant"], kind="stable")
    cuts = np.searchsorted(place["meant"][order], np.arange(stretches + 1))
    found: list[Second] = []
    for at in range(stretches):
        own = took[order[cuts[at] : cuts[at + 1]]]
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


def _places(moments: Seconds, begun: float, width: float, stretches: int) -> NDArray[np.int64]:
    """Return in which stretch each moment lies; -1 for never."""
    known = ~np.isnan(moments)
    places = np.full(len(moments), -1, np.int64)
    places[known] = np.clip((moments[known] - begun) // width, 0, stretches - 1).astype(np.int64)
    return places
