"""Letters on a real broker: they are there before their sender goes on, whatever others send."""

import asyncio
import itertools

import pytest

from stream.kafka.access import Access
from stream.kafka.broker import connect, make_topics
from stream.kafka.outlet import Outlet
from stream.kafka.reader import last
from stream.kafka.topics import PARTIALS, REJECTED, topics

LETTERS = [(REJECTED, f"letter-{number}".encode(), b"refused") for number in range(2_500)]
LAST = {key: value for _, key, value in LETTERS}


@pytest.fixture
def cluster(kafka_cluster):
    return kafka_cluster()


@pytest.fixture
def access(cluster):
    url = f"kafka://{cluster.bootstrap}"
    access = Access.of(url)
    make_topics(connect(access.librdkafka), url, topics(1), 1)
    return access


def test_letters_are_there_while_others_never_stop_sending(access):
    partials, letters = Outlet(access.librdkafka), Outlet(access.librdkafka, 1_000)
    sent = itertools.count()

    async def publish():
        while True:
            for _ in range(100):
                partials.put(PARTIALS, b"unit", str(next(sent)).encode())
            await asyncio.sleep(0)

    async def write():
        other = asyncio.create_task(publish())
        await letters.deliver(LETTERS)
        other.cancel()

    asyncio.run(write())
    assert last(access, REJECTED) == LAST
    assert (letters.waiting, letters.full) == (0, False)
    assert next(sent) > 1_000
    partials.flush()
    assert partials.waiting == 0


def test_letters_wait_for_a_broker_that_is_away(cluster, access):
    letters = Outlet(access.librdkafka)

    async def write():
        await letters.deliver(LETTERS[:1])
        cluster.pause(0)
        waiting = asyncio.create_task(letters.deliver(LETTERS[1:]))
        await asyncio.sleep(1.0)
        assert not waiting.done()
        cluster.resume(0)
        await asyncio.wait_for(waiting, 30)

    asyncio.run(write())
    assert last(access, REJECTED) == LAST
