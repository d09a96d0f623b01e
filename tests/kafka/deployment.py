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
from console.fold import fold
from console.folder import JOURNAL, KEYS
from sim.journal import Journal
from stream.alerts import Alert
from stream.kafka.access import Access
from stream.kafka.broker import connect, make_topics
from stream.kafka.dead_letters import DeadLetter, decode
from stream.kafka.figures import PROGRESS, Figures
from stream.kafka.topics import ALERTS, REJECTED, REPORTS, TALLIES, group_of, topics
from stream.keys import KeyRing
from stream.record import Record
from stream.table import rows

PATIENCE_S = 60.0
STOP_S = 20.0
SAYLAU = str(Path(sys.executable).with_name("saylau"))
NO_ANSWER = (
    KafkaError.NOT_LEADER_FOR_PARTITION,
    KafkaError.LEADER_NOT_AVAILABLE,
    KafkaError.NOT_COORDINATOR,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.REQUEST_TIMED_OUT,
    KafkaError._UNKNOWN_PARTITION,
    KafkaError._TRANSPORT,
    KafkaError._ALL_BROKERS_DOWN,
    KafkaError._TIMED_OUT,
    KafkaError._WAIT_COORD,
    KafkaError._DESTROY_BROKER,
)
_LOOK_EVERY_S = 0.1


