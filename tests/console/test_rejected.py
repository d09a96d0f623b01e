"""Refused records as text, as data, and as what is sent again."""

import msgspec
import pytest

from config.errors import InputError
from console import rejected
from stream.kafka.dead_letters import dead_letter, decode
from stream.partition import partition
from stream.record import Record
from stream.rejection import REASON_CODES, Rejection

RECEIVED = 1_627_171_200_123


def entry(code="S102", key="east-0001", value=b'{"run":"one"}', offset=5, received=RECEIVED):
    record = Record(received, 2, key, f"{key}/1", "0" * 32, value)
    return dead_letter(Rejection(code, "the code does not fit", record), "saylau.reports", offset)


def letter(**fields):
    return decode(entry(**fields)[1])


NO_BASE64 = msgspec.json.encode(msgspec.structs.replace(letter(), value="A"))


def test_codes_are_those_named_or_all():
    assert rejected.codes_of([]) == set(REASON_CODES)
    assert rejected.codes_of(["S102", "S102"]) == {"S102"}


def test_a_code_nothing_is_refused_for_is_bad_input():
    with pytest.raises(InputError, match='--code: "T202"; expected S101 or S102 or S105 or S107'):
        rejected.codes_of(["S102", "T202"])


def test_letters_come_in_the_order_of_their_records():
    late, early = entry(offset=1, received=RECEIVED + 1), entry(offset=2)
    assert [one.offset for one in rejected.letters(dict([late, early]), "t")] == [2, 1]


@pytest.mark.parametrize("value", [b"", b"{}", b"\xff", NO_BASE64])
def test_what_is_no_dead_letter_is_bad_input_that_names_it(value):
    with pytest.raises(InputError, match=r"topic saylau\.rejected, key saylau\.reports/2/5"):
        rejected.letters({b"saylau.reports/2/5": value}, "saylau.rejected")


@pytest.mark.parametrize("value", [b"\xff", b"", b"[]", b'{"run":1}', b"[" * 5_000])
def test_a_record_too_damaged_to_name_a_run_names_none(value):
    assert rejected.run_of(letter(value=value)) == ""


def test_letters_are_chosen_by_code_and_by_run():
    one, two = letter(), letter(code="S105", value=b'{"run":"two"}')
    assert rejected.chosen([one, two], set(REASON_CODES), None) == [one, two]
    assert rejected.chosen([one, two], {"S105"}, None) == [two]
    assert rejected.chosen([one, two], set(REASON_CODES), "one") == [one]
    assert rejected.chosen([one, two], {"S105"}, "one") == []


def test_text_has_a_line_for_each_and_a_summary_by_code():
    assert rejected.text([letter(), letter(code="S107", key="west-1", offset=1234)]).split(
        "\n"
    ) == [
        "code  source     partition  offset  received (UTC)            reason",
        "S102  east-0001          2       5  2021-07-25T00:00:00.123Z  the code does not fit",
        "S107  west-1             2    1234  2021-07-25T00:00:00.123Z  the code does not fit",
        "",
        "SIMULATION 2 records refused",
        "S102 1 bad or missing signature",
        "S107 1 wrong partition or replayed from another run",
    ]


def test_text_of_nothing_says_so():
    assert rejected.text([]) == "SIMULATION 0 records refused"


def test_a_key_that_would_command_the_terminal_does_not():
    assert "\x1b" not in rejected.text([letter(key="\x1b[2J\x9b")])
    assert "\\x1b[2J\\x9b" in rejected.text([letter(key="\x1b[2J\x9b")])


def test_a_receive_time_that_is_no_time_is_shown_as_it_is():
    assert rejected.received(letter(received=-1)) == "-1"
    assert rejected.received(letter(received=1 << 62)) == str(1 << 62)


def test_data_has_the_exact_bytes_and_the_numbers_by_code():
    found = rejected.as_json([letter(value=b"\x00"), letter()])
    assert found["codes"] == {"S102": 2}
    assert found["records"][0]["value"] == "AA=="
    assert found["records"][0]["received"] == "2021-07-25T00:00:00.123Z"


def test_a_record_is_sent_as_it_came_where_its_key_belongs():
    (record,) = rejected.again([letter(value=b"\xff\x00")], 7)
    home = partition("east-0001", 7)
    assert home != 2
    assert record == Record(RECEIVED, home, "east-0001", "east-0001/1", "0" * 32, b"\xff\x00")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["list"], "--kafka: is missing"),
        (["list", "--dry-run"], "--dry-run: does not go with list"),
        (["replay", "--json"], "--json: does not go with replay"),
        (["replay", "--code", "X"], '--code: "X"'),
        (["burn"], "burn"),
        (["list", "--kafka", "nowhere"], "the Kafka address"),
    ],
)
def test_bad_input_is_one_message(refused, arguments, message):
    assert message in refused("rejected", *arguments)
