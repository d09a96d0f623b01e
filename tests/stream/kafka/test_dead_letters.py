import msgspec
import pytest

from stream.kafka.dead_letters import LONGEST, LONGEST_TEXT, dead_letter, decode
from stream.kafka.topics import LARGEST_MESSAGE
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


def test_a_record_too_large_for_a_letter_is_cut_and_the_letter_says_so():
    given = record(Voice("east-0001").opened(), 7, value=b"x" * (LONGEST + 5), key="k" * 5_000)
    _, content = dead_letter(Rejection("S101", "no source " + given.key, given), "t", 41)
    letter = decode(content)
    assert letter.record.value == b"x" * LONGEST
    assert letter.key == "k" * LONGEST_TEXT
    assert letter.reason.endswith(f"; its {LONGEST + 5:,} bytes are cut to {LONGEST:,}")
    assert len(content) < LARGEST_MESSAGE
