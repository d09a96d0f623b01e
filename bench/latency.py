"""How long it takes from a report that is sent to a tally on Kafka that has it.

A broker, one worker, a generator and a reader share this machine. The generator sends
at a constant rate; a report's time runs from when it was meant to be sent until a
reader of the tallies has the row that says its partition is in the figures up to
behind it. That this row tells the truth is checked against figures worked out apart.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, TopicPartition
from numpy.typing import NDArray

from bench.claims import METRICS, Claim, Floor
from bench.figure import Figure, Sheet
from bench.kafka.process import Process
from bench.machine import machine
from bench.open_loop import Sent, send, some_of
from config.library import load_scenario
from config.settings import PREFIX
from console import compose
from console.folder import JOURNAL, KEYS
from sim.bulk import BulkJournal, write_bulk
from stream.kafka.broker import connect, make_topics
from stream.kafka.topics import TALLIES, topics
from stream.kafka.totals import is_figure, progress_key
from stream.pipeline import Pipeline
from stream.record import Record
from stream.roster import DEFAULT_PARTITIONS, Roster
from stream.table import rows
from tests.kafka.cluster import Cluster

RATE: Final = 5_000
STATIONS: Final = 20_000
SEED: Final = 1
MOST_MS: Final = 250.0
"""The 99th percentile asked for."""

PATIENCE_S: Final = 120.0
_READ_S: Final = 0.005
_MOST_READ: Final = 10_000
_SAYLAU: Final = "from console.cli import main; main()"


class TallyReader:
    """Reads the tallies of one run from their beginning.

    Args:
        servers: HOST:PORT of a broker.
        run: whose tallies.

    Attributes:
        figures: the rows that hold, by key.
        claims: rows of progress in the order they were read.
        reached: the offset of each partition up to which the figures go.
    """

    def __init__(self, servers: str, run: str) -> None:
        self.figures: dict[str, str] = {}
        self.claims: list[Claim] = []
        self.reached = [0] * DEFAULT_PARTITIONS
        self._national = [f"{run}|national|||{metric}|total" for metric in METRICS]
        self._progress = {progress_key(run, n): n for n in range(DEFAULT_PARTITIONS)}
        self._consumer = Consumer(
            {"bootstrap.servers": servers, "group.id": "bench-latency", "log_level": 0}
        )
        self._consumer.assign([TopicPartition(TALLIES, 0, OFFSET_BEGINNING)])

    def read_until(self, holds: Callable[[], bool], what: str) -> None:
        """Read on until something holds; raises `RuntimeError` if it takes too long."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > deadline:
                raise RuntimeError(f"not within {PATIENCE_S:.0f} s: {what}")
            self.read()

    def read(self) -> None:
        """Take in what is new."""
        messages = self._consumer.consume(_MOST_READ, _READ_S)
        at = time.monotonic()
        for message in messages:
            if message.error() is not None:
                raise KafkaException(message.error())
            key, value = (message.key() or b"").decode(), message.value()
            if value is None:
                self.figures.pop(key, None)
            elif is_figure(key):
                self.figures[key] = value.decode()
            elif key in self._progress:
                partition, offset = self._progress[key], int(value)
                self.reached[partition] = offset
                national = tuple(int(self.figures[name]) for name in self._national)
                self.claims.append(Claim(at, partition, offset, national))

    def close(self) -> None:
        """Leave the broker."""
        self._consumer.close()


