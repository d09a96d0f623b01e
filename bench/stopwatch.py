"""A stopwatch with two hands: wall time, and the processor time of this process."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter, process_time


@dataclass(frozen=True)
class Lap:
    """How long something took, in seconds; `cpu_s` is all cores together."""

    wall_s: float
    cpu_s: float

    def __add__(self, other: Lap) -> Lap:
        return Lap(self.wall_s + other.wall_s, self.cpu_s + other.cpu_s)


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._wall, self._cpu = perf_counter(), process_time()

    def lap(self) -> Lap:
        """Return the time since the start."""
        wall, cpu = perf_counter(), process_time()
        return Lap(wall - self._wall, cpu - self._cpu)


def median(laps: Sequence[Lap]) -> Lap:
    """Return the medians of both hands."""
    return Lap(
        statistics.median(lap.wall_s for lap in laps),
        statistics.median(lap.cpu_s for lap in laps),
    )


def interleaved(
    works: Mapping[str, Callable[[], object]], rounds: int
) -> dict[str, tuple[Lap, ...]]:
    """Time several works in turn, A B C A B C, so that noise meets all of them.

    A round before the first does not count.
    """
    laps: dict[str, list[Lap]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            watch = Stopwatch()
            work()
            if number:
                laps[name].append(watch.lap())
    return {name: tuple(all_of) for name, all_of in laps.items()}
