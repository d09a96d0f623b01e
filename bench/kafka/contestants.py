"""Who is measured: how each is started, what it keeps, and what it does less than our worker."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.kafka import java
from bench.kafka.task import READY, Task

ROOT: Final = Path(__file__).parents[2]
PEERS: Final = ROOT / ".venv-peers" / "bin" / "python"
SAYLAU: Final = Path(sys.executable).with_name("saylau")
WORKER: Final = "worker"
_WORKER_READY: Final = re.compile(r"\bpartition[ =](\d+)")

Command = Callable[[Task, Path], Sequence[str]]


@dataclass(frozen=True)
class Contestant:
    """One program that tallies the reports.

    Attributes:
        name: for the command line.
        label: for people.
        command: words that start it, from its task and the file that holds the task.
        keeps: where the stations' state is.
        less: what it does less than our worker.
        package: distribution whose version counts, and whether it is one of the peers'.
        share: of the records it gets; who is slow gets fewer, and rates are by the record.
        variant: see `Task`.
        commits: whether it commits offsets to Kafka.
    """

    name: str
    label: str
    command: Command
    keeps: str
    less: str
    package: str = ""
    peer: bool = False
    share: float = 1.0
    variant: str = ""
    commits: bool = True

    def ready(self, said: str, partitions: int) -> bool:
        """Say by its output whether it has joined and its work begins."""
        if self.name == WORKER:
            return len(set(_WORKER_READY.findall(said))) >= partitions
        return READY in said


def worker_command(task: Task, _file: Path) -> Sequence[str]:
    """Return the words that start our worker."""
    return [
        *(str(SAYLAU), "worker", "--kafka", f"kafka://{task.servers}"),
        *("--run", task.run, "--election", task.election, "--keys", task.keys),
    ]


def _module(name: str, python: str) -> Command:
    return lambda _task, file: [python, "-m", f"bench.kafka.{name}", str(file)]


def _streams(_task: Task, file: Path) -> Sequence[str]:
    return java.command("saylau.bench.Tally", file)


_PLAIN: Final = "rules, alerts, dead letters, sums by candidate"
_HERE, _THERE = sys.executable, str(PEERS)

CONTESTANTS: Final = (
    Contestant(
        WORKER,
        "Saylau's worker",
        worker_command,
        "memory, pages in a changelog",
        "",
        "saylau",
    ),
    Contestant(
        "core",
        "limit: bare loop, our core",
        _module("bare_loop", _HERE),
        "memory only",
        "changelog, partials, totals while it runs; rules and alerts it has",
        "confluent-kafka",
        variant="core",
    ),
    Contestant(
        "bare",
        "limit: bare loop, plain fold",
        _module("bare_loop", _HERE),
        "memory only",
        f"changelog, {_PLAIN}",
        "confluent-kafka",
    ),
    Contestant(
        "streams",
        "Kafka Streams",
        _streams,
        "RocksDB and a changelog",
        f"{_PLAIN}, ranges of figures",
        "kafka-streams",
    ),
    Contestant(
        "bytewax",
        "Bytewax",
        _module("bytewax_flow", _THERE),
        "memory, snapshots in SQLite",
        f"{_PLAIN}, offsets in Kafka",
        "bytewax",
        peer=True,
        commits=False,
    ),
    Contestant(
        "bytewax-volatile",
        "Bytewax, nothing kept",
        _module("bytewax_flow", _THERE),
        "memory only",
        f"state that survives, {_PLAIN}, offsets in Kafka",
        "bytewax",
        peer=True,
        variant="volatile",
        commits=False,
    ),
    Contestant(
        "quix",
        "Quix Streams",
        _module("quix", _THERE),
        "RocksDB and a changelog",
        _PLAIN,
        "quixstreams",
        peer=True,
    ),
    Contestant(
        "faust",
        "stock Faust agent",
        _module("faust_agent", _HERE),
        "its table: memory and a changelog",
        _PLAIN,
        "faust-streaming",
        share=1 / 32,
    ),
)
