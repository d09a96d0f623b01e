"""What is said in brief is the same in full."""

from typing import Union

import msgspec
import pytest

from stream.brief import BRIEFS, COMMON, KINDS, brief_of, event_of
from stream.events import AnyEvent, Event
from tests.small_election import ROSTER, Voice, quiet_day

STATION = ROSTER.by_row[0]
VOICE = Voice(STATION.id)
EVENTS = [
    *quiet_day(STATION.id, 300, "east-a", {"c1": 120, "c2": 60}),
    VOICE.withdrawn("east-a", "c2"),
    VOICE.incident(),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_comes_back_from_its_brief(event):
    assert event_of(brief_of(event), ROSTER, 0) == event
    assert event_of(event, ROSTER, 0) is event
    assert brief_of(brief_of(event)) == brief_of(event)


def test_every_kind_of_event_has_a_brief_and_all_of_them_are_tried():
    assert set(KINDS) == set(AnyEvent.__args__) == {type(event) for event in EVENTS}


def test_what_is_left_out_is_what_begins_every_event():
    assert Event.__struct_fields__[: len(COMMON)] == COMMON


def test_briefs_are_told_apart_when_they_are_read():
    briefs = [brief_of(event) for event in EVENTS]
    decoder = msgspec.msgpack.Decoder(list[Union[BRIEFS]])  # noqa: UP007 - of a tuple
    assert decoder.decode(msgspec.msgpack.encode(briefs)) == briefs
