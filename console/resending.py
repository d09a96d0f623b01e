"""Refused records taken from the brokers, and given back to them."""

from __future__ import annotations

from collections.abc import Collection

from console import rejected
from stream.kafka.access import Access
from stream.kafka.broker import connect, partitions_of
from stream.kafka.dead_letters import DeadLetter
from stream.kafka.reader import last
from stream.kafka.sender import Sender
from stream.kafka.topics import REJECTED, REPORTS
from stream.rejection import ReasonCode

_AT_ONCE = 1_000


def collect(access: Access, codes: Collection[ReasonCode], run: str | None) -> list[DeadLetter]:
    """Return the refused records of some codes, and of one run if one is named.

    Raises:
        InputError: nobody answers, the topic is not there, or holds something else.
    """
    return rejected.chosen(rejected.letters(last(access, REJECTED), REJECTED), codes, run)


def send_again(letters: Collection[DeadLetter], access: Access) -> int:
    """Send records again, each where it belongs; return how many the brokers confirmed.

    Raises:
        SaylauError: not all were.
    """
    partitions = partitions_of(connect(access.librdkafka), access.url, REPORTS)
    records = list(rejected.again(letters, partitions))
    sender = Sender(access.librdkafka)
    for start in range(0, len(records), _AT_ONCE):
        sender.send(records[start : start + _AT_ONCE])
    sender.finish()
    return sender.confirmed
