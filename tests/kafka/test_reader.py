"""Reading a topic from its beginning, on a real broker."""

import uuid
from contextlib import closing

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from config.errors import InputError
from stream.kafka import broker, reader
from stream.kafka.access import Access
from stream.kafka.broker import connect, make_topics
from stream.kafka.reader import Entry, Reader, last, read
from stream.kafka.topics import Topic
from tests.kafka.deployment import until


@pytest.fixture
def access(kafka):
    return Access.of(f"kafka://{kafka}")


@pytest.fixture
def make(access):
    def made(partitions=1):
        topic = Topic(f"test-{uuid.uuid4().hex}", partitions, {"cleanup.policy": "compact"})
        make_topics(connect(access.librdkafka), access.url, [topic], 1)
        return topic.name

    return made


@pytest.fixture
def topic(make):
    return make()


def _write(access, topic, *entries):
    producer = Producer(access.librdkafka)
    for key, value in entries:
        producer.produce(topic, key=key, value=value)
    assert producer.flush(20) == 0


def test_all_is_read_in_order_and_tombstones_are_told(access, topic):
    said = [(b"a", b"1"), (b"b", b"2"), (b"a", b"3"), (b"b", None)]
    _write(access, topic, *said)
    assert list(read(access, topic)) == said


def test_the_last_value_of_a_key_counts_and_a_tombstone_takes_it_back(access, topic):
    _write(access, topic, (b"a", b"1"), (b"b", b"2"), (b"a", b"3"), (b"b", None), (b"c", b""))
    assert last(access, topic) == {b"a": b"3", b"c": b""}


def test_many_records_are_all_read(access, topic):
    said = [(b"%d" % number, b"x" * 100) for number in range(20_000)]
    _write(access, topic, *said)
    assert list(read(access, topic)) == said


def test_an_empty_topic_has_an_end(access, topic):
    assert list(read(access, topic)) == []


def test_the_end_is_found_where_the_last_offsets_hold_no_record(access, topic):
    producer = Producer(access.librdkafka | {"transactional.id": topic})
    producer.init_transactions(30)
    for ending, value in [(producer.commit_transaction, b"1"), (producer.abort_transaction, b"2")]:
        producer.begin_transaction()
        producer.produce(topic, key=b"a", value=value)
        assert producer.flush(30) == 0  # what is still queued when a transaction ends is dropped
        ending(30)
    # A transaction's end is told before its marker lies in the topic: two records, two markers.
    with closing(Consumer(access.librdkafka | {"group.id": "markers"})) as consumer:
        place = TopicPartition(topic, 0)
        until(lambda: consumer.get_watermark_offsets(place, timeout=10)[1] == 4, "both markers")
    assert list(read(access, topic)) == [(b"a", b"1")]


def test_two_topics_are_read_to_their_ends_and_then_on(access, make):
    one, two = make(), make()
    _write(access, one, (b"a", b"1"))
    with Reader(access, [one, two]) as topics:
        assert list(topics.to_end()) == [Entry(one, b"a", b"1")]
        _write(access, two, (b"b", b"2"))
        found = []
        for _ in range(100):
            found += topics.more(1.0)
            if found:
                break
        assert found == [Entry(two, b"b", b"2")]
        assert topics.trouble == ""


def test_reading_twice_gives_the_same_for_nothing_is_committed(access, topic):
    _write(access, topic, (b"a", b"1"))
    assert list(read(access, topic)) == list(read(access, topic)) == [(b"a", b"1")]


def test_a_topic_that_is_not_there_is_bad_input(access):
    with pytest.raises(InputError, match="there is no topic nowhere; expected all topics"):
        list(read(access, "nowhere"))


def test_a_topic_of_several_partitions_is_bad_input(access, make):
    with pytest.raises(InputError, match="has 2 partitions; expected 1"):
        list(read(access, make(2)))


def test_nobody_there_is_bad_input(monkeypatch):
    monkeypatch.setattr(broker, "PATIENCE_S", 0.3)
    with pytest.raises(InputError, match="no answer"):
        list(read(Access.of("kafka://127.0.0.1:1"), "any"))


def test_a_broker_that_falls_silent_is_bad_input(access, topic, monkeypatch):
    _write(access, topic, (b"a", b"1"))
    monkeypatch.setattr(reader, "PATIENCE_S", 0.3)
    monkeypatch.setattr(Reader, "more", lambda *_: [])
    with pytest.raises(InputError, match=r"no answer \(nothing came\)"):
        list(read(access, topic))
