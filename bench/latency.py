"""How long it takes from a report that is sent to the tally that has it, and to its alert.

A broker, one worker, a generator and a reader share this machine. The generator sends
at a constant rate; a report's time runs from when it was meant to be sent until a
reader of the tallies has the message that says its partition is in the figures up to
behind it. That this tells the truth is checked against figures worked out apart.

Some of the reports were planted, and each of them has to raise an alert; its time runs
until the same reader has that alert. Afterwards one process folds the same records at the
same rate without any broker.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing.context import SpawnContext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench import embedded, waits
from bench.alert_latency import Alarm
from bench.claims import Claim, Floor
from bench.figure import Figure, Sheet
from bench.kafka.process import Process
from bench.machine import machine
from bench.open_loop import Sent, send, some_of
from bench.plants import Plant, plant
from bench.reader import Reader
from config.library import load_scenario
from config.settings import PREFIX
from console import compose
from console.folder import JOURNAL, KEYS
from sim.bulk_journal import BulkJournal, write_bulk
from sim.recorder import JournalWriter
from stream.kafka.broker import connect, make_topics
from stream.kafka.topics import topics
from stream.pipeline import Pipeline
from stream.record import Record
from stream.roster import DEFAULT_PARTITIONS, Roster
from stream.table import rows
from tests.kafka.cluster import Cluster

RATE: Final = 5_000
STATIONS: Final = 20_000
SEED: Final = 1
MORE_ALERTS_S: Final = 2.0
"""How long is waited for alerts once the tally has all reports."""

TO_TALLY: Final = "to the tally"
TO_ALERT: Final = "to the alert"
TO_ALERT_EMBEDDED: Final = "to the alert, in one process"
_SAYLAU: Final = "from console.cli import main; main()"
_FRESH: Final[SpawnContext] = multiprocessing.get_context("spawn")


class _Day(NamedTuple):
    """What is sent: a journal in a folder, of what plan, and which reports were planted."""

    folder: Path
    bulk: BulkJournal
    plants: tuple[Plant, ...]


def measure(rate: float, seconds: float | None, stations: int, *, judged: bool = True) -> Sheet:
    """Measure one day.

    Args:
        rate: reports a second.
        seconds: how long they are sent; None sends the whole day.
        stations: of the election.
        judged: whether the figures are held against what is asked.
    """
    with TemporaryDirectory() as name:
        day = _write(Path(name), stations, None if seconds is None else round(rate * seconds))
        cluster = Cluster(day.folder / "cluster")
        cluster.start()
        try:
            sheet = _on_kafka(day, cluster.bootstrap, rate, judged=judged)
        finally:
            cluster.stop()
        figures, checks = _embedded(day, rate, judged=judged)
    return Sheet(sheet.title, [*sheet.figures, *figures], {**sheet.checks, **checks})


def _write(folder: Path, stations: int, most: int | None) -> _Day:
    """Write the day with its planted reports; of its records so many at most."""
    election = compose.election_of(f"scaled-{stations}-{SEED}")
    bulk = write_bulk(folder / JOURNAL, election, SEED, load_scenario("calm"))
    keys = bulk.plan.key_ring
    (folder / KEYS).write_text(keys.to_json(), encoding="utf-8")
    planted, plants = plant(some_of(folder / JOURNAL, most), keys, SEED)
    with JournalWriter(folder / JOURNAL, bulk.plan.header) as journal:
        journal.extend(planted)
    return _Day(folder, bulk, plants)


def _on_kafka(day: _Day, servers: str, rate: float, *, judged: bool) -> Sheet:
    make_topics(connect({"bootstrap.servers": servers}), servers, topics(DEFAULT_PARTITIONS), 1)
    folder, bulk, plants = day
    run = bulk.plan.run
    with (
        _worker(folder, servers, bulk) as worker,
        closing(Reader(servers, run)) as reader,
        ProcessPoolExecutor(1, mp_context=_FRESH) as processes,
    ):

        def goes_on(done: bool) -> bool:
            worker.check()
            return done

        reader.read_until(lambda: goes_on(len(reader.figures) > 0), "the first tally")
        before = worker.cpu_s()
        sending = processes.submit(send, folder / JOURNAL, servers, rate)
        while not goes_on(sending.done()):
            reader.read()
        sent = sending.result()
        ends = [_end(sent, number) for number in range(DEFAULT_PARTITIONS)]
        reader.read_until(lambda: goes_on(reader.reached == ends), "all reports in the tally")
        cpu_s = worker.cpu_s() - before
        until = reader.read_for(MORE_ALERTS_S)
    records = some_of(folder / JOURNAL, None)
    broken = Floor(records, sent, DEFAULT_PARTITIONS).broken(reader.claims)
    figures = reader.figures
    national = {name: figures[f"{run}|national|||{name}|total"] for name in _DRAWN}
    drawn = {"ballots": str(bulk.ballots), "registered": str(bulk.registered)}
    checks = {
        "all that was said of progress was true": not broken and len(reader.claims) > 0,
        "in the end every row is that of one process": figures == _expected(bulk, records),
    }
    if len(records) == bulk.records:
        checks["ballots and voters on the lists as drawn"] = national == drawn
    waited = _waited(sent, reader.claims)
    alarm = Alarm(TO_ALERT, plants, sent.meant, reader.raised, until)
    measured = [
        *waits.figures(TO_TALLY, waited, judged=(waits.NEARLY_ALL,) if judged else ()),
        *alarm.figures(judged=judged),
        *_figures(sent, rate, cpu_s, judged=judged),
    ]
    title = (
        f"From a report that is sent to the tally that has it, and to its alert: {len(records):,}"
        f" reports, {len(plants):,} of them planted, of {len(bulk.plan.election.stations):,}"
        f" stations and {len(bulk.plan.election.contests):,} contests, {rate:,.0f} reports/s"
    )
    return Sheet(title, measured, {**checks, **alarm.checks()})


def _embedded(day: _Day, rate: float, *, judged: bool) -> tuple[list[Figure], dict[str, bool]]:
    """Fold the same day in one process; return its figures and its checks."""
    with ProcessPoolExecutor(1, mp_context=_FRESH) as processes:
        fed = processes.submit(embedded.feed, day.folder, rate).result()
    alarm = Alarm(TO_ALERT_EMBEDDED, day.plants, fed.meant, fed.raised, fed.until)
    longest = Figure("in one process, any report waited at most", (1000 * fed.longest_s,), "ms")
    return [*alarm.figures(judged=judged), longest], alarm.checks()


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


def _figures(sent: Sent, rate: float, cpu_s: float, *, judged: bool) -> Iterator[Figure]:
    reached = 0.99 * rate if judged else None
    yield Figure("reports sent a second", (sent.rate,), "events/s", at_least=reached)
    yield Figure("the generator was behind at most", (1000 * sent.late_s,), "ms")
    an_event = 1e6 * cpu_s / len(sent.meant)
    yield Figure("processor time of the worker, of an event", (an_event,), "µs")
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
        description="Measure how long a report takes from its sending into the tally on Kafka,"
        " and one that has to raise an alert until the alert is there.",
    )
    parser.add_argument("--rate", type=float, default=RATE, help="reports a second")
    parser.add_argument("--seconds", type=float, help="how long; without it the whole day is sent")
    parser.add_argument("--stations", type=int, default=STATIONS, help="of the election")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write it as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
