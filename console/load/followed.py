"""How far the tally of a target is, followed while it is under load."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from config.errors import SaylauError
from sim.load.trace import Trace
from stream.kafka.access import Access
from stream.kafka.figures import PROGRESS, Figures, key_of
from stream.kafka.reader import Reader
from stream.kafka.topics import TALLIES

_WAIT_S: Final = 0.02


class Followed:
    """Notes when our workers said that they had counted how many reports of each partition.

    Args:
        access: to the brokers.
        run: id of the run.
    """

    def __init__(self, access: Access, run: str) -> None:
        self._access = access
        self._key = key_of(run, PROGRESS)
        self._told: dict[int, tuple[list[int], list[float]]] = {}

    def follow(self, over: threading.Event) -> None:
        """Follow them until it is over: all through the load and the judging."""
        while not over.is_set():
            try:
                with Reader(self._access, [TALLIES]) as reader:
                    while not over.is_set():
                        entries = reader.more(_WAIT_S)
                        now = time.monotonic()
                        for entry in entries:
                            if entry.key == self._key:
                                self._note(Figures.of(entry.key, entry.value), now)
            except (SaylauError, ValueError, msgspec.DecodeError):
                # Brokers that are away, and tallies that are none of ours, are told of elsewhere.
                over.wait(_WAIT_S)

    def _note(self, figures: Figures, now: float) -> None:
        for partition, offset in figures.offsets.items():
            offsets, moments = self._told.setdefault(partition, ([], []))
            if not offsets or offset > offsets[-1]:
                offsets.append(offset)
                moments.append(now)

    def waits(self, trace: Trace, partitions: Sequence[int]) -> NDArray[np.float64]:
        """Return float64[n]: seconds from when events were meant to go until they were counted.

        NaN for those that were not, or of which nobody knows where they lie.

        Args:
            trace: of the load.
            partitions: of its events.
        """
        waited = np.full(len(trace), np.nan)
        of = np.asarray(partitions)
        for partition, (offsets, moments) in self._told.items():
            own = np.flatnonzero((of == partition) & (trace.offsets >= 0))
            at = np.searchsorted(np.array(offsets), trace.offsets[own], "right")
            counted = at < len(moments)
            waited[own[counted]] = np.array(moments)[at[counted]]
        return waited - trace.meant
