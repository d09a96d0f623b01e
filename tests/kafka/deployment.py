"""A deployment for tests: topics on a real broker, `saylau worker` processes, what they said."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from config.library import load_election
from console.cli import call
from console.fold import fold
from console.folder import JOURNAL, KEYS
from sim.journal import Journal
from stream.alerts import Alert
from stream.kafka.topics import ALERTS, REPORTS, TALLIES, group_of
from stream.keys import KeyRing
from stream.table import rows

PATIENCE_S = 60.0
SAYLAU = str(Path(sys.executable).with_name("saylau"))
NO_LEADER = (
    KafkaError.NOT_LEADER_FOR_PARTITION,
    KafkaError.LEADER_NOT_AVAILABLE,
    KafkaError.NOT_COORDINATOR,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
)
_LOOK_EVERY_S = 0.2


def until(holds: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
    """Look again and again until something holds; fail after some seconds."""
    deadline = time.monotonic() + seconds
    while not _answers(holds):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(_LOOK_EVERY_S)


def _answers(holds: Callable[[], bool]) -> bool:
    """Ask; a broker that has yet to find its leader gives no answer, which is no."""
    try:
        return holds()
    except KafkaException as error:
        if error.args[0].code() not in NO_LEADER:
            raise
        return False


class Deployment:
    """Workers on one broker, for the run whose journal lies in a folder."""

    def __init__(self, bootstrap: str, day: Path, folder: Path) -> None:
        self.url = f"kafka://{bootstrap}"
        self.day = day
        self.workers: list[subprocess.Popen[bytes]] = []
        self._bootstrap = bootstrap
        self._folder = folder
        self.tape = Journal.open(day / JOURNAL)
        self._group = group_of(self.tape.header.run)
        assert call(["topics", "--kafka", self.url]) == 0

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start `saylau worker`; its output goes to a file of its number."""
        with self.log(len(self.workers)).open("wb") as log:
            worker = subprocess.Popen(
                [
                    *(SAYLAU, "worker", "--kafka", self.url),
                    *("--run", self.tape.header.run, "--election", self.tape.header.election),
                    *("--keys", str(self.day / KEYS)),
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.workers.append(worker)
        return worker

    def log(self, number: int) -> Path:
        """Return the file with the output of a worker."""
        return self._folder / f"worker-{number}.log"

    def start_replay(self, seconds: float) -> subprocess.Popen[bytes]:
        """Start `saylau replay` so that the day takes about so long."""
        speed = str(25 * 3600 / seconds)
        journal = str(self.day / JOURNAL)
        command = ["replay", journal, "--to", self.url, "--speed", speed]
        return subprocess.Popen([SAYLAU, *command])

    def stop(self) -> None:
        """End all workers."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        for number, worker in enumerate(self.workers):
            try:
                worker.wait(20)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
                raise AssertionError(f"worker {number} did not stop when told to") from None

    def lag(self) -> int:
        """Return how many reports are not committed."""
        consumer = Consumer({"bootstrap.servers": self._bootstrap, "group.id": self._group})
        try:
            places = [TopicPartition(REPORTS, n) for n in range(self.tape.header.partitions)]
            behind = 0
            for place in consumer.committed(places, timeout=10):
                _, end = consumer.get_watermark_offsets(place, timeout=10)
                behind += end - max(0, place.offset)
            return behind
        finally:
            consumer.close()

    def pages(self) -> int:
        """Return how many pages of state there are."""
        consumer = Consumer({"bootstrap.servers": self._bootstrap, "group.id": self._group})
        try:
            topic = f"{self._group}-state-changelog"
            if topic not in consumer.list_topics(timeout=10).topics:
                return 0
            places = [TopicPartition(topic, n) for n in range(self.tape.header.partitions)]
            return sum(consumer.get_watermark_offsets(place, timeout=10)[1] for place in places)
        finally:
            consumer.close()

    def last(self, topic: str) -> dict[str, bytes]:
        """Return the last value of each key of a topic of one partition; no tombstones."""
        found = {message.key().decode(): message.value() for message in self._read(topic)}
        return {key: value for key, value in found.items() if value is not None}

    def tallies(self) -> dict[str, str]:
        """Return the published figures by key."""
        return {key: value.decode() for key, value in self.last(TALLIES).items()}

    def alerts(self) -> dict[str, Alert]:
        """Return the published alerts by id."""
        found = (msgspec.json.decode(value, type=Alert) for value in self.last(ALERTS).values())
        return {alert.id: alert for alert in found}

    def expected(self) -> tuple[dict[str, str], dict[str, Alert]]:
        """Return what one process makes of the journal."""
        header = self.tape.header
        election = load_election(header.election)
        pipeline = fold(self.tape, election, KeyRing.read(self.day / KEYS)).pipeline
        table = rows(election, pipeline.tallies(), ())
        figures = {"|".join((header.run, *row[:-1])): row.value for row in table}
        return figures, {alert.id: alert for alert in pipeline.alerts()}

    def _read(self, topic: str) -> Iterator[Message]:
        consumer = Consumer({"bootstrap.servers": self._bootstrap, "group.id": "test-reader"})
        try:
            place = TopicPartition(topic, 0)
            at, end = consumer.get_watermark_offsets(place, timeout=10)
            consumer.assign([TopicPartition(topic, 0, at)])
            while at < end:
                for message in consumer.consume(5_000, 1.0):
                    assert message.error() is None, message.error()
                    yield message
                    at = message.offset() + 1
        finally:
            consumer.close()
