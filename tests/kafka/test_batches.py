"""Batches on a real broker: what comes, what is committed, and what comes again after trouble."""

import time
from contextlib import ExitStack

import pytest
from faust.types import TP

from stream.kafka import batches, fetched
from stream.record import Record
from tests.kafka.deployment import until
from tests.kafka.scene import Scene, record_at

STALLED_S = 3.0
FIXED_S = 5.0


@pytest.fixture
def make_scene(monkeypatch):
    with ExitStack() as stack:

        def make(bootstrap):
            scene = Scene(bootstrap, stack)
            monkeypatch.setattr(fetched, "REPORTS", scene.topic)  # as the client unpacks it
            return scene

        yield make


@pytest.fixture
def scene(kafka, make_scene):
    return make_scene(kafka)


def test_records_stay_together_in_order_with_their_headers(scene, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 2_500)
    for partition in (0, 1):
        scene.send(partition, 10_000)
    taker = scene.taker()
    until(lambda: len(taker.taken) == 20_000, "all records")
    for partition in (0, 1):
        mine = [batch for batch in taker.batches if batch.partition == partition]
        assert 4 <= len(mine) <= 20
        assert all(len(batch.records) <= 2_500 for batch in mine)
        assert [batch.offset for batch in mine] == [batch.records[-1].offset for batch in mine]
        records = [record for batch in mine for record in batch.records]
        assert [record.offset for record in records] == list(range(10_000))
        for record in records:
            sent = record_at(partition, record.offset)
            for name in Record.__struct_fields__:
                assert getattr(record, name) == getattr(sent, name)


def test_a_broker_waits_for_some_records_before_it_answers(scene):
    scene.send(0, 1)
    taker = scene.taker()
    until(lambda: len(taker.taken) == 1, "the record")
    fetcher = taker.app.consumer._thread._consumer._fetcher  # what it asks brokers with
    asked = fetcher._fetch_min_bytes, fetcher._fetch_max_wait_ms
    assert asked == (batches.GATHER_BYTES, batches.GATHER_MS)


@pytest.mark.parametrize("acks", [False, True])
def test_only_what_was_confirmed_is_committed(scene, monkeypatch, acks):
    monkeypatch.setattr(batches, "MOST", 10)
    scene.send(0, 100)
    taker = scene.taker(acks=acks)
    until(lambda: len(taker.taken) == 100, "all records")
    assert len(taker.batches) == 10
    taker.after_commits()
    assert scene.committed() is None
    taker.confirm(0, 37)
    until(lambda: scene.committed() == 37, "what was confirmed")
    taker.confirm(0, 20)
    taker.after_commits()
    assert scene.committed() == 37
    taker.consumer.may_commit = False
    taker.confirm(0, 60)
    taker.confirm(0, 50)
    taker.consumer.may_commit = True
    taker.after_commits()
    assert scene.committed() == 60
    assert scene.committed(1) is None
    taker.confirm(0, 100)
    taker.stop()
    assert scene.committed() == 100


def test_an_error_in_mid_batch_commits_nothing_of_it(scene, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 10)
    scene.send(0, 30)
    first = scene.taker(acks=True, fail_at=(0, 15))
    until(lambda: first.failures > 0, "the error")
    first.confirm(0, 12)
    until(lambda: scene.committed() == 12, "what was confirmed")
    first.after_commits()
    first.stop()
    assert scene.committed() == 12
    second = scene.taker()
    until(lambda: len(second.taken) >= 18, "the rest")
    assert second.offsets(0) == list(range(12, 30))


def test_a_taker_stopped_in_mid_batch_commits_nothing_of_it(scene, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 10)
    scene.send(0, 30)
    first = scene.taker(acks=True, stop_at=(0, 15))
    until(lambda: first.stopped, "in mid-batch")
    first.confirm(0, 10)
    first.stop()
    assert first.cancelled == 1
    assert first.offsets(0) == list(range(15))
    assert scene.committed() == 10
    second = scene.taker()
    until(lambda: len(second.taken) >= 20, "the rest")
    assert second.offsets(0) == list(range(10, 30))


def test_what_was_not_confirmed_goes_to_who_gets_the_partition(scene, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 10)
    for partition in (0, 1):
        scene.send(partition, 30)
    first = scene.taker(stop_at=(1, 15))
    until(lambda: first.stopped, "in mid-batch")
    for partition in (0, 1):
        first.confirm(partition, 10)
    until(lambda: (scene.committed(0), scene.committed(1)) == (10, 10), "what was confirmed")
    second = scene.taker()
    until(lambda: len(first.held) == len(second.held) == 1, "one partition each")
    first.go_on()
    [own], [other] = first.held, second.held
    until(lambda: second.offsets(other)[-1:] == [29], "the rest of the partition that went")
    assert second.offsets(other) == list(range(10, 30))
    until(lambda: first.offsets(own)[-1:] == [29], "the rest of the partition that stayed")
    assert first.offsets(own)[-20:] == list(range(10, 30))
    second.confirm(other, 30)
    until(lambda: scene.committed(other) == 30, "the new owner's commit")
    first.confirm(other, 20)
    first.after_commits()
    assert scene.committed(other) == 30


