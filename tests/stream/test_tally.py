import msgspec
from hypothesis import given
from hypothesis import strategies as st

from stream.tally import ContestSums, CountSums, Sums

numbers = st.integers(0, 10**6)
named = st.dictionaries(st.sampled_from(["c1", "c2", "c3"]), st.integers(1, 10**6))
counts = st.builds(CountSums, numbers, numbers, found_station=numbers, votes=named)
contests = st.builds(ContestSums, counts, counts, numbers)
moments = st.dictionaries(st.sampled_from([1.0, 2.0, 3.0]), st.integers(1, 10**6))
sums = st.builds(
    Sums,
    numbers,
    numbers,
    registered=numbers,
    turnout=moments,
    contests=st.dictionaries(st.sampled_from(["a", "b"]), contests),
)


def _add(*parts):
    total = Sums()
    for part in parts:
        total += part
    return total


@given(sums, sums)
def test_addition_is_commutative(one, other):
    assert _add(one, other) == _add(other, one)


@given(sums, sums, sums)
def test_addition_is_associative(one, other, third):
    assert _add(_add(one, other), third) == _add(one, _add(other, third))


@given(sums)
def test_nothing_is_neutral(one):
    assert _add(Sums(), one) == _add(one) == one


@given(sums, sums)
def test_adding_changes_only_the_total(one, other):
    before = _add(other)
    _add(one, other)
    assert other == before


@given(moments, st.floats(0, 4))
def test_turnout_by_a_moment_is_what_came_up_to_it(turnout, moment):
    expected = sum(voters for at, voters in turnout.items() if at <= moment)
    assert Sums(turnout=turnout).voters_by(moment) == expected
    assert Sums(turnout=turnout).voters == sum(turnout.values())


def test_found_is_what_lies_in_both_boxes():
    assert CountSums(found_station=3, found_home=2).found == 5


@given(contests)
def test_all_protocols_of_a_contest_are_the_clean_and_the_doubtful_ones(one):
    expected = CountSums()
    expected += one.clean
    expected += one.doubtful
    clean = msgspec.msgpack.encode(one.clean)
    assert one.total == expected
    one.total.votes["c1"] = 0
    assert msgspec.msgpack.encode(one.clean) == clean
