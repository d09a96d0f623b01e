from types import SimpleNamespace

from stream.kafka.records import headers_of, record_of
from tests.small_election import Voice, record


def _delivered(given, **changed):
    fields = {
        "timestamp": given.received,
        "partition": given.partition,
        "key": given.key.encode(),
        "value": bytes(given.value),
        "headers": headers_of(given),
    }
    return SimpleNamespace(**(fields | changed))


def test_a_record_comes_back_as_it_went():
    given = record(Voice("east-0001").opened(), 1_627_174_800_123)
    assert record_of(_delivered(given)) == given


def test_the_headers_are_a_cloud_event_in_binary_mode():
    headers = dict(headers_of(record(Voice("east-0001").opened())))
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_source"] == b"east-0001"
    assert headers["ce_id"] == headers["mac"]
    assert {"ce_type", "content-type", "key_id"} <= headers.keys()


def test_what_is_missing_or_no_text_is_left_to_admission():
    given = record(Voice("east-0001").opened())
    bare = record_of(_delivered(given, key=None, value=None, headers=[]))
    assert (bare.key, bare.key_id, bare.mac, bare.value) == ("", "", "", b"")
    odd = record_of(_delivered(given, key=b"\xff", headers=[("mac", b"\xff"), ("key_id", None)]))
    assert (odd.key, odd.mac, odd.key_id) == ("\ufffd", "\ufffd", "")
