"""How far the workers of a run are, as the brokers know it; whoever asks joins no group."""

from __future__ import annotations

from typing import Final

from confluent_kafka import (
    Consumer,
    ConsumerGroupState,
    KafkaError,
    KafkaException,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient

from stream.kafka.access import Access
from stream.kafka.broker import PATIENCE_S, no_answer
from stream.kafka.topics import REPORTS, group_of

_NOT_YET: Final = (
    KafkaError.GROUP_ID_NOT_FOUND,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    KafkaError.NOT_COORDINATOR,
    KafkaError.NOT_LEADER_FOR_PARTITION,
    KafkaError.LEADER_NOT_AVAILABLE,
    KafkaError._UNKNOWN_PARTITION,
    KafkaError._WAIT_COORD,
    KafkaError._TRANSPORT,
    KafkaError._ALL_BROKERS_DOWN,
    KafkaError._TIMED_OUT,
)
"""What is said while nobody is in a group, while it is found out who keeps it, and when a
broker is away or a partition has no leader; whoever asks again may hear more."""


class Progress:
    """The workers of a run, and the records they have yet to tally.

    Args:
        access: to the brokers.
        run: its id.
        partitions: of the reports.
    """

    def __init__(self, access: Access, run: str, partitions: int) -> None:
        self._where = access.url
        self._group = group_of(run)
        self._places = [TopicPartition(REPORTS, number) for number in range(partitions)]
        quiet = {**access.librdkafka, "log_level": 0}
        self._admin = AdminClient(quiet)
        self._consumer = Consumer({**quiet, "group.id": self._group, "enable.auto.commit": False})

    def close(self) -> None:
        """Let the brokers go."""
        self._consumer.close()

    def workers(self) -> int:
        """Return how many workers share the partitions; 0 while none does, or nobody can say.

        Raises:
            InputError: the brokers do not let us look.
        """
        asked = self._admin.describe_consumer_groups([self._group], request_timeout=PATIENCE_S)
        try:
            group = asked[self._group].result(PATIENCE_S)
        except KafkaException as error:
            if error.args[0].code() in _NOT_YET:
                return 0
            raise no_answer(self._where, error.args[0].str()) from error
        return len(group.members) if group.state == ConsumerGroupState.STABLE else 0

    def left(self) -> int | None:
        """Return how many records there are that no worker has committed; None: nobody can say.

        Raises:
            InputError: the brokers do not let us look.
        """
        try:
            committed = self._consumer.committed(self._places, timeout=PATIENCE_S)
            left = 0
            for place in committed:
                first, end = self._consumer.get_watermark_offsets(place, timeout=PATIENCE_S)
                left += end - max(first, place.offset)
        except KafkaException as error:
            if error.args[0].code() in _NOT_YET:
                return None
            raise no_answer(self._where, error.args[0].str()) from error
        return left
