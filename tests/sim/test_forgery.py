"""Forgery: another content under a source's name, sound by itself; the code does not fit."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.forgery import forged, retold
from sim.mistakes import MOST
from stream.events import CandidateWithdrawn, StationClosed, TurnoutReported, decode, encode
from stream.rules.protocol import arithmetic
from stream.station import StationState
from stream.tally import Sums
from tests.sim.parcels import KEYS, closing, dice, parcel, settings
from tests.small_election import ROSTER, Voice

VOICE = Voice("east-0001")
SAID = [
    VOICE.opened(300),
    VOICE.turnout(1, 0),
    VOICE.turnout(2, 17),
    VOICE.incident(),
    VOICE.withdrawn("east-a", "c1"),
    VOICE.closed(200),
    VOICE.counted({"c1": 100, "c2": 60, "c3": 40}),
    VOICE.counted({}, against_all=5),
]


@pytest.mark.parametrize("event", SAID, ids=[type(event).__name__ for event in SAID])
def test_a_forged_statement_says_something_else_under_the_same_number(event):
    for seed in range(50):
        other = retold(event, dice(seed))

        assert type(other) is type(event)
        assert other != event
        assert (other.run, other.source, other.seq) == (event.run, event.source, event.seq)
        assert decode(encode(other)) == other


@given(votes=st.lists(st.integers(0, 3000), min_size=1, max_size=8), seed=st.integers(0, 2**32))
def test_a_stuffed_protocol_still_adds_up(votes, seed):
    count = Voice("east-0001").counted({f"c{at}": n for at, n in enumerate(votes)}, issued=20_000)
    other = retold(count, dice(seed))
    state = StationState(ROSTER.sources["east-0001"], 0, Sums(), ROSTER)
    state.counts = {count.contest: other}

    assert other.found > count.found
    assert sum(other.votes[name] != count.votes[name] for name in count.votes) == 1
    assert list(arithmetic(state, 0)) == []


@pytest.mark.parametrize("voters", [0, 1, MOST - 1, MOST])
def test_a_forged_figure_is_one_that_the_contract_carries(voters):
    for seed in range(50):
        other = retold(closing(voters=voters), dice(seed))

        assert isinstance(decode(encode(other)), StationClosed)
        assert other.voters != voters


def test_figures_at_the_end_of_the_contract_stay_within_it():
    count = Voice("east-0001").counted({"c1": MOST}, found_station=MOST, issued=MOST, unused=0)

    assert decode(encode(retold(count, dice()))) != count


def test_a_withdrawal_gets_another_ground_whatever_it_was():
    for ground in ("own request", "illness", "tax return"):
        event = msgspec.structs.replace(VOICE.withdrawn("east-a", "c1"), ground=ground)
        other = retold(event, dice())

        assert isinstance(other, CandidateWithdrawn)
        assert other.ground != ground


def test_codes_are_made_with_another_key_or_copied_and_never_fit():
    first, own = parcel(), dice()
    copies = [forged([first], settings(forged=1), own)[1] for _ in range(200)]

    copied = sum(copy.mac == first.mac for copy in copies)
    assert 60 < copied < 140
    for copy in copies:
        assert copy.fault == "forged"
        assert len(copy.mac) == len(first.mac)
        assert (copy.key, copy.partition, copy.key_id) == (first.key, first.partition, first.key_id)
        assert copy.value != first.value
        assert not KEYS.proves(copy.key, copy.key_id, copy.value, copy.mac)


def test_the_genuine_record_arrives_as_well():
    hour = parcel(TurnoutReported(1, "e", "r", "s-1", 2, "2021-07-25T10:01:00Z", "x", 5))

    assert forged([hour], settings(forged=1), dice())[0] == hour
