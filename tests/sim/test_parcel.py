"""Copies of parcels: of genuine ones alone, a little later, under numbers of their own."""

from dataclasses import replace

from sim.parcel import LATER_MS, with_copies
from tests.sim.parcels import dice, parcel


def test_a_copy_is_the_same_parcel_a_little_later():
    first, second = with_copies([parcel(received=50)], 1, dice())

    assert 50 < second.received <= 50 + LATER_MS
    assert replace(second, received=50, copy=0) == first


def test_copies_have_numbers_that_no_other_parcel_has():
    parcels = with_copies([parcel(), parcel(copy=1)], 1, dice())

    assert [one.copy for one in parcels] == [0, 1, 2, 3]


def test_what_has_to_be_refused_is_not_copied():
    parcels = [parcel(), replace(parcel(copy=1), fault="forged")]

    made = with_copies(parcels, 1, dice(), lambda one: replace(one, fault="corrupted"))

    assert [one.fault for one in made] == ["", "forged", "corrupted"]


def test_a_faulty_parcel_costs_the_others_no_draw():
    alone = with_copies([parcel()], 0.5, dice(3))
    among = with_copies([parcel(), replace(parcel(copy=1), fault="forged")], 0.5, dice(3))

    assert [one.received for one in alone] == [one.received for one in among if not one.fault]


def test_a_copy_was_not_lost_because_its_original_was():
    _, copy = with_copies([replace(parcel(), lost=3)], 1, dice())

    assert copy.lost == 0
