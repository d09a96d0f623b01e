"""The protocol of a count adds up, whatever was cast."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chance import stream
from sim.protocol import PACK, packed, protocol


@given(
    cast=st.lists(st.integers(0, 900), min_size=3, max_size=9),
    stayed_away=st.integers(0, 500),
    home_share=st.floats(0, 1),
    seed=st.integers(0, 50),
)
def test_the_protocol_adds_up(cast, stayed_away, home_share, seed):
    found = sum(cast)
    roll = max(found + stayed_away, 1)
    names = [f"c{number}" for number in range(1, len(cast) - 1)]

    p = protocol("c", names, roll, np.array(cast), int(found * home_share), stream(seed, "spoiled"))

    assert p.ballots_received == p.issued + p.unused + p.spoiled
    assert p.found == p.issued == found
    assert p.found_home == p.issued_home
    assert p.adds_up
    assert min(p.unused, p.spoiled, p.found_station, p.found_home) >= 0
    assert (*p.votes, p.against_all, p.invalid) == tuple(cast)
    assert roll <= p.ballots_received < roll + PACK


@pytest.mark.parametrize(("roll", "ballots"), [(1, 10), (10, 10), (11, 20), (2999, 3000)])
def test_ballots_come_in_packs(roll, ballots):
    assert packed(roll) == ballots


@pytest.mark.parametrize(
    ("cast", "home", "complaint"),
    [
        ([5, 5, 1], 0, "of 2 candidates"),
        ([-1, 5, 1, 1], 0, "of 2 candidates"),
        ([5, 5, 1, 1], 13, "13 at home of 12 ballots"),
        ([5, 5, 1, 1], -1, "-1 at home"),
        ([90, 20, 1, 1], 0, "with 100 voters"),
    ],
)
def test_what_cannot_be_one_count_is_refused(cast, home, complaint):
    with pytest.raises(ValueError, match=complaint):
        protocol("c", ["c1", "c2"], 100, np.array(cast), home, stream(1, "spoiled"))