def test_what_was_confirmed_of_a_partition_that_went_is_forgotten(scene):
    for partition in (0, 1):
        scene.send(partition, 30)
    # Once it is assigned again there is time for a commit before Faust seeks.
    first = scene.taker(settings={"stream_recovery_delay": 1.0})
    until(lambda: len(first.taken) == 60, "all records")
    first.consumer.may_commit = False
    for partition in (0, 1):
        first.confirm(partition, 20)
        first.consumer.starts[TP(scene.topic, partition)] = 5
    second = scene.taker()
    until(lambda: len(first.held) == len(second.held) == 1, "one partition each")
    [other] = second.held
    until(lambda: len(second.taken) == 30, "all records of the partition that went")
    second.confirm(other, 30)
    until(lambda: scene.committed(other) == 30, "the new owner's commit")
    second.stop()
    until(lambda: first.app.rebalancing, "a rebalance")
    until(lambda: len(first.consumer.assignment()) == 2, "both partitions")
    first.consumer.may_commit = True
    until(lambda: len(first.held) == 2, "both partitions ready")
    first.after_commits()
    assert scene.committed(other) == 30
    scene.send(other, 1)
    until(lambda: first.offsets(other)[-1:] == [30], "the next record of it")
    assert first.offsets(other) == list(range(31))


def test_a_broker_that_stalls_in_mid_batch_costs_nothing(kafka_cluster, make_scene, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 10)
    cluster = kafka_cluster()
    scene = make_scene(cluster.bootstrap)
    scene.send(0, 30)
    taker = scene.taker(stop_at=(0, 15))
    until(lambda: taker.stopped, "in mid-batch")
    cluster.pause(0)
    try:
        stalled = time.monotonic()
        taker.confirm(0, 12)
        taker.go_on()
        until(lambda: len(taker.taken) == 30, "what was fetched already")
        until(lambda: not scene.answers() and time.monotonic() > stalled + STALLED_S, "no answer")
    finally:
        cluster.resume(0)
    until(lambda: scene.committed() == 12, "what was confirmed")
    scene.send(0, 30)
    until(lambda: taker.offsets(0)[-1] == 59, "what was sent after it")
    assert taker.offsets(0) == list(range(60))
    taker.after_commits()
    assert scene.committed() == 12
    taker.confirm(0, 60)
    until(lambda: scene.committed() == 60, "all")


@pytest.mark.parametrize("committed", [20, 5])
def test_it_goes_on_where_it_is_told_whatever_was_committed(scene, committed):
    scene.send(0, 30)
    first = scene.taker(starts={})
    until(lambda: len(first.taken) == 30, "all records")
    first.confirm(0, committed)
    until(lambda: scene.committed() == committed, "what was confirmed")
    first.stop()
    second = scene.taker(starts={0: 12})
    until(lambda: second.offsets(0)[-1:] == [29], "all from there on")
    assert second.offsets(0) == list(range(12, 30))
    second.after_commits()
    assert scene.committed() == committed


def test_without_a_commit_it_begins_at_the_beginning_whatever_was_dropped(scene, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 10)
    for partition in (0, 1):
        scene.send(partition, 30)
    first = scene.taker(starts={})
    until(lambda: len(first.taken) == 60, "all records")
    first.write_state()
    first.stop()
    # Faust resumes partitions before it seeks, and lets go of what was handed on meanwhile.
    second = scene.taker(starts={}, seeks_after=3)
    for partition in (0, 1):
        until(lambda of=partition: second.offsets(of) == list(range(30)), "all, and each once")
    assert second.consumer.early == 0


def test_one_who_is_slow_has_no_more_waiting_than_faust_may_buffer(scene, monkeypatch):
    """Messages: Faust's buffer and the one it has no room for; records: those of one poll more."""
    monkeypatch.setattr(batches, "MOST", 10)
    buffered = 8
    settings = {"stream_buffer_maxsize": buffered, "broker_max_poll_records": 200}
    scene.send(0, 3_000)
    taker = scene.taker(stop_at=(0, 0), settings=settings)
    until(lambda: taker.stopped, "the first record")
    until(lambda: taker.consumer.handed > buffered, "a full buffer")
    taker.after_commits(10)
    assert taker.consumer.handed - len(taker.batches) <= buffered + 1
    taker.go_on()
    until(lambda: len(taker.taken) == 3_000, "all records")
    assert taker.offsets(0) == list(range(3_000))
    assert taker.most_waiting <= buffered + 1


def test_a_partition_that_rests_loses_nothing_when_all_others_come_to_rest(scene):
    """As in a rebalance: the changelogs rest, then the reports do, while a fetch is under way."""
    scene.send(0, 10)
    taker = scene.taker()
    until(lambda: len(taker.taken) == 10, "the first records")
    taker.pause(1)
    scene.send(0, 10)  # ends the fetch that was under way; the next one is for partition 0 alone
    until(lambda: len(taker.taken) == 20, "the next records")
    taker.after_commits()
    taker.pause(0)
    scene.send(1, 10)
    taker.after_commits(15)
    taker.resume(0, 1)
    until(lambda: taker.offsets(1) == list(range(10)), "what came meanwhile", FIXED_S)


def test_an_agent_that_goes_back_while_the_buffer_is_full_gets_all_from_there(scene, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 10)
    scene.send(0, 300)
    taker = scene.taker(stop_at=(0, 55), settings={"stream_buffer_maxsize": 4})
    until(lambda: taker.consumer.handed == 11, "six begun, four buffered and one without room")
    taker.after_commits()
    taker.seek(0, 20)
    taker.go_on()
    whole = list(range(20, 300))
    until(
        lambda: taker.taken.count((0, 20)) == 2 and taker.offsets(0)[-280:] == whole,
        "all from there on",
        FIXED_S,
    )
