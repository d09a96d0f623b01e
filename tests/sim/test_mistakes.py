"""Mistakes: a slip is always wrong, and like a person's."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chance import stream
from sim.mistakes import (
    MOST,
    doubled,
    dropped,
    figure_slip,
    protocol_slip,
    swapped,
    turnout_slip,
)
from sim.protocol import protocol

FIGURES = st.integers(0, 99_999)


def count(*cast, home=0):
    names = [f"c{number}" for number in range(1, len(cast) - 1)]
    roll = max(sum(cast), 1) + 50
    return protocol("k", names, roll, np.array(cast), home, stream(1, "spoiled"))


@pytest.mark.parametrize(
    ("make", "figure", "typed"),
    [
        (swapped, 123, [213, 132]),
        (swapped, 7, []),
        (swapped, 33, []),
        (swapped, 10, [1]),
        (dropped, 123, [12, 13, 23]),
        (dropped, 5, []),
        (dropped, 100, [0, 10]),
        (doubled, 123, [1123, 1223, 1233]),
        (doubled, 0, []),
        (doubled, 44, [444]),
        (doubled, MOST, []),
    ],
)
def test_slips_of_the_hand(make, figure, typed):
    assert make(figure) == typed


@given(figure=FIGURES, seed=st.integers(0, 99))
def test_a_slip_changes_the_figure_and_stays_one(figure, seed):
    slip = figure_slip(figure, stream(seed, "slip"))

    if figure == 0:
        assert slip is None
    else:
        assert slip is not None
        assert slip.typed != figure
        assert 0 <= slip.typed <= MOST


@given(voters=FIGURES, before=FIGURES, seed=st.integers(0, 99))
def test_a_turnout_slip_never_sends_the_right_figure(voters, before, seed):
    slip = turnout_slip(voters, before, stream(seed, "slip"))

    assert slip is None or slip.typed != voters
    assert slip is None or slip.kind != "hour-before-again" or slip.typed == before


def test_every_kind_of_turnout_slip_happens():
    dice = stream(1, "slip")
    kinds = Counter(turnout_slip(123, 90, dice).kind for _ in range(300))

    assert set(kinds) == {"hour-before-again", "digits-swapped", "digit-dropped", "digit-doubled"}
    assert min(kinds.values()) > 20


@given(
    cast=st.lists(st.integers(0, 900), min_size=4, max_size=8).filter(any),
    seed=st.integers(0, 99),
)
def test_a_protocol_slip_changes_what_it_says_and_nothing_else(cast, seed):
    right = count(*cast)

    slip = protocol_slip(right, stream(seed, "slip"))

    assert slip is not None
    assert slip.typed != right
    assert slip.right != slip.wrong
    assert slip.typed.adds_up == (slip.kind == "figures-exchanged")
    kept = {"contest", "registered", "ballots_received", "issued", "unused", "spoiled"}
    assert all(getattr(slip.typed, name) == getattr(right, name) for name in kept)


def test_every_figure_of_a_protocol_is_mistyped_sometimes():
    dice = stream(1, "slip")
    right = count(120, 80, 3, 12)
    fields = Counter(protocol_slip(right, dice).field.split()[0] for _ in range(200))

    assert set(fields) == {"votes", "found_station", "invalid"}


def test_an_empty_box_leaves_nothing_to_mistype():
    assert protocol_slip(count(0, 0, 0, 0), stream(1, "slip")) is None
