"""Workers on a real broker: the same figures and alerts as one process, whatever befalls them."""

import signal

import pytest

from console.cli import call
from tests.kafka.deployment import Deployment, until


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """The default day, simulated once."""
    folder = tmp_path_factory.mktemp("day") / "out"
    assert call(["simulate", "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def deployment(kafka_cluster, day, tmp_path):
    deployed = Deployment(kafka_cluster().bootstrap, day, tmp_path)
    yield deployed
    deployed.stop()


def _ends_as_expected(deployment):
    figures, alerts = deployment.expected()
    until(lambda: deployment.lag() == 0, "all reports committed")
    until(lambda: deployment.tallies() == figures, "tallies as expected", 20)
    assert deployment.alerts() == alerts
    assert len(figures) > 10_000


def test_the_default_day_comes_out_as_in_one_process(deployment):
    deployment.start_worker()
    assert deployment.start_replay(1).wait(60) == 0
    _ends_as_expected(deployment)


def test_workers_that_are_killed_join_and_leave_lose_nothing_and_count_nothing_twice(deployment):
    first = deployment.start_worker()
    replay = deployment.start_replay(20)
    until(lambda: deployment.tallies() != {}, "the first figures")
    first.kill()
    first.wait()
    second = deployment.start_worker()
    until(lambda: deployment.lag() < 3_000, "the second worker has caught up")
    deployment.start_worker()
    until(lambda: b"partition" in deployment.log(2).read_bytes(), "the third has a partition")
    second.send_signal(signal.SIGTERM)
    assert replay.wait(60) == 0
    _ends_as_expected(deployment)
