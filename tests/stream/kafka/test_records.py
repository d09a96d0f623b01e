from stream.kafka.records import headers_of
from tests.small_election import Voice, record


def test_the_headers_are_a_cloud_event_in_binary_mode():
    headers = dict(headers_of(record(Voice("east-0001").opened())))
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_source"] == b"east-0001"
    assert headers["ce_id"] == headers["mac"]
    assert {"ce_type", "content-type", "key_id"} <= headers.keys()
