"""Workers on a real broker: the same figures and alerts as one process, whatever befalls them."""

import random
import signal
from collections import Counter

import msgspec
import pytest

from console.cli import call
from stream.kafka.access import Access
from stream.kafka.dead_letters import decode
from stream.kafka.sender import Sender
from stream.kafka.topics import REJECTED
from tests.kafka.deployment import Deployment, until


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """The default day, simulated once."""
    folder = tmp_path_factory.mktemp("day") / "out"
    assert call(["simulate", "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def broker(kafka_cluster):
    return kafka_cluster()


@pytest.fixture
def deployment(broker, day, tmp_path):
    deployed = Deployment(broker.bootstrap, day, tmp_path)
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


def test_a_broker_that_is_killed_and_comes_back_costs_nothing(deployment, broker):
    worker = deployment.start_worker()
    replay = deployment.start_replay(15)
    until(lambda: deployment.tallies() != {}, "the first figures")
    broker.kill(0)
    broker.restart(0)
    assert replay.wait(90) == 0
    _ends_as_expected(deployment)
    assert worker.poll() is None


@pytest.mark.parametrize("pages", [1, 4])
def test_a_worker_killed_between_page_and_commit_is_taken_over_from(deployment, pages):
    assert deployment.start_replay(1).wait(60) == 0
    first = deployment.start_worker()
    until(lambda: deployment.pages() >= pages, "pages written")
    first.kill()
    first.wait()
    deployment.start_worker()
    _ends_as_expected(deployment)


def test_what_comes_twice_forged_corrupt_or_misplaced_changes_no_figure(deployment):
    """Everything again in another order; forged, corrupt and misplaced copies among it."""
    records = [record for batch in deployment.tape.batches() for record in batch]
    dice = random.Random(7)  # noqa: S311 - nobody is to be kept from guessing it
    bad = [_spoilt(record, dice.randrange(4)) for record in dice.sample(records, 400)]
    again = [*records, *(record for _, record in bad)]
    dice.shuffle(again)
    deployment.start_worker()
    sender = Sender(Access.of(deployment.url).librdkafka)
    sender.send(records)
    sender.send(again)
    sender.finish()
    figures, _ = deployment.expected()
    until(lambda: deployment.lag() == 0, "all reports committed")
    until(lambda: deployment.tallies() == figures, "tallies as expected", 20)
    letters = [decode(content) for content in deployment.last(REJECTED).values()]
    assert sorted(letter.record.value for letter in letters) == sorted(
        bytes(record.value) for _, record in bad
    )
    assert Counter(letter.code for letter in letters) == Counter(code for code, _ in bad)
    assert len({(letter.partition, letter.offset) for letter in letters}) == len(bad)


def _spoilt(record, how):
    """Return the code a spoilt copy of a record has to be refused with, and the copy."""
    value = bytes(record.value)
    if how == 0:  # forged: other figures under the old code
        return "S102", msgspec.structs.replace(
            record, value=value.replace(b":1", b":2"), mac="0" * 32
        )
    if how == 1:  # corrupt on the way
        return "S102", msgspec.structs.replace(record, value=value[:-9])
    if how == 2:
        place = (record.partition + 1) % 4
        return "S107", msgspec.structs.replace(record, value=value, partition=place)
    return "S101", msgspec.structs.replace(record, value=value, key="nowhere-0001")
