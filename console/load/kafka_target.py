"""Kafka as a target: events go to the topic of the reports as they would from stations."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Final

import msgspec
from confluent_kafka import KafkaError, KafkaException, Message, Producer

from sim.load.profile import Profile
from sim.load.pushed import push
from sim.load.stop import Stop
from sim.load.target import Batches
from sim.load.trace import Trace
from stream.kafka.access import Access
from stream.kafka.outlet import CLIENT, MOST_WAITING
from stream.kafka.records import headers_of
from stream.kafka.topics import REPORTS
from stream.record import Record

_ROOM_S: Final = 0.001
_STATISTICS_MS: Final = 100
_now: Final = time.monotonic
_LAST_WORD_S: Final = 0.2


class KafkaTarget:
    """Sends events to a topic.

    Args:
        access: to the brokers.
        topic: it has the partitions that the events name.
    """

    def __init__(self, access: Access, topic: str = REPORTS) -> None:
        self._access, self._topic = access, topic

    @property
    def name(self) -> str:
        """The address of the brokers."""
        return self._access.url

    def load(self, batches: Batches, profile: Profile | None, trace: Trace, stop: Stop) -> None:
        """Send events; see `Target.load`."""
        client = _KafkaClient(self._access, self._topic, stop)
        trace.keep_offsets()
        client.come_in()
        push(batches, profile, client, trace, stop)
        client.close(trace)


class _KafkaClient:
    def __init__(self, access: Access, topic: str, stop: Stop) -> None:
        self._topic, self._stop = topic, stop
        self._let_in = False
        self._taken = 0
        self._producer = Producer(
            {
                "statistics.interval.ms": _STATISTICS_MS,
                "stats_cb": self._hear,
                **CLIENT,
                "log_level": 0,  # what matters comes as an error of a message
                "queue.buffering.max.messages": MOST_WAITING,
                "message.timeout.ms": round(1000 * stop.patience_s),
                **access.librdkafka,
            }
        )

    def come_in(self) -> None:
        """Wait until the brokers have let the client in, before the first event is meant to go.

        That takes up to a second, and is nothing that a station waits for.
        """
        while not self._let_in and not self._stop:
            self._producer.poll(_ROOM_S)
            self._stop.look(1)

    def _hear(self, statistics: str) -> None:
        if not self._let_in:
            state = msgspec.json.decode(statistics)["eos"]["idemp_state"]
            self._let_in = state == "Assigned"

    @property
    def waiting(self) -> int:
        return len(self._producer)

    def poll(self, seconds: float) -> None:
        before = self._taken
        self._producer.poll(seconds)
        if self._taken > before:
            self._stop.heard()

    def put(self, records: Sequence[Record], first: int, trace: Trace, stop: Stop) -> None:
        """Hand events over; see `Client.put`."""
        produce, topic, delivered = self._producer.produce, self._topic, self._delivered
        for number, record in enumerate(records, first):
            while True:
                try:
                    produce(
                        topic,
                        bytes(record.value),
                        record.key.encode(),
                        record.partition,
                        on_delivery=partial(delivered, trace, number),
                        timestamp=record.received,
                        headers=headers_of(record),
                    )
                except BufferError:
                    trace.held_up += 1
                    self.poll(_ROOM_S)
                    stop.look(self.waiting)
                    if stop:
                        return
                except KafkaException as error:
                    trace.errors[error.args[0].name()] += 1
                    break
                else:
                    break

    def close(self, trace: Trace) -> None:
        """Give up what is still under way."""
        if self.waiting:
            trace.errors["not confirmed"] += self.waiting
            self._producer.purge()
            self._producer.flush(_LAST_WORD_S)

    def _delivered(
        self, trace: Trace, number: int, error: KafkaError | None, message: Message
    ) -> None:
        if error is None:
            trace.taken_at[number] = _now()
            self._taken += 1
            offset = message.offset()
            trace.offset_at[number] = -1 if offset is None else offset
        elif error.code() != KafkaError._PURGE_QUEUE and error.code() != KafkaError._PURGE_INFLIGHT:
            trace.errors[error.name()] += 1
