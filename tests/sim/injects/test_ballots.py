"""What is done to a protocol leaves all else as it has to be."""

from hypothesis import given
from hypothesis import strategies as st

from sim.injects import ballots
from tests.sim.parcels import dice
from tests.small_election import Voice

NUMBERS = st.integers(0, 400)


@st.composite
def counts(draw):
    """A sound protocol of two or three candidates."""
    names = [f"c{at}" for at in range(1, draw(st.integers(2, 3)) + 1)]
    votes = {name: draw(NUMBERS) for name in names}
    invalid, against = draw(st.integers(0, 9)), draw(st.integers(0, 9))
    found = sum(votes.values()) + invalid + against
    spoiled, unused = draw(st.integers(0, 5)), draw(st.integers(0, 50))
    home = draw(st.integers(0, found))
    return Voice("east-0001").counted(
        votes,
        invalid=invalid,
        against_all=against,
        found_station=found - home,
        found_home=home,
        issued_home=home,
        spoiled=spoiled,
        unused=unused,
        ballots_received=found + spoiled + unused,
    )


def adds_up(count):
    piles = [*count.votes.values(), count.invalid, count.against_all]
    return (
        sum(piles) == count.found
        and min(piles) >= 0
        and count.ballots_received == count.issued + count.unused + count.spoiled
        and 0 <= count.found_home <= count.issued_home <= count.issued
        and min(count.found_station, count.unused, count.spoiled) >= 0
    )


@given(counts(), st.integers(0, 200))
def test_more_ballots_are_issued_found_and_voted_with(count, more):
    for other in (
        ballots.more_for(count, "c1", more),
        ballots.more_alike(count, more, dice()),
    ):
        assert adds_up(other)
        assert other.issued == other.found == count.found + more
    assert ballots.more_for(count, "c1", more).votes["c1"] == count.votes["c1"] + more


@given(counts(), st.integers(0, 2000))
def test_fewer_ballots_add_up_and_those_of_one_are_taken_last(count, less):
    other = ballots.fewer(count, less, dice(), issued=True, sparing="c1")
    less = min(less, count.found)

    assert adds_up(other)
    assert other.issued == other.found == count.found - less
    rest = count.found - count.votes["c1"]
    assert other.votes["c1"] == count.votes["c1"] - max(0, less - rest)


@given(counts(), st.integers(0, 2000))
def test_ballots_that_are_lost_were_issued(count, less):
    other = ballots.fewer(count, less, dice(), issued=False)

    assert (other.issued, other.unused) == (count.issued, count.unused)
    assert other.found == count.found - min(less, count.found)
    assert adds_up(other)


@given(counts(), st.integers(0, 2000))
def test_ballots_that_are_called_invalid_stay_where_they_were_found(count, number):
    other = ballots.invalidated(count, number, dice())

    assert adds_up(other)
    assert other.found == count.found
    assert other.invalid == min(count.invalid + number, count.found)


@given(counts(), st.integers(0, 2000))
def test_a_candidate_is_given_just_so_many_votes(count, votes):
    other = ballots.drawn_together(count, "c1", votes, dice())

    assert adds_up(other)
    assert other.found == count.found
    assert other.votes["c1"] == min(votes, count.found)


def test_votes_are_moved_to_somebody_who_may_be_unknown():
    count = Voice("east-0001").counted({"c1": 10, "c2": 5})

    assert ballots.moved(count, "c1", "c2", 3).votes == {"c1": 7, "c2": 8, "c3": 0}
    assert ballots.moved(count, "c1", "x", 3).votes == {
        "c1": 7,
        "c2": 5,
        "c3": 0,
        "x": 3,
    }
