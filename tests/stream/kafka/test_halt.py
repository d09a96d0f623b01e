import msgspec
import pytest

from stream.kafka import page as pages
from stream.kafka import partial_book
from stream.kafka.halt import HaltError, check_versions, read
from stream.kafka.totals import Totals
from stream.rejection import Rejection
from tests.small_election import ELECTION, ROSTER, Voice, record

RECORD = record(Voice("east-0001").opened())


def test_what_is_broken_or_forged_stops_nobody():
    check_versions([(1, Rejection("S102", "x", RECORD)), (2, Rejection("S105", "x", RECORD))])


def test_another_version_is_named_with_its_place():
    refused = [(7, Rejection("S105", "x", RECORD)), (8, Rejection("S105", "x", RECORD, 3))]
    with pytest.raises(HaltError) as caught:
        check_versions(refused)
    says = str(caught.value)
    assert f"partition {RECORD.partition}, offset 8: east-0001 speaks contract version 3" in says
    assert "known is 1" in says


@pytest.mark.parametrize(
    "content", [b"", b"no page", msgspec.msgpack.encode({"format": 2})], ids=len
)
def test_a_page_of_another_format_is_named(content):
    with pytest.raises(HaltError, match="page 7: cannot be read"):
        read(pages.decode, content, "page 7")


def test_a_partial_of_another_format_is_named():
    key = partial_book.key_of(ROSTER.run, 0, 0)
    with pytest.raises(HaltError, match=r"saylau\.partials, key .*cannot be read"):
        Totals(ELECTION, ROSTER).take(key, msgspec.msgpack.encode([1, "sums", [], 4]))
