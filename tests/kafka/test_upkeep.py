"""A worker as an operator sees it: what it answers and logs, on a broker that wants a password."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from itertools import islice
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families

from console.cli import call
from console.folder import JOURNAL, KEYS
from sim.journal import Journal
from stream.kafka.access import Access
from stream.kafka.broker import connect, make_topics
from stream.kafka.sender import Sender
from stream.kafka.topics import topics
from tests.kafka.deployment import SAYLAU, until

USER, PASSWORD = "tally", "hushhushneversaid"
ELECTION = "kz-2021-08-22"
SENT, FORGED = 400, 7


class Worker:
    """`saylau worker` as a process, with its log and its answers."""

    def __init__(self, folder, *command):
        self._log = folder / "worker.log"
        self.seen = []
        with self._log.open("wb") as log:
            self.process = subprocess.Popen([SAYLAU, *command], stdout=log, stderr=log)

    def said(self):
        """Return its log, an object a line."""
        text = self._log.read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    @property
    def url(self):
        """Where it says that it answers; none until it says so."""
        return next((line["url"] for line in self.said() if "url" in line), None)

    def get(self, path):
        """Return status and text; the status is 0 where nobody answers."""
        try:
            with urlopen(self.url + path, timeout=10) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except HTTPError as refusal:
            return refusal.code, refusal.read().decode()
        except URLError:
            return 0, ""

    def ready(self):
        """Ask whether it is ready; keep what it answered."""
        self.seen.append(self.get("/readyz"))
        return self.seen[-1][0] == 200

    def figures(self):
        """Return the samples of its metrics by name and labels."""
        samples = (
            sample
            for family in text_string_to_metric_families(self.get("/metrics")[1])
            for sample in family.samples
        )
        return {(each.name, *sorted(each.labels.items())): each.value for each in samples}


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """The smallest day there is."""
    folder = tmp_path_factory.mktemp("day") / "out"
    assert call(["simulate", "--election", ELECTION, "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def access(kafka_cluster, monkeypatch, tmp_path):
    """The way to a broker that wants a password; workers find it in their environment."""
    url = f"kafka://{kafka_cluster(1, (USER, PASSWORD)).bootstrap}"
    secret = tmp_path / "password"
    secret.write_text(PASSWORD)
    monkeypatch.setenv("SAYLAU_KAFKA", url)
    monkeypatch.setenv("SAYLAU_KAFKA_USER", USER)
    monkeypatch.setenv("SAYLAU_KAFKA_PASSWORD_FILE", str(secret))
    return Access.of(url, user=USER, password=PASSWORD)


@pytest.fixture
def worker(access, day, tmp_path):
    header = Journal.open(day / JOURNAL).header
    make_topics(connect(access.librdkafka), access.url, topics(header.partitions), 1)
    command = ["worker", "--run", header.run, "--election", ELECTION, "--keys", str(day / KEYS)]
    started = Worker(tmp_path, *command, "--metrics-port", "0", "--log-format", "json")
    yield started
    if started.process.poll() is None:
        started.process.terminate()
    try:
        started.process.wait(20)
    finally:
        started.process.kill()
        started.process.wait()


def _part_of_the_day(day):
    """Return the first records, and forged copies of some."""
    batches = Journal.open(day / JOURNAL).batches()
    records = list(islice((record for batch in batches for record in batch), SENT))
    forged = [msgspec.structs.replace(record, mac="0" * 32) for record in records[-FORGED:]]
    return records, forged


def test_a_worker_says_what_it_does_and_nothing_secret(worker, access, day):
    until(lambda: worker.url is not None, "the worker says where it answers")
    until(worker.ready, "the worker is ready")
    waited = [json.loads(text) for status, text in worker.seen if status == 503]
    assert waited
    assert all(not each["ok"] and each["reason"] for each in waited)
    assert json.loads(worker.seen[-1][1]) == {"ok": True, "partitions": [0, 1, 2, 3]}
    assert worker.get("/healthz") == (200, '{"ok":true}\n')

    records, forged = _part_of_the_day(day)
    sender = Sender(access.librdkafka)
    sender.send([*records, *forged])
    sender.finish()
    places = Counter(record.partition for record in [*records, *forged])
    until(lambda: _settled(worker.figures(), places), "all is folded, confirmed and published")
    figures = worker.figures()
    for partition in range(4):
        at = ("partition", str(partition))
        assert figures.get(("saylau_records_total", at), 0) == places[partition]
        assert figures["saylau_next_offset", at] == places[partition]
        assert figures["saylau_lag_records", at] == 0
        received = [each.received for each in records if each.partition == partition]
        watermark = figures.get(("saylau_watermark_timestamp_seconds", at), 0)
        assert watermark == max(received, default=0) / 1000
    assert figures["saylau_refused_records_total", ("code", "S102")] == FORGED
    assert figures["saylau_refused_records_total", ("code", "S101")] == 0
    open_alerts = figures["saylau_alerts", ("code", "S102"), ("condition", "open")]
    assert open_alerts == len({record.key for record in forged})
    assert figures["saylau_pages_total",] >= len(places)
    assert figures["saylau_page_bytes_total",] > 0
    assert figures["saylau_confirm_latency_seconds_count",] >= len(places)
    assert figures["saylau_publish_latency_seconds_count",] >= len(places)
    assert figures["saylau_partitions_held",] == 4
    run = Journal.open(day / JOURNAL).header.run
    assert ("run", run) in next(key for key in figures if key[0] == "saylau_run_info")

    # Another one cannot have the same port, and says so.
    port = worker.url.rpartition(":")[2]
    command = [SAYLAU, "worker", "--run", run, "--election", ELECTION, "--unchecked"]
    other = subprocess.run(
        [*command, "--metrics-port", port], capture_output=True, text=True, check=False
    )
    assert other.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port} (Address already in use)" in other.stderr
    assert other.stderr.count("\n") == 1

    exposed = worker.get("/metrics")[1]
    worker.process.terminate()
    assert worker.process.wait(20) == 0
    assert worker.get("/healthz")[0] == 0
    said = worker.said()
    for line in said:
        assert {"time", "level", "logger", "message"} <= line.keys()
        assert line["run"] == run
    taken = [line for line in said if "pages" in line]
    assert sorted(line["partition"] for line in taken) == [0, 1, 2, 3]
    assert said[-1]["message"] == "ends"
    keys = json.loads((day / KEYS).read_text(encoding="utf-8"))["masters"].values()
    for secret in (PASSWORD, *keys):
        assert secret not in json.dumps(said) + exposed


def _settled(figures, places):
    """Say whether all records were folded, and nothing of them has yet to be confirmed or sent."""
    sums = Counter()
    for (name, *_), value in figures.items():
        sums[name] += value
    return (
        sums["saylau_records_total"] == sum(places.values())
        and sums["saylau_unwritten_records"] == 0
        and sums["saylau_refused_records_total"] == FORGED
        and sums["saylau_publish_latency_seconds_count"]
        == sums["saylau_confirm_latency_seconds_count"]
        >= len(places)
    )
