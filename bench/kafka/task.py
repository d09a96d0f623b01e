"""What a contestant is told: where the records are, how many, and where totals go.

Read by every contestant, whatever it is written in, from one JSON file.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

PUBLISH_EVERY_S: Final = 0.1
"""Totals are published no oftener."""

COMMIT_EVERY_S: Final = 1.0
"""How often offsets (and what goes with them) are committed: as our worker does."""

READY: Final = "saylau-bench ready"
"""A contestant says so on a line of its own when the first record reaches its fold."""

COLLECT_AFTER: Final = (200_000, 20, 50)
"""Thresholds of the garbage collector, those that our worker sets."""


class Place(NamedTuple):
    """Where a station belongs: its region, and the index of its unit."""

    region: str
    unit: int


class Task(msgspec.Struct, frozen=True):
    """The work of one contestant.

    Attributes:
        servers: HOST:PORT of a broker.
        topic, partitions, records: the reports; `records` with those that come twice.
        group: of the consumers, new for each round.
        out: the topic of one partition that totals go to.
        election, run: whose reports they are.
        keys: the key file.
        places: the file of `Place` by station.
        folder: for state, new for each round.
        variant: of the contestant, if it has several.
    """

    servers: str
    topic: str
    partitions: int
    records: int
    group: str
    out: str
    election: str
    run: str
    keys: str
    places: str
    folder: str
    variant: str = ""

    def write(self, path: Path) -> None:
        """Write it to a file."""
        path.write_bytes(msgspec.json.encode(self))

    def read_places(self) -> dict[str, Place]:
        """Return where the stations belong."""
        return msgspec.json.decode(Path(self.places).read_bytes(), type=dict[str, Place])


def given() -> Task:
    """Return the task in the file that the command line names."""
    (path,) = sys.argv[1:]
    return msgspec.json.decode(Path(path).read_bytes(), type=Task)


def say_ready() -> None:
    """Tell the benchmark that the watch may start."""
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()


def let_the_collector_rest() -> None:
    """Give a contestant in Python the same rest from the collector that our worker takes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
