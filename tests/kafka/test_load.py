"""`saylau load` on a real Kafka: our own workers are right; brokers that fail are told of."""

import subprocess

import pytest

from sim.load.result import Result
from tests.kafka.deployment import SAYLAU, until


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """A small day on which everything goes wrong on the way."""
    folder = tmp_path_factory.mktemp("load") / "day"
    command = [SAYLAU, "simulate", "--stations", "120", "--seed", "5", "--faults", "all"]
    subprocess.run([*command, "--out", str(folder)], check=True, capture_output=True)
    return folder


def load(url, day, folder, *options):
    """Run the command; return how it ended and what it found."""
    command = [SAYLAU, "load", "--target", url, "--day", str(day), "--report", str(folder)]
    ended = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended.returncode, Result.read(folder / "load.json")


@pytest.mark.parametrize(
    "options",
    [
        ("--profile", "day", "--speed", "8000"),
        (
            "--profile",
            "burst",
            "--rate",
            "200",
            "--duration",
            "4",
            "--every",
            "2",
            "--burst",
            "0.5",
        ),
        ("--profile", "max"),
    ],
    ids=lambda options: options[1],
)
def test_our_own_workers_are_right_with_all_faults_on(deployment, day, tmp_path, options):
    deployment.start_worker()
    objective = ("--objective", "lost==0,twice==0,superseded==0,wrong==0,late==0,errors==0")
    code, found = load(deployment.url, day, tmp_path / "load", *options, *objective)
    assert code == 0, found
    assert found.verdict.holds
    assert found.verdict.rows == found.verdict.right > 100
    assert found.sent.taken == found.sent.events == deployment.sent()
    assert found.settled_s is not None
    # Workers say how far they are: every event was in the tallies some time after it was taken.
    assert found.tally.count == found.sent.events
    assert found.tally.longest > found.latency.median


def test_shards_together_are_the_whole_day(deployment, day, tmp_path):
    deployment.start_worker()
    sent = []
    for part in ("1/3", "2/3"):
        _, found = load(
            *(deployment.url, day, tmp_path / part[0], "--profile", "max", "--shard", part),
            *("--tallies", "none"),
        )
        sent.append(found.sent.taken)
    # The last part is judged with what it sent alone, so that all the others say is strange to it.
    code, found = load(
        *(deployment.url, day, tmp_path / "3", "--profile", "max", "--shard", "3/3"),
        *("--settle", "0.1", "--wait", "0.1"),
    )
    assert code == 1
    assert not found.verdict.holds
    whole = sum(len(batch) for batch in deployment.tape.batches())
    assert sum(sent) + found.sent.taken == deployment.sent() == whole


def test_a_broker_that_dies_ends_the_load_with_a_report(deployment, broker, day, tmp_path):
    command = [SAYLAU, "load", "--target", deployment.url, "--day", str(day)]
    command += ["--report", str(tmp_path / "load"), "--profile", "constant", "--rate", "300"]
    command += ["--patience", "2", "--settle", "0.1", "--wait", "0.1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    until(lambda: deployment.sent() > 100, "events arrive")
    broker.kill(0)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1, said
    found = Result.read(tmp_path / "load" / "load.json")
    assert "took nothing for 2 s" in found.sent.stopped
    assert 0 < found.sent.taken < found.sent.events
    assert found.sent.unknown > 0
    assert found.unread
    assert not found.holds
