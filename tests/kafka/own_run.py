"""A run whose records the test writes itself: keys, topics, records, worker processes."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import msgspec
from confluent_kafka import Consumer, Message, Producer, TopicPartition

from config.library import load_election
from stream import events
from stream.kafka.access import Access
from stream.kafka.broker import connect, make_topics
from stream.kafka.dead_letters import DeadLetter, decode
from stream.kafka.figures import Figures, key_of
from stream.kafka.progress import Progress
from stream.kafka.reader import last
from stream.kafka.sender import Sender
from stream.kafka.topics import REJECTED, TALLIES, topics
from stream.keys import KeyRing
from stream.partition import partition
from stream.record import Record
from stream.table import NATION, TOTAL
from tests.kafka.deployment import SAYLAU

ELECTION = "kz-2021-07-25"
RUN = "own-1"
PARTITIONS = 4
KEYS = KeyRing({1: b"1" * 32}, 1)
RECEIVED = 1_627_178_400_000
AT = "2021-07-25T08:00:00+06:00"


class OwnRun:
    """Workers and records of one run on one broker."""

    def __init__(self, bootstrap: str, folder: Path) -> None:
        self.url = f"kafka://{bootstrap}"
        self.access = Access.of(self.url)
        self.folder = folder
        self.stations = [station.id for station in load_election(ELECTION).stations]
        self.workers: list[subprocess.Popen[bytes]] = []
        make_topics(connect(self.access.librdkafka), self.url, topics(PARTITIONS), 1)
        self._progress = Progress(self.access, RUN, PARTITIONS)

    def opened(
        self, station: str, *, keys: KeyRing = KEYS, v: int = 1, **changed: object
    ) -> Record:
        """Return the record of a station that opens with 100 voters on its list."""
        event = events.StationOpened(1, ELECTION, RUN, station, 1, AT, 100, 100)
        value = msgspec.json.encode(msgspec.to_builtins(event) | {"v": v})
        place = partition(station, PARTITIONS)
        mac = keys.mac(station, value)
        record = Record(RECEIVED, place, station, keys.key_id(station), mac, value)
        return msgspec.structs.replace(record, **changed)

    def send(self, *records: Record) -> None:
        """Send records; return once the broker has them."""
        sender = Sender(self.access.librdkafka)
        sender.send(records)
        sender.finish()

    def start(self, *options: str, keys: KeyRing = KEYS) -> subprocess.Popen[bytes]:
        """Start a worker; its output goes to a file of its number."""
        file = self.folder / "keys.json"
        file.write_text(keys.to_json(), encoding="utf-8")
        command = [SAYLAU, "worker", "--kafka", self.url, "--run", RUN, "--election", ELECTION]
        command += options if "--unchecked" in options else ["--keys", str(file), *options]
        with self.log.open("wb") as log:
            worker = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        self.workers.append(worker)
        return worker

    @property
    def log(self) -> Path:
        """The output of the worker that was started last, or is about to be."""
        return self.folder / f"worker-{len(self.workers)}.log"

    def said(self) -> str:
        """Return what the worker started last wrote."""
        return (self.folder / f"worker-{len(self.workers) - 1}.log").read_text(encoding="utf-8")

    def left(self) -> int | None:
        """Return how many records are not committed."""
        return self._progress.left()

    def opened_stations(self) -> int:
        """Return how many stations are published to have opened."""
        nation = key_of(RUN, NATION)
        said = Figures.of(nation, last(self.access, TALLIES).get(nation))
        return said.number(("stations_opened", TOTAL))

    def letters(self) -> list[DeadLetter]:
        """Return what was refused."""
        return [decode(content) for content in last(self.access, REJECTED).values()]

    def messages(self, topic: str, partition: int) -> list[Message]:
        """Return all there is in a partition now."""
        consumer = Consumer({**self.access.librdkafka, "group.id": "test-reader"})
        try:
            place = TopicPartition(topic, partition, 0)
            _, end = consumer.get_watermark_offsets(place, timeout=10)
            consumer.assign([place])
            return [message for _ in range(end) for message in consumer.consume(1, 20.0)]
        finally:
            consumer.close()

    def write(self, topic: str, key: str, value: bytes) -> None:
        """Write a message into partition 0 of a topic."""
        producer = Producer(self.access.librdkafka)
        producer.produce(topic, key=key, value=value, partition=0)
        assert producer.flush(20) == 0

    def stop(self) -> None:
        """End all workers and the look at the broker."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            try:
                worker.wait(20)
            finally:
                worker.kill()
                worker.wait()
        self._progress.close()
