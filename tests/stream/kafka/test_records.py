from stream.kafka.records import headers_of, record_of
from tests.small_election import Voice, record


def test_the_headers_are_a_cloud_event_in_binary_mode():
    headers = dict(headers_of(record(Voice("east-0001").opened())))
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_source"] == b"east-0001"
    assert headers["ce_id"] == headers["mac"]
    assert {"ce_type", "content-type", "key_id"} <= headers.keys()


class FakeMessage:
    """A message of the client, whose headers it may fail to read."""

    def __init__(self, sent, failure=None):
        self._sent, self._failure = sent, failure

    def headers(self):
        if self._failure is not None:
            raise self._failure
        return headers_of(self._sent)

    def timestamp(self):
        return 1, self._sent.received

    def partition(self):
        return self._sent.partition

    def key(self):
        return self._sent.key.encode()

    def value(self):
        return bytes(self._sent.value)


def test_a_message_is_the_record_that_was_sent():
    sent = record(Voice("east-0001").opened())
    assert record_of(FakeMessage(sent)) == sent


def test_headers_that_cannot_be_read_leave_the_record_without_a_proof():
    sent = record(Voice("east-0001").opened())
    found = record_of(FakeMessage(sent, SystemError("a name that is no text")))
    assert (found.key, found.value, found.mac, found.key_id) == (sent.key, sent.value, "", "")
