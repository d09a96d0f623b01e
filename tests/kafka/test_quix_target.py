"""The Quix pipeline makes of a day what a perfect pipeline makes of it, killed in the middle."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from confluent_kafka import Consumer, TopicPartition

from config.library import load_election
from console.cli import call
from stream.kafka.access import Access
from stream.kafka.broker import connect, make_topics
from stream.kafka.sender import Sender
from stream.kafka.topics import reports
from tests.docs.targets.delivered import Delivered, differing, rows
from tests.kafka.deployment import until

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-peers" / "bin" / "python"
OUT = "totals"


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quix") / "day"
    wish = ["--election", "kz-2021-08-01", "--scenario", "storm", "--seed", "3"]
    assert call(["simulate", *wish, "--out", str(folder)]) == 0
    return Delivered(folder)


class Scene:
    """The pipeline beside a broker."""

    def __init__(self, bootstrap, delivered, folder):
        self.processes = []
        self._bootstrap, self._delivered, self._folder = bootstrap, delivered, folder
        self._access = Access.of(f"kafka://{bootstrap}")
        admin = connect(self._access.librdkafka)
        partitions = delivered.header.partitions
        make_topics(admin, f"kafka://{bootstrap}", [reports(partitions)], 1)
        self._regions = {one.id: one.region for one in load_election("kz-2021-08-01").stations}

    def start(self, bug="", state="state"):
        command = [str(PYTHON), str(ROOT / "docs/targets/quix_pipeline.py")]
        command += ["--kafka", self._bootstrap, "--keys", str(self._delivered.keys)]
        command += ["--run", self._delivered.header.run, "--state", str(self._folder / state)]
        command += ["--partitions", str(self._delivered.header.partitions)]
        command += ["--bug", bug] if bug else []
        log = self._folder / f"quix-{len(self.processes)}.log"
        with log.open("wb") as out:
            self.processes.append(subprocess.Popen(command, stdout=out, stderr=out))

    def kill(self):
        for process in self.processes:
            process.kill()
            process.wait()

    def send(self, records):
        sender = Sender(self._access.librdkafka)
        sender.send(records)
        sender.finish()

    def rows(self):
        """Return the rows of what is published by now."""
        return rows(self.documents(), self._regions)

    def documents(self):
        consumer = Consumer({"bootstrap.servers": self._bootstrap, "group.id": "reader"})
        try:
            known = consumer.list_topics(timeout=10).topics
            if OUT not in known:
                return {}
            found = {}
            for part in known[OUT].partitions:
                place = TopicPartition(OUT, part, 0)
                _, end = consumer.get_watermark_offsets(place, timeout=10)
                consumer.assign([place])
                while consumer.position([place])[0].offset < end:
                    for message in consumer.consume(500, timeout=1.0):
                        assert message.error() is None
                        found[message.key().decode()] = json.loads(message.value())
            return found
        finally:
            consumer.close()

    def story(self):
        """Return how the log of the latest process ends."""
        return (self._folder / f"quix-{len(self.processes) - 1}.log").read_text()[-3000:]

    def until(self, holds, what):
        try:
            until(holds, what)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.story()}") from error


@pytest.fixture
def scene(broker, delivered, tmp_path):
    if not PYTHON.exists():
        reason = "Quix Streams is not there: make peers"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    one = Scene(broker.bootstrap, delivered, tmp_path)
    yield one
    one.kill()


def test_nothing_is_lost_with_the_process_or_its_folder(scene, delivered):
    half = len(delivered.records) // 2
    scene.send(delivered.records[:half])
    scene.start()
    scene.until(scene.documents, "documents of some stations")
    scene.kill()
    scene.start(state="elsewhere")
    scene.send(delivered.records[half:])
    scene.until(lambda: scene.rows() == delivered.expected, "the day's figures")


def test_a_pipeline_that_ignores_corrections_has_those_stations_wrong(scene, delivered):
    scene.start("ignores-corrections")
    scene.send(delivered.records)
    scene.until(
        lambda: differing(scene.rows(), delivered.expected) == delivered.corrected,
        "all but the corrections",
    )


def test_a_pipeline_that_counts_duplicates_has_those_stations_wrong(scene, delivered):
    scene.start("counts-duplicates")
    count = next(one for one in reversed(delivered.records) if b"count-r" in bytes(one.value))
    scene.send([*delivered.records, count])
    wrong = delivered.repeated | {count.key}
    scene.until(lambda: differing(scene.rows(), delivered.expected) == wrong, "doubled protocols")
