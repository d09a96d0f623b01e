"""What is asked of the brokers before and besides the stream: are they there, and their topics."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Set
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    ClusterMetadata,
    NewTopic,
    TopicMetadata,
)

from config.errors import InputError
from stream.kafka.topics import Topic

PATIENCE_S: Final = 5.0
"""How long an answer of the brokers is waited for."""

_LOOK_AGAIN_S: Final = 0.05
"""Between two looks whether topics that were made are seen."""

_QUIET: Final = {"log_level": 0}
_TELLING: Final = (KafkaError._AUTHENTICATION, KafkaError._SSL, KafkaError._RESOLVE)
"""Errors that say why nobody answers; a question itself only says that its time was up."""


class NoAnswerError(InputError):
    """Brokers do not answer, or do not let us in."""


class Client(AdminClient):
    """A client for questions; nothing is sent before the first.

    Args:
        config: of librdkafka; has `bootstrap.servers`.

    Attributes:
        trouble: why the brokers do not let us in, empty as long as it is not known.
    """

    def __init__(self, config: Mapping[str, str | int | float | bool]) -> None:
        self.trouble = ""
        wishes: dict[str, Any] = {
            "socket.connection.setup.timeout.ms": 5000,
            "error_cb": self._hear,
        }
        super().__init__({**config, **_QUIET, **wishes})

    def _hear(self, error: KafkaError) -> None:
        if error.code() in _TELLING:
            self.trouble = error.str()


def connect(config: Mapping[str, str | int | float | bool]) -> Client:
    """Return a client for questions."""
    return Client(config)


def ask(client: Client, where: str) -> ClusterMetadata:
    """Return what topics there are.

    Raises:
        InputError: nobody answers at `where`, or they do not let us in.
    """
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return client.list_topics(timeout=PATIENCE_S / 3)
        except KafkaException as error:
            client.poll(0)
            if client.trouble or time.monotonic() >= deadline:
                raise no_answer(where, client.trouble or error.args[0].str()) from error


def make_topics(client: Client, where: str, wanted: Iterable[Topic], copies: int) -> list[str]:
    """Make the topics that are not there; return their names.

    Args:
        client: see `connect`.
        where: how the user named the brokers.
        wanted: topics.
        copies: brokers that hold each partition.

    Raises:
        InputError: a topic is there with another number of partitions, or cannot be made.
    """
    there = ask(client, where).topics
    wanted = list(wanted)
    missing = [topic for topic in wanted if topic.name not in there]
    for topic in wanted:
        if topic.name in there:
            _check_partitions(topic, len(there[topic.name].partitions), where)
    new = [
        NewTopic(topic.name, topic.partitions, replication_factor=copies, config=topic.config)
        for topic in missing
    ]
    for name, made in (
        client.create_topics(new, operation_timeout=PATIENCE_S) if new else {}
    ).items():
        try:
            made.result(timeout=PATIENCE_S)
        except KafkaException as error:
            raise InputError(where, f"topic {name}: {error.args[0].str()}", "to make it") from error
    _await(client, where, {topic.name for topic in missing})
    return [topic.name for topic in missing]


def _await(client: Client, where: str, names: Set[str]) -> None:
    """Return once topics that were made are seen: brokers hear of them one after the other."""
    deadline = time.monotonic() + PATIENCE_S
    while left := names - ask(client, where).topics.keys():
        if time.monotonic() >= deadline:
            missing = ", ".join(sorted(left))
            raise InputError(
                where, f"topics that were made are not there: {missing}", "all of them"
            )
        client.poll(_LOOK_AGAIN_S)


def check_topics(client: Client, where: str, wanted: Iterable[Topic]) -> None:
    """Raise `InputError` if a topic is not there or has another number of partitions."""
    there = ask(client, where).topics
    for topic in wanted:
        _check_partitions(topic, _partitions(there, topic.name, where), where)


def partitions_of(client: Client, where: str, name: str) -> int:
    """Return how many partitions a topic has.

    Raises:
        InputError: nobody answers, or there is no such topic.
    """
    return _partitions(ask(client, where).topics, name, where)


def copies_of(client: Client, where: str, name: str) -> int:
    """Return how many brokers hold each partition of a topic; the least, if they differ.

    Raises:
        InputError: nobody answers, or there is no such topic.
    """
    there = ask(client, where).topics
    _partitions(there, name, where)
    return min(len(found.replicas) for found in there[name].partitions.values())


def no_answer(where: str, why: str) -> NoAnswerError:
    """Return the error of brokers that do not answer, or do not let us in."""
    what = f"no answer ({why})"
    return NoAnswerError(where, what, "brokers that run there and let this user in")


def _partitions(there: Mapping[str, TopicMetadata], name: str, where: str) -> int:
    if name not in there:
        expected = f"all topics; `saylau topics --kafka {where}` makes them"
        raise InputError(where, f"there is no topic {name}", expected)
    return len(there[name].partitions)


def _check_partitions(topic: Topic, found: int, where: str) -> None:
    if found != topic.partitions:
        what = f"topic {topic.name} has {found} partitions"
        raise InputError(where, what, str(topic.partitions))
