from hypothesis import given
from hypothesis import strategies as st

from config.near_miss import SHOWN, nearest, one_of

NAMES = st.lists(st.text("abcdefgh-", min_size=1, max_size=12), min_size=1, unique=True)


def test_the_nearest_name_is_offered():
    assert (
        one_of(["calm", "as-reported"], "clam") == "one of as-reported, calm (did you mean calm?)"
    )


def test_nothing_is_offered_when_nothing_is_near():
    assert one_of(["calm", "as-reported"], "xyz") == "one of as-reported, calm"


def test_a_long_list_is_cut():
    names = [f"n{number:03d}" for number in range(50)]
    assert one_of(names, "??").endswith(f"n{SHOWN - 1:03d} and {50 - SHOWN} more")


def test_no_names_at_all_is_said():
    assert one_of([], "calm") == "none, for there are none"


def test_the_nearest_names_come_in_order_and_far_ones_not_at_all():
    assert nearest(["T201", "T202", "P301", "S101"], "T222", most=2) == ["T202", "T201"]
    assert nearest(["T201", "P301"], "x") == []


@given(NAMES, st.data())
def test_capitals_do_not_hide_the_right_name(names, data):
    name = data.draw(st.sampled_from(names))
    assert f"(did you mean {name}?)" in one_of(names, name.upper())
