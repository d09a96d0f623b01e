"""The network: everything arrives, later, mixed up, sometimes twice, always with the same bytes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.network import delayed, duplicated, lost, reordered
from tests.sim.parcels import dice, parcel, settings

ALL = (lost, delayed, duplicated, reordered)


def each(step, number, given_settings, seed=1):
    """Let so many parcels go the same way, one after the other with the same dice."""
    own = dice(seed)
    return [step([parcel()], given_settings, own)[0] for _ in range(number)]


def test_as_many_sendings_are_lost_as_are_to_be():
    parcels = each(lost, 4000, settings(losses=0.25))
    in_vain = sum(one.lost for one in parcels)

    assert in_vain / (in_vain + len(parcels)) == pytest.approx(0.25, abs=0.02)


def test_what_is_lost_comes_when_it_is_sent_again():
    parcels = each(lost, 500, settings(losses=0.5, resend_seconds=7))

    assert {one.received for one in parcels} > {0, 7_000, 14_000}
    assert all(one.received == 7_000 * one.lost for one in parcels)


def test_what_is_lost_nine_times_of_ten_arrives_in_the_end():
    parcels = each(lost, 2000, settings(losses=0.9))

    assert np.mean([one.lost for one in parcels]) == pytest.approx(9, rel=0.1)
    assert max(one.lost for one in parcels) < 200


def test_no_delay_is_shorter_than_a_millisecond():
    (late,) = delayed([parcel(received=5)], settings(median_seconds=1e-9), dice())

    assert late.received == 6


def test_parcels_are_held_back_evenly_within_the_window():
    held = [one.received for one in each(reordered, 4000, settings(reordering_seconds=0.01))]

    assert set(held) == set(range(11))
    assert np.bincount(held).min() > 4000 / 11 * 0.75


def test_later_parcels_overtake_earlier_ones():
    own = dice()
    wide = settings(reordering_seconds=60)
    moments = [reordered([parcel(received=at)], wide, own)[0].received for at in range(0, 5000, 50)]

    assert moments != sorted(moments)


@given(
    number=st.integers(1, 4),
    seed=st.integers(0, 2**32),
    losses=st.floats(0.001, 0.9),
    resend=st.floats(0.001, 1000),
    window=st.floats(0.001, 1000),
)
def test_whatever_the_network_does_nothing_is_said_otherwise_or_not_at_all(
    number, seed, losses, resend, window
):
    sent = [parcel(received=1000, copy=at) for at in range(number)]
    bad = settings(losses=losses, resend_seconds=resend, reordering_seconds=window)

    for step in ALL:
        arrived = step(sent, bad, dice(seed))

        assert len(arrived) >= len(sent)
        assert len({one.copy for one in arrived}) == len(arrived)
        for one in arrived:
            assert one.received >= 1000
            assert not one.fault
            assert (one.value, one.mac, one.partition) == (
                sent[0].value,
                sent[0].mac,
                sent[0].partition,
            )
