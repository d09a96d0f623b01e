"""What one worker does for all, on a real broker that is away for a while."""

import logging

import pytest
from aiokafka import TopicPartition

from stream.kafka.access import Access
from stream.kafka.broker import connect, make_topics
from stream.kafka.duty import Duty, follow
from stream.kafka.outlet import Outlet
from stream.kafka.topics import PARTIALS, topics
from tests.kafka.deployment import until


class Listener(Duty):
    """Keeps what it hears while it is on duty."""

    abstract = False

    def __init__(self, access):
        self.called, self.heard, self.began, self.ended = False, [], 0, 0
        super().__init__(lambda: self.called)
        self._access = access

    async def serve(self):
        self.heard = []
        async with follow(self._access, TopicPartition(PARTIALS, 0)) as consumer:
            self.began += 1
            while self.serving:
                for records in (await consumer.getmany(timeout_ms=50)).values():
                    self.heard += [record.value for record in records]
                    if b"broken" in self.heard:
                        raise ValueError("what it heard")
        self.ended += 1


@pytest.fixture
def broker(kafka_cluster):
    cluster = kafka_cluster()
    url = f"kafka://{cluster.bootstrap}"
    make_topics(connect(Access.of(url).librdkafka), url, topics(4), 1)
    return cluster


@pytest.fixture
def access(broker):
    return Access.of(f"kafka://{broker.bootstrap}")


@pytest.fixture
def listener(access):
    return Listener(access)


def _say(access, *values):
    out = Outlet(access.librdkafka)
    for value in values:
        out.put(PARTIALS, b"key", value)
    out.flush()


def test_a_duty_that_begins_while_no_broker_answers_waits_for_one(
    broker, access, listener, loop, caplog
):
    _say(access, b"before")
    broker.kill(0)
    loop.do(listener.start())
    with caplog.at_level(logging.WARNING, "saylau.duty"):
        listener.called = True
        until(lambda: "listener begins again" in caplog.text, "a try without an answer")
    assert listener.began == 0
    broker.restart(0)
    until(lambda: listener.heard == [b"before"], "what was said before")
    _say(access, b"after")
    until(lambda: listener.heard == [b"before", b"after"], "what came after")
    loop.do(listener.stop())
    assert listener.began == 1


def test_a_duty_passes_and_comes_back_and_begins_from_the_start(access, listener, loop):
    loop.do(listener.start())
    _say(access, b"one")
    listener.called = True
    until(lambda: listener.heard == [b"one"], "the first")
    listener.called = False
    until(lambda: listener.ended == 1, "the end of the duty")
    _say(access, b"two")
    listener.called = True
    until(lambda: listener.heard == [b"one", b"two"], "both")
    loop.do(listener.stop())


def test_another_error_is_not_passed_over(access, listener, loop):
    loop.do(listener.start())
    _say(access, b"broken")
    listener.called = True
    until(lambda: listener.crashed, "the end of the duty")
    assert isinstance(listener.crash_reason, ValueError)
    loop.do(listener.stop())
