"""The broker of the tests is a real one: it keeps, survives and refuses."""

from __future__ import annotations

import asyncio
import secrets

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaConnectionError

from tests.kafka.cluster import Cluster, ClusterError

SECONDS = 60.0
PATIENCE = {"request_timeout_ms": 2000, "retry_backoff_ms": 50}


async def create(bootstrap: str, copies: int = 1) -> str:
    """A new topic of one partition."""
    name = f"test-{secrets.token_hex(6)}"
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, 1, copies)])
    finally:
        await admin.close()
    return name


async def send(bootstrap: str, topic: str, *values: bytes) -> None:
    """Write the values, each acknowledged by all copies in step."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", **PATIENCE) as producer:
        for value in values:
            await producer.send_and_wait(topic, value)


async def read(bootstrap: str, topic: str) -> list[bytes]:
    """All values of the topic."""
    where = TopicPartition(topic, 0)
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, **PATIENCE) as consumer:
        consumer.assign([where])
        await consumer.seek_to_beginning(where)
        end = (await consumer.end_offsets([where]))[where]
        values: list[bytes] = []
        while await consumer.position(where) < end:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                values += [record.value for record in records]
        return values


async def leader(bootstrap: str, topic: str) -> int:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        (described,) = await admin.describe_topics([topic])
    finally:
        await admin.close()
    number: int = described["partitions"][0]["leader"]
    return number


def within(work):
    return asyncio.run(asyncio.wait_for(work, SECONDS))


def test_what_is_produced_is_consumed(kafka):
    async def round_trip():
        topic = await create(kafka)
        await send(kafka, topic, b"one", b"two")
        return await read(kafka, topic)

    assert within(round_trip()) == [b"one", b"two"]


@pytest.mark.parametrize("killed", [False, True])
def test_a_record_survives_a_restart(kafka_cluster, killed):
    cluster = kafka_cluster()
    topic = within(create(cluster.bootstrap))
    within(send(cluster.bootstrap, topic, b"kept"))
    if killed:
        cluster.kill(0)
        with pytest.raises(ClusterError, match="broker 0 does not run"):
            cluster.kill(0)
    cluster.restart(0)
    assert within(read(cluster.bootstrap, topic)) == [b"kept"]


def test_a_frozen_broker_goes_on_where_it_stood(kafka_cluster):
    cluster = kafka_cluster()

    async def work():
        topic = await create(cluster.bootstrap)
        async with AIOKafkaProducer(bootstrap_servers=cluster.bootstrap) as producer:
            await producer.send_and_wait(topic, b"before")
            cluster.pause(0)
            sent = asyncio.ensure_future(producer.send_and_wait(topic, b"after"))
            done, _ = await asyncio.wait([sent], timeout=1)
            assert not done
            cluster.resume(0)
            await sent
        return await read(cluster.bootstrap, topic)

    assert within(work()) == [b"before", b"after"]


def test_the_death_of_the_leader_loses_no_acknowledged_record(kafka_cluster):
    cluster = kafka_cluster(3)
    bootstrap = cluster.bootstrap

    async def work():
        topic = await create(bootstrap, copies=3)
        first = await leader(bootstrap, topic)
        acknowledged = []
        async with AIOKafkaProducer(
            bootstrap_servers=bootstrap, enable_idempotence=True, **PATIENCE
        ) as producer:
            for number in range(300):
                if number == 100:
                    cluster.kill(first)
                value = b"%d" % number
                await producer.send_and_wait(topic, value)
                acknowledged.append(value)
        assert await leader(bootstrap, topic) != first
        return acknowledged, await read(bootstrap, topic)

    acknowledged, kept = within(work())
    assert kept == acknowledged


def test_only_the_right_password_is_let_in(kafka_cluster, caplog):
    cluster = kafka_cluster(sasl=("clerk", "right"))

    async def log_in(password):
        admin = AIOKafkaAdminClient(
            bootstrap_servers=cluster.bootstrap,
            security_protocol="SASL_PLAINTEXT",
            sasl_mechanism="PLAIN",
            sasl_plain_username="clerk",
            sasl_plain_password=password,
        )
        try:
            await admin.start()
            return await admin.list_topics()
        finally:
            await admin.close()

    assert within(log_in("right")) == []
    assert "SaslAuthenticationFailed" not in caplog.text
    # The client only says that it found no broker; the reason is in its log.
    with pytest.raises(KafkaConnectionError):
        within(log_in("wrong"))
    assert "SaslAuthenticationFailed" in caplog.text


@pytest.mark.usefixtures("broker_tools")
def test_a_broker_that_cannot_start_says_why_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.kafka.cluster.SETTINGS", "process.roles=nonsense\n")
    cluster = Cluster(tmp_path)
    with pytest.raises(
        ClusterError, match=r"(?s)(could not be formatted|ended while starting).*nonsense"
    ):
        cluster.start()
    assert not (tmp_path / "broker-0" / "data").exists()
    assert cluster.bootstrap == ""
