import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chance import stream

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x1f"), max_size=20)


@given(st.integers(), NAMES, NAMES)
def test_the_same_name_gives_the_same_numbers(seed, purpose, key):
    first = stream(seed, purpose, key).integers(0, 2**63, 8)
    assert (first == stream(seed, purpose, key).integers(0, 2**63, 8)).all()


@given(st.tuples(st.integers(), NAMES, NAMES), st.tuples(st.integers(), NAMES, NAMES))
def test_another_name_gives_other_numbers(one, other):
    same = (stream(*one).integers(0, 2**63, 4) == stream(*other).integers(0, 2**63, 4)).all()
    assert same == (one == other)


def test_parts_of_a_name_do_not_run_together():
    assert stream(1, "ab", "c").random() != stream(1, "a", "bc").random()
    assert stream(1, "1", "").random() != stream(11, "", "").random()


@pytest.mark.parametrize("name", [("turn\x1fout", ""), ("turnout", "almaty\x1f1")])
def test_the_separator_is_refused_in_a_name(name):
    with pytest.raises(ValueError, match="U\\+001F"):
        stream(1, *name)


def test_the_numbers_of_a_seed_are_fixed_for_good():
    drawn = stream(20210725, "turnout", "almaty").integers(0, 1_000_000, 4)
    assert drawn.tolist() == [121408, 380701, 896545, 587994]


def test_neighbouring_stations_are_not_correlated():
    first = np.array([stream(7, "turnout", f"almaty-{n:04d}").random() for n in range(2000)])
    assert abs(np.corrcoef(first[:-1], first[1:])[0, 1]) < 0.1
    assert abs(first.mean() - 0.5) < 0.03
