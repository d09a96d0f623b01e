"""What waits while no broker takes it, and what is said of it."""

import asyncio
import itertools

import pytest

from config.errors import SaylauError
from stream.kafka.outlet import Outlet
from stream.kafka.topics import LARGEST_MESSAGE

NOBODY = {"bootstrap.servers": "127.0.0.1:1"}
IMPATIENT = NOBODY | {"message.timeout.ms": 300}
LETTERS = [("a-topic", b"one", b"1"), ("a-topic", b"two", b"2")]


def test_it_says_how_much_is_under_way_and_when_that_is_half_of_what_may_be():
    outlet = Outlet(NOBODY, 1_000)
    assert not outlet.full
    for _ in range(400):
        outlet.put("a-topic", b"key", b"value")
    outlet.poll()
    assert 400 <= outlet.waiting < 450  # what the client says of the brokers waits as well
    assert not outlet.full
    for _ in range(100):
        outlet.put("a-topic", b"key", b"value")
    assert outlet.full


def test_a_message_that_was_given_up_is_told_with_the_next():
    outlet = Outlet(IMPATIENT, 1)
    outlet.put("a-topic", b"key", b"value")
    with pytest.raises(SaylauError, match=r"a message was not taken: .*timed out"):
        outlet.put("a-topic", b"key", b"value")  # there is no room before


def test_a_message_that_no_broker_would_take_is_told_at_once():
    outlet = Outlet(NOBODY)
    with pytest.raises(SaylauError, match=r"a message was not taken: .*too large"):
        outlet.put("a-topic", b"key", bytes(LARGEST_MESSAGE + 1))


@pytest.mark.parametrize("most", [1, 10])
def test_others_go_on_while_letters_wait_for_room_and_for_the_brokers(most):
    turns = itertools.count()

    async def go_on():
        while True:
            next(turns)
            await asyncio.sleep(0.01)

    async def send():
        other = asyncio.create_task(go_on())
        try:
            await Outlet(IMPATIENT, most).deliver(LETTERS)
        finally:
            other.cancel()

    with pytest.raises(SaylauError, match="a message was not taken"):
        asyncio.run(send())
    assert next(turns) > 10


def test_whoever_waits_for_letters_can_be_told_to_stop():
    async def send():
        await asyncio.wait_for(Outlet(NOBODY).deliver(LETTERS), 0.1)

    with pytest.raises(TimeoutError):
        asyncio.run(send())
