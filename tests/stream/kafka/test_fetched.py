from types import SimpleNamespace

import msgspec
from aiokafka import TopicPartition
from aiokafka.consumer import fetcher

from stream.kafka.fetched import Fetched, fetched, records_of, replace_records
from stream.kafka.records import headers_of
from stream.kafka.topics import REJECTED, REPORTS
from stream.record import Record
from tests.small_election import Voice, record

GIVEN = record(Voice("east-0001").opened(), 1_627_174_800_123)


def _unpacked(**changed):
    fields = {
        "offset": 7,
        "timestamp": GIVEN.received,
        "timestamp_type": 0,
        "checksum": None,
        "key": GIVEN.key.encode(),
        "value": bytes(GIVEN.value),
        "headers": headers_of(GIVEN),
    }
    return SimpleNamespace(**(fields | changed))


def test_a_record_comes_back_as_it_went_with_its_place():
    found = fetched(GIVEN.partition, _unpacked())
    assert found == Fetched(*msgspec.structs.astuple(GIVEN), offset=7)
    assert isinstance(found, Record)


def test_what_is_missing_or_no_text_is_left_to_admission():
    bare = fetched(0, _unpacked(key=None, value=None, headers=[]))
    assert (bare.key, bare.key_id, bare.mac, bare.value) == ("", "", "", b"")
    odd = fetched(0, _unpacked(key=b"\xff", headers=[("mac", b"\xff"), ("key_id", None)]))
    assert (odd.key, odd.mac, odd.key_id) == ("\ufffd", "\ufffd", "")


def _records(topic):
    return records_of(TopicPartition(topic, 3), None, None, 0, None, None, False, 0)


def test_only_reports_are_unpacked_so():
    records = _records(REPORTS)
    report = records._consumer_record(records._tp, _unpacked())
    assert (report.partition, report.offset) == (3, 7)
    records = _records(REJECTED)
    letter = records._consumer_record(records._tp, _unpacked())
    assert letter.topic == REJECTED
    assert letter.headers == tuple(headers_of(GIVEN))


def test_who_stops_in_the_middle_goes_on_from_there():
    records = _records(REPORTS)
    records._records_iterator = iter([1, 2, 3])
    for found in records:
        assert found == 1
        break
    assert [*records] == [2, 3]
    assert [*records] == []


def test_the_client_takes_what_is_put_in_its_place(monkeypatch):
    monkeypatch.setattr(fetcher, "PartitionRecords", fetcher.PartitionRecords)
    replace_records()
    assert fetcher.PartitionRecords is records_of
