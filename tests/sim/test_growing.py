"""Arrays that grow keep what they were given, in its order, however much comes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.growing import Growing


@given(st.integers(0, 10), st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_all_parts_are_there_in_their_order(room, sizes):
    parts = [
        np.arange(at, at + 2 * size, dtype=np.int32).reshape(size, 2)
        for at, size in enumerate(sizes)
    ]
    grown = Growing(room)
    for part in parts:
        grown.add(part)
    assert grown.rows.tolist() == np.concatenate(parts).tolist()
    assert grown.rows.dtype == np.int32


def test_without_a_part_nobody_knows_of_what_type_it_is():
    with pytest.raises(ValueError, match="nothing was added"):
        _ = Growing(3).rows
