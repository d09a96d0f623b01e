"""`saylau rejected` on a real broker: what was refused is listed, and sent where it belongs."""

import json

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from console.cli import call
from stream.kafka.dead_letters import dead_letter
from stream.kafka.records import headers_of
from stream.kafka.topics import REJECTED, REPORTS
from stream.partition import partition
from stream.record import Record
from stream.rejection import Rejection

PARTITIONS = 4
RECEIVED = 1_627_171_200_123
KEY = "east-0001"
HOME = partition(KEY, PARTITIONS)
FORGED = Record(RECEIVED, HOME, KEY, f"{KEY}/1", "0" * 32, b'{"run":"one","seq":1}')
ASTRAY = Record(RECEIVED + 1, (HOME + 1) % PARTITIONS, KEY, f"{KEY}/1", "1" * 32, b'{"run":"two"}')
DAMAGED = Record(RECEIVED + 2, HOME, KEY, "", "", b"\xff\x00{")


@pytest.fixture
def url(kafka_cluster):
    bootstrap = kafka_cluster().bootstrap
    assert call(["topics", "--kafka", f"kafka://{bootstrap}"]) == 0
    return f"kafka://{bootstrap}"


def _refuse(url):
    refused = [("S102", FORGED, 7), ("S107", ASTRAY, 3), ("S105", DAMAGED, 8)]
    producer = Producer({"bootstrap.servers": url.removeprefix("kafka://")})
    for code, record, offset in refused:
        key, value = dead_letter(Rejection(code, f"why {code}", record), REPORTS, offset)
        producer.produce(REJECTED, key=key, value=value)
    key, value = dead_letter(Rejection("S101", "taken back", FORGED), REPORTS, 9)
    producer.produce(REJECTED, key=key, value=value)
    producer.produce(REJECTED, key=key, value=None)
    assert producer.flush(20) == 0


def _reports(url):
    """Return the records of the reports topic, with their headers."""
    consumer = Consumer({"bootstrap.servers": url.removeprefix("kafka://"), "group.id": "test"})
    try:
        places = [TopicPartition(REPORTS, number, 0) for number in range(PARTITIONS)]
        ends = [consumer.get_watermark_offsets(place, timeout=10)[1] for place in places]
        consumer.assign(places)
        messages = [message for _ in range(sum(ends)) for message in consumer.consume(1, 20.0)]
    finally:
        consumer.close()
    assert all(message.error() is None for message in messages)
    assert len(messages) == sum(ends)
    return sorted(
        (one.timestamp()[1], one.partition(), one.key().decode(), one.value(), one.headers())
        for one in messages
    )


def _as_sent(record):
    return (record.received, HOME, record.key, bytes(record.value), headers_of(record))


def test_refused_records_are_listed_and_sent_where_they_belong(url, capsys):
    assert call(["rejected", "list", "--kafka", url]) == 0
    assert "0 records refused" in capsys.readouterr().out
    _refuse(url)

    assert call(["rejected", "list", "--kafka", url]) == 0
    out = capsys.readouterr().out
    assert "why S107" in out
    assert "taken back" not in out
    assert "SIMULATION 3 records refused" in out

    assert call(["rejected", "list", "--kafka", url, "--run", "two", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [record["code"] for record in found["records"]] == ["S107"]

    assert call(["rejected", "replay", "--kafka", url, "--dry-run"]) == 0
    assert "3 would be sent" in capsys.readouterr().out
    assert _reports(url) == []

    chosen = ["--code", "S107", "--code", "S105"]
    assert call(["rejected", "replay", "--kafka", url, *chosen]) == 0
    assert "2 sent and confirmed" in capsys.readouterr().out
    assert _reports(url) == [_as_sent(ASTRAY), _as_sent(DAMAGED)]


def test_without_topics_it_is_one_message(kafka_cluster, capsys):
    url = f"kafka://{kafka_cluster().bootstrap}"
    assert call(["rejected", "list", "--kafka", url]) == 2
    assert f"there is no topic {REJECTED}" in capsys.readouterr().err
