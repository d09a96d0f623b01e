import msgspec
import pytest

from stream.kafka.dead_letters import dead_letter, decode
from stream.rejection import Rejection
from tests.small_election import Voice, record


def test_a_dead_letter_holds_the_record_as_it_came_under_the_place_where_it_lies():
    given = record(Voice("east-0001").opened(), 7, value=b"\x00\xff no event")
    key, content = dead_letter(Rejection("S105", "no JSON", given), "saylau.reports", 41)
    assert key == f"saylau.reports/{given.partition}/41".encode()
    letter = decode(content)
    assert (letter.code, letter.reason, letter.offset) == ("S105", "no JSON", 41)
    assert letter.record == given


def test_what_is_no_dead_letter_is_told():
    with pytest.raises(msgspec.ValidationError):
        decode(b"{}")
