"""Records sent at a constant rate, whether or not anybody keeps up.

Every record has a moment it is meant to be sent at. Time counts from that: a sender
that is held up is late with all records it held back, and none of that is forgiven.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from confluent_kafka import KafkaError, KafkaException, Message, Producer
from numpy.typing import NDArray

from sim.journal import Journal
from stream.kafka.outlet import CLIENT
from stream.kafka.records import headers_of
from stream.kafka.topics import PARTIALS, REPORTS
from stream.record import Record

BEAT_S: Final = 0.001
"""The sender looks no oftener what is due."""

CONFIRMED_WITHIN_S: Final = 60.0
NOT_CONFIRMED: Final = -1


class Sent(NamedTuple):
    """What was sent, record by record in the order of sending.

    Attributes:
        meant: float64[n], when each was meant to be sent, seconds of the monotonic clock.
        partitions, offsets: int64[n], where each lies.
        late_s: by how much the sender was behind at most.
        took_s: from the first to the last.
    """

    meant: NDArray[np.float64]
    partitions: NDArray[np.int64]
    offsets: NDArray[np.int64]
    late_s: float
    took_s: float

    @property
    def rate(self) -> float:
        """Records a second."""
        return len(self.meant) / self.took_s


def some_of(journal: Path, most: int | None) -> list[Record]:
    """Return the first records of a journal, so many at most; None takes all."""
    records = (record for batch in Journal.open(journal).batches() for record in batch)
    return list(islice(records, most))


def send(journal: Path, servers: str, rate: float) -> Sent:
    """Send the records of a journal; returns once the broker has all of them.

    Args:
        journal: where they lie.
        servers: HOST:PORT of a broker.
        rate: records a second.

    Raises:
        KafkaException: a record was not taken.
        RuntimeError: not all were confirmed in time.
    """
    records = some_of(journal, None)
    offsets = np.full(len(records), NOT_CONFIRMED, np.int64)
    producer = Producer({"bootstrap.servers": servers, **CLIENT})
    # To be let in takes the client half a second, and no report was meant to be sent in that.
    producer.produce(PARTIALS, b"", b"bench/0/0", 0)  # of another run: passed over
    if producer.flush(CONFIRMED_WITHIN_S):
        raise RuntimeError(f"nothing confirmed in {CONFIRMED_WITHIN_S:.0f} s")
    began = time.monotonic()
    meant = began + np.arange(len(records)) / rate
    late = _send_in_time(producer, records, meant, offsets)
    took = time.monotonic() - began
    if producer.flush(CONFIRMED_WITHIN_S) or (offsets == NOT_CONFIRMED).any():
        raise RuntimeError(f"not all records confirmed in {CONFIRMED_WITHIN_S:.0f} s")
    partitions = np.array([record.partition for record in records], np.int64)
    return Sent(meant, partitions, offsets, late, took)


def _send_in_time(
    producer: Producer,
    records: Sequence[Record],
    meant: NDArray[np.float64],
    offsets: NDArray[np.int64],
) -> float:
    """Send each record when it is due; return by how much one was late at most."""
    late, sent = 0.0, 0
    while sent < len(records):
        now = time.monotonic()
        due = int(np.searchsorted(meant, now, "right"))
        if due > sent:
            late = max(late, now - float(meant[sent]))
        for number in range(sent, due):
            _put(producer, records[number], partial(_delivered, offsets, number))
        sent = due
        producer.poll(0)
        time.sleep(BEAT_S)
    return late


def _put(producer: Producer, record: Record, on_delivery: partial[None]) -> None:
    producer.produce(
        REPORTS,
        bytes(record.value),
        record.key.encode(),
        record.partition,
        on_delivery=on_delivery,
        timestamp=record.received,
        headers=headers_of(record),
    )


def _delivered(
    offsets: NDArray[np.int64], number: int, error: KafkaError | None, message: Message
) -> None:
    if error is not None:
        raise KafkaException(error)
    offset = message.offset()
    offsets[number] = NOT_CONFIRMED if offset is None else offset
