"""Records fed to the pipeline of one process at a constant rate, whether or not it keeps up."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.alert_latency import Raised
from bench.open_loop import BEAT_S, some_of
from console import compose
from console.folder import JOURNAL, KEYS
from sim.journal import Journal
from stream.keys import KeyRing
from stream.pipeline import Pipeline
from stream.roster import Roster


class Fed(NamedTuple):
    """What came of it.

    Attributes:
        meant: float64[n], when each record was meant to be fed, seconds of the monotonic clock.
        raised: the alerts in the order they came; each came when the feed with it returned.
        until: when the last feed returned, seconds of the monotonic clock.
        longest_s: the longest that any record waited until the feed with it returned.
    """

    meant: NDArray[np.float64]
    raised: list[Raised]
    until: float
    longest_s: float


def feed(folder: Path, rate: float) -> Fed:
    """Feed all records of a journal, at each turn those that are due by then.

    Args:
        folder: holds the journal and its keys.
        rate: records a second.
    """
    journal = folder / JOURNAL
    header = Journal.open(journal).header
    roster = Roster.of(compose.election_of(header.election), header.run, header.partitions)
    pipeline = Pipeline(roster, KeyRing.read(folder / KEYS))
    records = some_of(journal, None)
    raised: list[Raised] = []
    fed, longest = 0, 0.0
    at = time.monotonic()
    meant = at + np.arange(len(records)) / rate
    while fed < len(records):
        due = int(np.searchsorted(meant, time.monotonic(), "right"))
        if due == fed:
            time.sleep(BEAT_S)
            continue
        update = pipeline.feed(records[fed:due])
        at = time.monotonic()
        raised += (Raised(at, alert.id, alert.opened) for alert in update.alerts)
        longest = max(longest, at - float(meant[fed]))
        fed = due
    return Fed(meant, raised, at, longest)
