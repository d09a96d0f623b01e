"""A journal on its way to Kafka, at its own pace or a faster one."""

from __future__ import annotations

import math
import time
from collections.abc import Collection
from typing import NamedTuple

from sim.journal import Journal
from sim.pace import Pace
from stream.deadlines import end_of_stream
from stream.kafka.access import Access
from stream.kafka.sender import Sender
from stream.roster import PollingHours

_OPENED = b'"type":"station-opened"'
_AT_ONCE = 100
"""Records sent between two looks at the clock."""


class Sent(NamedTuple):
    """What was sent: records that the brokers confirmed, in seconds."""

    records: int
    seconds: float


def _first_opening(journal: Journal) -> int | None:
    """Return when the first station said that it opened, milliseconds; None if none did."""
    for records in journal.batches(_AT_ONCE):
        for record in records:
            if _OPENED in bytes(record.value):
                return record.received
    return None


def send(journal: Journal, access: Access, speed: float, hours: Collection[PollingHours]) -> Sent:
    """Send a journal, and in the end that time has passed.

    Args:
        journal: the tape.
        access: to the brokers.
        speed: simulated seconds in a second; `math.inf` does not wait.
        hours: of all regions of the election.

    Raises:
        SaylauError: not all was confirmed.
    """
    # Withdrawals come days before; nobody wants to wait for the day itself.
    pace = Pace(speed, None if math.isinf(speed) else _first_opening(journal))
    sender = Sender(access.librdkafka)
    start, last = time.perf_counter(), 0
    for records in journal.batches(_AT_ONCE):
        pace.wait(records[0].received)
        sender.send(records)
        last = max(last, *(record.received for record in records))
    sender.finish()
    sent = Sent(sender.confirmed, time.perf_counter() - start)
    sender.tick(journal.header.partitions, end_of_stream(hours, last))
    sender.finish()
    return sent