def measure(rate: float, seconds: float | None, stations: int, *, judged: bool = True) -> Sheet:
    """Measure one day.

    Args:
        rate: reports a second.
        seconds: how long they are sent; None sends the whole day.
        stations: of the election.
        judged: whether the figures are held against what is asked.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        bulk = _write(folder, stations)
        cluster = Cluster(folder / "cluster")
        cluster.start()
        try:
            return _measure(folder, cluster.bootstrap, bulk, rate, seconds, judged=judged)
        finally:
            cluster.stop()


def _write(folder: Path, stations: int) -> BulkJournal:
    election = compose.election_of(f"scaled-{stations}-{SEED}")
    bulk = write_bulk(folder / JOURNAL, election, SEED, load_scenario("calm"))
    (folder / KEYS).write_text(bulk.plan.key_ring.to_json(), encoding="utf-8")
    return bulk


def _measure(
    folder: Path,
    servers: str,
    bulk: BulkJournal,
    rate: float,
    seconds: float | None,
    *,
    judged: bool,
) -> Sheet:
    make_topics(connect({"bootstrap.servers": servers}), servers, topics(DEFAULT_PARTITIONS), 1)
    run, most = bulk.plan.run, None if seconds is None else round(rate * seconds)
    fresh = multiprocessing.get_context("spawn")
    with (
        _worker(folder, servers, bulk) as worker,
        closing(TallyReader(servers, run)) as reader,
        ProcessPoolExecutor(1, mp_context=fresh) as processes,
    ):

        def goes_on(done: bool) -> bool:
            worker.check()
            return done

        opened = f"{run}|national|||stations_opened|total"
        reader.read_until(lambda: goes_on(opened in reader.figures), "the first tally")
        before = worker.cpu_s()
        sending = processes.submit(send, folder / JOURNAL, servers, rate, most)
        while not goes_on(sending.done()):
            reader.read()
        sent = sending.result()
        ends = [_end(sent, number) for number in range(DEFAULT_PARTITIONS)]
        reader.read_until(lambda: goes_on(reader.reached == ends), "all reports in the tally")
        cpu_s = worker.cpu_s() - before
    records = some_of(folder / JOURNAL, most)
    broken = Floor(records, sent, DEFAULT_PARTITIONS).broken(reader.claims)
    national = {name: reader.figures[f"{run}|national|||{name}|total"] for name in _DRAWN}
    drawn = {"ballots": str(bulk.ballots), "registered": str(bulk.registered)}
    checks = {
        "every row of progress was true": not broken and len(reader.claims) > 0,
        "in the end every row is that of one process": reader.figures == _expected(bulk, records),
    }
    if len(records) == bulk.records:
        checks["ballots and voters on the lists as drawn"] = national == drawn
    waited = _waited(sent, reader.claims)
    return Sheet(
        f"From a report that is sent to a tally that has it: {len(records):,} reports of"
        f" {len(bulk.plan.election.stations):,} stations and"
        f" {len(bulk.plan.election.contests):,} contests, {rate:,.0f} reports/s",
        list(_figures(waited, sent, rate, cpu_s, judged=judged)),
        checks,
    )


_DRAWN: Final = ("ballots", "registered")


def _worker(folder: Path, servers: str, bulk: BulkJournal) -> Process:
    words = ("worker", "--kafka", f"kafka://{servers}", "--run", bulk.plan.run)
    about = ("--election", bulk.plan.election.id, "--keys", str(folder / KEYS))
    environment = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    command = [sys.executable, "-c", _SAYLAU, *words, *about]
    return Process(command, folder / "worker.log", folder, environment)


def _end(sent: Sent, partition: int) -> int:
    return int(sent.offsets[sent.partitions == partition].max(initial=-1)) + 1


def _waited(sent: Sent, claims: Sequence[Claim]) -> NDArray[np.float64]:
    """Return float64[n]: seconds from when a record was meant to be sent until it was readable."""
    waited = np.zeros(len(sent.meant))
    for partition in range(DEFAULT_PARTITIONS):
        mine = sent.partitions == partition
        told = [claim for claim in claims if claim.partition == partition]
        reached = np.maximum.accumulate(np.array([claim.offset for claim in told], np.int64))
        first = np.searchsorted(reached, sent.offsets[mine], "right")
        waited[mine] = np.array([claim.at for claim in told])[first] - sent.meant[mine]
    return waited


def _expected(bulk: BulkJournal, records: Sequence[Record]) -> dict[str, str]:
    """Return the rows that one process makes of the same records, by key."""
    plan = bulk.plan
    pipeline = Pipeline(Roster.of(plan.election, plan.run), plan.key_ring)
    pipeline.feed(records)
    table = rows(plan.election, pipeline.tallies())
    return {"|".join((plan.run, *row[:-1])): row.value for row in table}


def _figures(
    waited: NDArray[np.float64], sent: Sent, rate: float, cpu_s: float, *, judged: bool
) -> Iterator[Figure]:
    for what, percent in (
        ("median", 50),
        ("90 of 100 within", 90),
        ("99 of 100 within", 99),
        ("999 of 1,000 within", 99.9),
        ("longest", 100),
    ):
        value = 1000 * float(np.percentile(waited, percent, method="higher"))
        asked = MOST_MS if judged and percent == 99 else None
        yield Figure(what, (value,), "ms", at_most=asked)
    reached = 0.99 * rate if judged else None
    yield Figure("reports sent a second", (sent.rate,), "events/s", at_least=reached)
    yield Figure("the generator was behind at most", (1000 * sent.late_s,), "ms")
    yield Figure("processor time of the worker, of an event", (1e6 * cpu_s / len(waited),), "µs")
    share = cpu_s / sent.took_s
    yield Figure("processor time of the worker, of a second", (share,), "s")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 0, or 1 if a figure is missed or a check fails."""
    wish = _parser().parse_args(arguments)
    about = machine()
    sheet = measure(wish.rate, wish.seconds, wish.stations)
    if wish.json:
        content = {"machine": about, "holds": sheet.holds, "latency": sheet.as_json()}
        wish.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    described = ", ".join(f"{name} {value}" for name, value in about.items())
    shown = sheet.markdown() if wish.markdown else sheet.text()
    verdict = "Everything holds." if sheet.holds else "NOT everything holds."
    sys.stdout.write("\n\n".join([described, shown, verdict]) + "\n")
    return 0 if sheet.holds else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.latency",
        description="Measure how long a report takes from its sending into the tally on Kafka.",
    )
    parser.add_argument("--rate", type=float, default=RATE, help="reports a second")
    parser.add_argument("--seconds", type=float, help="how long; without it the whole day is sent")
    parser.add_argument("--stations", type=int, default=STATIONS, help="of the election")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write it as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