def until(holds: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
    """Look again and again until something holds; fail after some seconds."""
    deadline = time.monotonic() + seconds
    while not _answers(holds):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(_LOOK_EVERY_S)


def _answers(holds: Callable[[], bool]) -> bool:
    """Ask; a broker that is away or has yet to find its leader gives no answer, which is no."""
    try:
        return holds()
    except KafkaException as error:
        if error.args[0].code() not in NO_ANSWER:
            raise
        return False


class Deployment:
    """Workers on a cluster, for the run whose journal lies in a folder.

    Args:
        bootstrap: addresses of the brokers.
        day: what `saylau simulate` wrote.
        folder: where logs go.
        copies: brokers that hold each partition.
    """

    def __init__(self, bootstrap: str, day: Path, folder: Path, copies: int = 1) -> None:
        self.url = f"kafka://{bootstrap}"
        self.day = day
        self.workers: list[subprocess.Popen[bytes]] = []
        self.replays: list[subprocess.Popen[bytes]] = []
        self.tape = Journal.open(day / JOURNAL)
        self._bootstrap = bootstrap
        self._folder = folder
        self._group = group_of(self.tape.header.run)
        self._changelog = f"{self._group}-state-changelog"
        partitions = self.tape.header.partitions
        self._reports = [TopicPartition(REPORTS, n) for n in range(partitions)]
        admin = connect(Access.of(self.url).librdkafka)
        make_topics(admin, self.url, topics(partitions), copies)
        self._asking = self._consumer(self._group)

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start `saylau worker`; its output goes to a file of its number."""
        header = self.tape.header
        worker = self._start(
            self.log(len(self.workers)),
            *("worker", "--kafka", self.url, "--run", header.run),
            *("--election", header.election, "--keys", str(self.day / KEYS)),
        )
        self.workers.append(worker)
        return worker

    def start_replay(self, seconds: float) -> subprocess.Popen[bytes]:
        """Start `saylau replay` so that the day takes about so long."""
        log = self._folder / f"replay-{len(self.replays)}.log"
        speed = str(25 * 3600 / seconds)
        journal = str(self.day / JOURNAL)
        replay = self._start(log, "replay", journal, "--to", self.url, "--speed", speed)
        self.replays.append(replay)
        return replay

    def _start(self, log: Path, *arguments: str) -> subprocess.Popen[bytes]:
        with log.open("wb") as out:
            return subprocess.Popen([SAYLAU, *arguments], stdout=out, stderr=subprocess.STDOUT)

    def log(self, number: int) -> Path:
        """Return the file with the output of a worker."""
        return self._folder / f"worker-{number}.log"

    @property
    def living(self) -> list[subprocess.Popen[bytes]]:
        """The workers that run."""
        return [worker for worker in self.workers if worker.poll() is None]

    def stop(self) -> None:
        """End all replays and workers."""
        for replay in self.replays:
            replay.kill()
            replay.wait()
        for worker in self.living:
            worker.send_signal(signal.SIGTERM)
            worker.send_signal(signal.SIGCONT)  # a frozen one must wake up to obey
        for number, worker in enumerate(self.workers):
            try:
                worker.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"worker {number} did not stop when told to") from None

    def kill(self) -> None:
        """End at once whatever still runs."""
        for process in (*self.replays, *self.workers):
            process.kill()
            process.wait()

    def sent(self) -> int:
        """Return how many reports the brokers have."""
        return sum(self._end(place) for place in self._reports)

    def committed(self) -> int:
        """Return how many reports are committed."""
        places = self._asking.committed(self._reports, timeout=10)
        return sum(max(0, place.offset) for place in places)

    def lag(self) -> int:
        """Return how many reports are not committed."""
        return self.sent() - self.committed()

    def pages(self) -> int:
        """Return how many pages of state there are."""
        topic = self._changelog
        if topic not in self._asking.list_topics(timeout=10).topics:
            return 0
        return sum(self._end(TopicPartition(topic, place.partition)) for place in self._reports)

    def leader(self, topic: str, partition: int) -> int:
        """Return the broker that leads a partition."""
        known = self._asking.list_topics(topic, timeout=10).topics[topic]
        return int(known.partitions[partition].leader)

    def last(self, topic: str) -> dict[str, bytes]:
        """Return the last value of each key of a topic of one partition; no tombstones."""
        found = {message.key().decode(): message.value() for message in self.messages(topic)}
        return {key: value for key, value in found.items() if value is not None}

    def tallies(self) -> dict[str, str]:
        """Return the published figures by `run|scope|region|contest|metric|key`."""
        return {
            "|".join((said.run, *said.place, *name)): value
            for key, content in self.last(TALLIES).items()
            if (said := Figures.of(key.encode(), content)).place != PROGRESS
            for name, value in said.by_name.items()
        }

    def alerts(self) -> dict[str, Alert]:
        """Return the published alerts by id."""
        found = (msgspec.json.decode(value, type=Alert) for value in self.last(ALERTS).values())
        return {alert.id: alert for alert in found}

    def letters(self) -> list[DeadLetter]:
        """Return what was refused, each place once."""
        return [decode(content) for content in self.last(REJECTED).values()]

    def delivered(self) -> Iterator[tuple[int, Record]]:
        """Yield the reports as they lie in their topic, each with its offset."""
        for place in self._reports:
            for message in self.messages(REPORTS, place.partition):
                if not message.key() and not message.value():
                    continue  # says only that time has passed
                headers = {name: content.decode() for name, content in message.headers()}
                yield (
                    message.offset(),
                    Record(
                        message.timestamp()[1],
                        place.partition,
                        message.key().decode(),
                        headers["key_id"],
                        headers["mac"],
                        message.value(),
                    ),
                )

    def expected(self) -> tuple[dict[str, str], dict[str, Alert]]:
        """Return what one process makes of the journal."""
        header = self.tape.header
        election = load_election(header.election)
        pipeline = fold(self.tape, election, KeyRing.read(self.day / KEYS)).pipeline
        table = rows(election, pipeline.tallies(), ())
        figures = {"|".join((header.run, *row[:-1])): row.value for row in table}
        return figures, {alert.id: alert for alert in pipeline.alerts()}

    def messages(self, topic: str, partition: int = 0) -> Iterator[Message]:
        """Yield all there is in a partition now."""
        consumer = self._consumer("test-reader")
        try:
            place = TopicPartition(topic, partition)
            at, end = consumer.get_watermark_offsets(place, timeout=10)
            consumer.assign([TopicPartition(topic, partition, at)])
            while at < end:
                for message in consumer.consume(5_000, 1.0):
                    if message.error() is not None:
                        raise KafkaException(message.error())
                    yield message
                    at = message.offset() + 1
        finally:
            consumer.close()

    def _end(self, place: TopicPartition) -> int:
        return int(self._asking.get_watermark_offsets(place, timeout=10)[1])

    def _consumer(self, group: str) -> Consumer:
        return Consumer({"bootstrap.servers": self._bootstrap, "group.id": group, "log_level": 0})
