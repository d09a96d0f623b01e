"""The HTTP receiver makes of a day what a perfect pipeline makes of it, unless it has a bug."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from config.library import load_election
from console.load.http_target import headers_of
from tests.docs.targets.delivered import differing, rows

RECEIVER = Path(__file__).parents[3] / "docs" / "targets" / "receiver.py"


class Running:
    """A receiver that runs."""

    def __init__(self, delivered, state, bug=""):
        command = [sys.executable, "-u", str(RECEIVER), "--keys", str(delivered.keys)]
        command += ["--run", delivered.header.run, "--state", str(state), "--port", "0"]
        command += ["--partitions", str(delivered.header.partitions)]
        command += ["--bug", bug] if bug else []
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        said = self._process.stdout.readline()  # comes once it listens
        address = re.search(r"http://[\d.]+:\d+", said)
        assert address, said
        self._client = httpx.Client(base_url=address[0], timeout=30)

    def post(self, records):
        return [
            self._client.post(
                "/reports", content=bytes(record.value), headers=headers_of(record)
            ).status_code
            for record in records
        ]

    def tallies(self):
        return self._client.get("/tallies").json()

    def kill(self):
        self._client.close()
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()


@pytest.fixture
def start(delivered, tmp_path):
    running = []

    def begin(bug=""):
        running.append(Running(delivered, tmp_path / "state.sqlite", bug))
        return running[-1]

    yield begin
    for one in running:
        one.kill()


@pytest.fixture(scope="module")
def regions():
    return {one.id: one.region for one in load_election("kz-2021-08-01").stations}


def test_a_day_comes_out_as_expected_and_what_is_wrong_is_refused(start, delivered, regions):
    receiver = start()
    answers = receiver.post(delivered.records)
    assert set(answers) == {200, 400}
    assert answers.count(400) == delivered.refused
    documents = receiver.tallies()
    assert rows(documents, regions) == delivered.expected
    for row, number in delivered.contests.items():
        _, _, contest, metric, key = row.split("|")
        if metric in ("registered", "ballots"):
            assert documents[f"contest:{contest}"][metric] == number
        elif metric == "votes" and key in ("against-all", "invalid"):
            assert documents[f"contest:{contest}"]["votes"][key] == number


def test_nothing_is_lost_with_the_process(start, delivered, regions):
    half = len(delivered.records) // 2
    first = start()
    first.post(delivered.records[:half])
    before = first.tallies()
    first.kill()
    second = start()
    assert second.tallies() == before
    second.post(delivered.records[half - 5 :])
    assert rows(second.tallies(), regions) == delivered.expected


def test_a_receiver_that_loses_on_restart_does(start, delivered):
    first = start("loses-on-restart")
    last = [record for record in delivered.records if b"count-reported" in bytes(record.value)]
    first.post(last[:1])
    assert first.tallies()["nation"]["polling_stations"] == 1
    first.kill()
    assert start("loses-on-restart").tallies()["nation"]["polling_stations"] == 0


def test_a_receiver_that_counts_duplicates_has_those_stations_wrong(start, delivered, regions):
    receiver = start("counts-duplicates")
    receiver.post(delivered.records)
    standing = max(
        (one for one in delivered.records if b"count-reported" in bytes(one.value)),
        key=lambda one: one.received,
    )
    receiver.post([standing])  # as after an answer that was lost
    wrong = differing(rows(receiver.tallies(), regions), delivered.expected)
    assert wrong == delivered.repeated | {standing.key}


def test_a_receiver_that_ignores_corrections_has_those_stations_wrong(start, delivered, regions):
    receiver = start("ignores-corrections")
    receiver.post(delivered.records)
    wrong = differing(rows(receiver.tallies(), regions), delivered.expected)
    assert wrong == delivered.corrected != set()
