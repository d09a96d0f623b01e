"""The ticking of the simulated clock: a stream of records cut into equal spans of time.

A view is repainted and the pace is kept once a tick. Quiet spans give empty
ticks, so that the clock moves on when nothing is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stream.record import Record


@dataclass(frozen=True, slots=True)
class Tick:
    """Records received after the last tick and before `until` (milliseconds since 1970 UTC)."""

    until: int
    records: list[Record]


def ticks(records: Iterable[Record], start: int, step: int) -> Iterator[Tick]:
    """Cut records, in order of receive time, into ticks of `step` milliseconds.

    The first tick ends at `start` and holds all that came before, however long
    before; the last one ends where the tick of the last record ends.

    Raises:
        ValueError: `step` is not positive.
    """
    if step <= 0:
        raise ValueError(f"step is {step}, it has to be positive")
    batch: list[Record] = []
    until = start
    for record in records:
        while record.received >= until:
            yield Tick(until, batch)
            batch = []
            until += step
        batch.append(record)
    yield Tick(until, batch)
