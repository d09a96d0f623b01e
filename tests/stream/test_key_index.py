from hypothesis import given
from hypothesis import strategies as st

from stream.key_index import UNKNOWN, KeyIndex

keys = st.lists(st.text(), unique=True, max_size=300)


@given(keys, st.lists(st.text(), max_size=50))
def test_a_key_is_found_where_it_stands_and_a_stranger_nowhere(known, strangers):
    index = KeyIndex(known)
    asked = known + strangers
    expected = [known.index(key) if key in known else UNKNOWN for key in asked]
    assert index.rows(asked, len(asked)).tolist() == expected


def test_keys_that_come_to_one_place_are_all_found():
    crowded = [str(number) for number in range(5000)]
    assert KeyIndex(crowded).rows(crowded, len(crowded)).tolist() == list(range(5000))


def test_an_index_of_nothing_knows_nobody():
    assert KeyIndex([]).rows(["a"], 1).tolist() == [UNKNOWN]
