import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream import events
from tests.small_election import Voice

VOICE = Voice("east-0001")
ALL_KINDS = [
    VOICE.opened(),
    VOICE.turnout(3, 40),
    VOICE.incident(),
    VOICE.withdrawn("east-a", "c1"),
    VOICE.closed(200, 3),
    VOICE.counted({"c1": 3, "c2": 1}),
]


@pytest.mark.parametrize("event", ALL_KINDS, ids=lambda event: type(event).__name__)
def test_every_event_reads_back_as_it_was_written(event):
    assert events.decode(events.encode(event)) == event


@pytest.mark.parametrize("event", ALL_KINDS, ids=lambda event: type(event).__name__)
def test_no_field_may_be_missing(event):
    fields = msgspec.json.decode(events.encode(event))
    for name in fields:
        rest = {key: value for key, value in fields.items() if key != name}
        with pytest.raises(msgspec.ValidationError):
            events.decode(msgspec.json.encode(rest))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("voters", -1),
        ("voters", 1.5),
        ("voters", "40"),
        ("voters", 10**9),
        ("seq", 0),
        ("v", 2),
        ("type", "turnout-guessed"),
        ("source", ""),
        ("more", 1),
    ],
)
def test_what_the_contract_does_not_allow_is_refused(field, value):
    fields = msgspec.json.decode(events.encode(VOICE.turnout(3, 40))) | {field: value}
    with pytest.raises(msgspec.ValidationError):
        events.decode(msgspec.json.encode(fields))


@given(st.binary(max_size=80))
def test_noise_is_refused_as_a_value_or_encoding_error(noise):
    with pytest.raises((msgspec.DecodeError, ValueError)):
        events.decode(noise)


def test_found_is_what_lies_in_both_boxes():
    assert VOICE.counted({"c1": 5}, found_station=3, found_home=2).found == 5
