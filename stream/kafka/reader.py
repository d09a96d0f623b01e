"""Reads topics from their beginning: once to the end, or on and on.

Nothing is committed and no group is joined, so that whoever looks disturbs nobody.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Final, NamedTuple, Self

from confluent_kafka import (
    OFFSET_BEGINNING,
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    TopicPartition,
)

from stream.kafka.access import Access
from stream.kafka.broker import PATIENCE_S, check_topics, connect, no_answer
from stream.kafka.records import bytes_of
from stream.kafka.topics import Topic

GROUP: Final = "saylau-reader"
_MOST: Final = 5_000
_WAIT_S: Final = 0.2
_ASK_S: Final = 0.5
_SOON: Final = (
    KafkaError.NOT_LEADER_FOR_PARTITION,
    KafkaError.LEADER_NOT_AVAILABLE,
    KafkaError.UNKNOWN_TOPIC_OR_PART,
)
"""What a broker says of a topic that it was just given."""

_GRAVE: Final = (KafkaError._ALL_BROKERS_DOWN, KafkaError._AUTHENTICATION)


class Entry(NamedTuple):
    """A key and the value it has now; None takes the key back."""

    topic: str
    key: bytes
    value: bytes | None


class Reader:
    """Topics read from the beginning on.

    Args:
        access: to the brokers.
        topics: names.
        partitions: of each of them.

    Attributes:
        trouble: why nothing comes, empty while the brokers answer.

    Raises:
        InputError: nobody answers, or a topic is not there or has another number of partitions.
    """

    def __init__(self, access: Access, topics: Sequence[str], partitions: int = 1) -> None:
        self._where = access.url
        client = connect(access.librdkafka)
        check_topics(client, access.url, [Topic(name, partitions, {}) for name in topics])
        places = [(name, number) for name in topics for number in range(partitions)]
        self.trouble = ""
        self._consumer = Consumer(
            {
                **access.librdkafka,
                "group.id": GROUP,
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "log_level": 0,
                "error_cb": self._hear,
            }
        )
        try:
            self._left = {place: end for place in places if (end := self._first_end(place))}
            self._consumer.assign([TopicPartition(*place, OFFSET_BEGINNING) for place in places])
        except KafkaException as error:
            self._consumer.close()
            raise no_answer(access.url, error.args[0].str()) from error
        self._asked = places[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._consumer.close()

    def to_end(self) -> Iterator[Entry]:
        """Yield what the topics held when they were opened, perhaps some more.

        Raises:
            InputError: no answer within `PATIENCE_S`.
        """
        deadline = time.monotonic() + PATIENCE_S
        while self._left:
            left = len(self._left)
            entries = self.more(_WAIT_S)
            yield from entries
            if entries or len(self._left) < left:
                deadline = time.monotonic() + PATIENCE_S
            elif time.monotonic() > deadline:
                raise no_answer(self._where, self.trouble or "nothing came")

    @property
    def at_end(self) -> bool:
        """Whether all was read that the topics held when they were opened."""
        return not self._left

    def more(self, seconds: float) -> list[Entry]:
        """Return what is new; waits so long for the first of it."""
        return [
            Entry(message.topic() or "", bytes_of(message.key()) or b"", bytes_of(message.value()))
            for message in self.messages(seconds)
        ]

    def messages(self, seconds: float) -> list[Message]:
        """Return what is new as it came; waits so long for the first of it."""
        found = []
        for message in self._consumer.consume(1, seconds) + self._consumer.consume(_MOST, 0.0):
            error, place = message.error(), (message.topic() or "", message.partition() or 0)
            if error is None:
                self.trouble = ""
                # A tail that compaction took away is never delivered: then the end is said.
                if (message.offset() or 0) + 1 >= self._left.get(place, 0):
                    self._left.pop(place, None)
                found.append(message)
            elif error.code() == KafkaError._PARTITION_EOF:
                self.trouble = ""
                self._left.pop(place, None)
            else:
                self.trouble = error.str()
        if self.trouble and not found:
            self._ask()
        return found

    def _ask(self) -> None:
        """Find out whether the brokers answer again though nothing is new."""
        try:
            self._end(self._asked, _ASK_S)
        except KafkaException:
            return
        self.trouble = ""

    def _first_end(self, place: tuple[str, int]) -> int:
        """Return the offset after the last record; waits for a topic just made to be led."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self._end(place, PATIENCE_S)
            except KafkaException as error:
                if error.args[0].code() not in _SOON or time.monotonic() > deadline:
                    raise
            self._consumer.poll(_WAIT_S)

    def _end(self, place: tuple[str, int], seconds: float) -> int:
        """Return the offset after the last record; 0 where there is none."""
        found = self._consumer.get_watermark_offsets(TopicPartition(*place), timeout=seconds)
        if found is None:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
        first, end = found
        return end if end > first else 0

    def _hear(self, error: KafkaError) -> None:
        if error.code() in _GRAVE:
            self.trouble = error.str()


def read(access: Access, topic: str) -> Iterator[tuple[bytes, bytes | None]]:
    """Yield key and value of all a topic holds now, oldest first; None takes a key back.

    Raises:
        InputError: see `Reader`.
    """
    with Reader(access, [topic]) as reader:
        for entry in reader.to_end():
            yield entry.key, entry.value


def last(access: Access, topic: str) -> dict[bytes, bytes]:
    """Return the last value of each key, in the order in which the keys came; see `read`."""
    found: dict[bytes, bytes] = {}
    for key, value in read(access, topic):
        if value is None:
            found.pop(key, None)
        else:
            found[key] = value
    return found
