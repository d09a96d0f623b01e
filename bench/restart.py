"""How long workers take to be ready again, with the state of a million stations.

`python -m bench.restart`: the whole day of a scaled election goes to a broker of our own
and is tallied; then the workers are started again, told to stop or killed before. The time
counts from the start of the processes until all say that they are ready: definition, group,
pages and all.
"""

from __future__ import annotations

import argparse
import re
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.command import environment
from bench.figure import Figure, Sheet
from bench.kafka.ground import Commits, Ground, Listener, ground, until
from bench.kafka.process import Process
from bench.machine import machine
from config.library import load_scenario
from console import compose
from console.folder import JOURNAL, KEYS
from sim.bulk_journal import BulkJournal, write_bulk
from sim.journal import Journal
from stream.kafka.figures import Figures, key_of
from stream.kafka.sender import Sender
from stream.kafka.topics import REPORTS, TALLIES, group_of, topics
from stream.roster import DEFAULT_PARTITIONS
from stream.table import NATION, TOTAL

SEED: Final = 1
STATIONS: Final = 1_000_000
MOST_S: Final = 20.0
FOLD_S: Final = 3_600.0
GATHERS_MS: Final = 1_500
"""How long the broker waits for a group to gather, as in docker-compose.yml."""
_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:\d+")
_PROGRESS: Final = 1_000_000


@dataclass(frozen=True)
class Start:
    """One start: seconds until all workers were ready, their processor time, most memory."""

    seconds: float
    cpu_s: float
    peak_bytes: int


class Deployment:
    """Workers on a broker of our own, started as often as one likes."""

    def __init__(self, servers: str, bulk: BulkJournal, folder: Path, size: int) -> None:
        self._servers = servers
        self._bulk = bulk
        self._folder = folder
        self._size = size
        self._starts = 0

    def start(self) -> tuple[list[Process], Start]:
        """Start the workers; return once all are ready."""
        self._starts += 1
        began = time.perf_counter()
        workers = [self._worker(number) for number in range(self._size)]
        until(lambda: all(map(_ready, workers)), "the workers are ready", 600)
        took = time.perf_counter() - began
        cpu, most = (sum(each) for each in zip(*map(_spent, workers), strict=True))
        return workers, Start(took, cpu, int(most))

    def _worker(self, number: int) -> Process:
        plan = self._bulk.plan
        return Process(
            [
                *(str(Path(sys.executable).with_name("saylau")), "worker"),
                *("--kafka", f"kafka://{self._servers}", "--metrics-port", "0"),
                *("--run", plan.run, "--election", plan.election.id),
                *("--keys", str(self._folder / KEYS)),
            ],
            self._folder / f"worker-{self._starts}-{number}.log",
            self._folder,
            environment(XDG_CACHE_HOME=str(self._folder / "cache")),
        )

    def fold(self, ends: list[int]) -> None:
        """Let the first workers tally all."""
        workers, _ = self.start()
        commits = Commits(self._servers, group_of(self._bulk.plan.run), REPORTS, ends)
        try:
            until(lambda: _told(commits, workers), "all is tallied", FOLD_S)
        finally:
            commits.close()
            end(workers)

    def tallied(self) -> dict[str, int]:
        """Return the published figures of the nation."""
        listener = Listener(self._servers, TALLIES)
        nation = key_of(self._bulk.plan.run, NATION)
        found: dict[str, int] = {}
        try:
            until(lambda: _heard(listener, nation, found, self._bulk), "the nation's figures", 600)
        finally:
            listener.close()
        return found


def end(workers: Sequence[Process], number: int = signal.SIGTERM) -> None:
    """Send a signal to all workers, and wait until they have ended."""
    for worker in workers:
        worker.send(number)
    for worker in workers:
        worker.stop()


def measure(stations: int, rounds: int, workers: int) -> Sheet:
    """Send, tally and start again `rounds` times after a stop and once after a kill."""
    with TemporaryDirectory() as name, ground(Path(name) / "broker", GATHERS_MS) as place:
        folder = Path(name)
        bulk, ends = _send(folder, place, stations)
        deployment = Deployment(place.servers, bulk, folder, workers)
        _say("tallying")
        deployment.fold(ends)
        stopped, killed = [], []
        for number in range(rounds + 1):
            started, start = deployment.start()
            _say(f"start {number + 1}: ready after {start.seconds:.1f} s")
            (killed if number == rounds else stopped).append(start)
            end(started, signal.SIGKILL if number == rounds - 1 else signal.SIGTERM)
        started, _ = deployment.start()
        figures = deployment.tallied()
        end(started)
    return Sheet(
        f"{workers} worker{'s' * (workers > 1)} start again:"
        f" {bulk.distinct:,} events of {stations:,} stations as the state",
        [
            _figure("ready after a stop", stopped),
            _figure("ready after a kill", killed),
            Figure("memory", tuple(start.peak_bytes / 1e6 for start in stopped), "MB"),
        ],
        {"the nation's figures are those of the day": figures == _expected(bulk)},
    )


def _send(folder: Path, place: Ground, stations: int) -> tuple[BulkJournal, list[int]]:
    _say(f"drawing the day of {stations:,} stations")
    election = compose.election_of(f"scaled-{stations}-{SEED}")
    bulk = write_bulk(folder / JOURNAL, election, SEED, load_scenario("calm"))
    (folder / KEYS).write_text(bulk.plan.key_ring.to_json(), encoding="utf-8")
    place.make(topics(DEFAULT_PARTITIONS))
    sender = Sender({"bootstrap.servers": place.servers})
    ends = [0] * DEFAULT_PARTITIONS
    said = 0
    for batch in Journal.open(folder / JOURNAL).batches():
        sender.send(batch)
        for record in batch:
            ends[record.partition] += 1
        if sum(ends) >= said:
            _say(f"sent {said:,} of {bulk.records:,}")
            said += _PROGRESS
    sender.finish()
    return bulk, ends


def _ready(worker: Process) -> bool:
    worker.check()
    found = _ADDRESS.search(worker.said)
    if found is None:
        return False
    try:
        with urllib.request.urlopen(f"{found[0]}/readyz", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.HTTPError, TimeoutError):  # of a worker that takes its state in, too
        return False


def _spent(worker: Process) -> tuple[float, int]:
    return worker.cpu_s(), worker.peak_bytes()


def _told(commits: Commits, workers: Sequence[Process]) -> bool:
    for worker in workers:
        worker.check()
    return commits.left() == 0


def _heard(listener: Listener, nation: bytes, found: dict[str, int], bulk: BulkJournal) -> bool:
    for message in listener.more():
        if message.key() == nation:
            said = Figures.of(nation, message.value())
            found.update((metric, said.number((metric, TOTAL))) for metric in _expected(bulk))
    return found == _expected(bulk)


def _expected(bulk: BulkJournal) -> dict[str, int]:
    return {"registered": bulk.registered, "ballots": bulk.ballots}


def _figure(what: str, starts: list[Start]) -> Figure:
    cpu = sorted(start.cpu_s for start in starts)[len(starts) // 2]
    return Figure(what, tuple(start.seconds for start in starts), "s", cpu, at_most=MOST_S)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.restart", description=__doc__)
    parser.add_argument("--stations", type=int, default=STATIONS, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    wish = parser.parse_args()
    sheet = measure(wish.stations, wish.rounds, wish.workers)
    print("\n".join(f"{key}: {value}" for key, value in machine().items()))
    print(sheet.text())
    return 0 if sheet.holds else 1


if __name__ == "__main__":
    sys.exit(main())
