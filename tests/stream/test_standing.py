from hypothesis import given
from hypothesis import strategies as st

from config.election import AGAINST_ALL
from stream.standing import standing
from stream.tally import ContestSums, CountSums

NAMES = ("c1", "c2", "c3")


def _sums(votes, against_all=0, stations=3, settled=600):
    clean = CountSums(stations=stations, votes=dict(votes), against_all=against_all)
    return ContestSums(clean=clean, settled_roll=settled)


def _standing(sums, withdrawn=()):
    return standing(sums, NAMES, withdrawn, stations=3, roll=600)


def test_the_candidate_with_the_most_votes_wins_when_all_stations_are_counted():
    where = _standing(_sums({"c1": 10, "c2": 4}))
    assert (where.winner, where.margin, where.decision, where.certain) == ("c1", 6, "won", True)


def test_a_tie_has_no_winner():
    where = _standing(_sums({"c1": 10, "c2": 10}))
    assert (where.winner, where.leader, where.margin, where.decision) == (None, None, 0, "tie")


def test_against_all_first_has_no_winner():
    where = _standing(_sums({"c1": 10}, against_all=11))
    assert (where.winner, where.leader, where.decision) == (None, None, "against-all-first")


def test_a_tie_with_against_all_has_no_winner():
    assert _standing(_sums({"c1": 10}, against_all=10)).decision == "tie"


def test_nothing_voted_is_a_tie_of_nothing():
    assert _standing(_sums({})).decision == "tie"


def test_a_withdrawn_candidate_cannot_win():
    assert _standing(_sums({"c1": 10, "c2": 4}), withdrawn={"c1"}).winner == "c2"


def test_votes_for_an_unknown_name_elect_nobody():
    assert _standing(_sums({"x": 10, "c2": 4})).winner == "c2"


def test_a_contest_is_certain_once_the_lead_exceeds_all_rolls_that_are_out():
    assert not _standing(_sums({"c1": 110, "c2": 10}, stations=2, settled=500)).certain
    assert _standing(_sums({"c1": 111, "c2": 10}, stations=2, settled=500)).certain


def test_protocols_in_doubt_do_not_make_a_contest_certain():
    sums = _sums({"c1": 50, "c2": 10}, stations=2, settled=500)
    sums.doubtful = CountSums(stations=1, votes={"c1": 100})
    where = _standing(sums)
    assert where.winner == "c1"
    assert not where.certain


@given(
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 200)),
    st.integers(0, 200),
    st.integers(0, 600),
    st.data(),
)
def test_what_is_certain_cannot_be_turned_by_the_ballots_that_are_out(
    votes, against_all, settled, data
):
    before = _standing(_sums(votes, against_all, stations=2, settled=settled))
    if before.certain:
        rest = 600 - settled
        late = data.draw(st.sampled_from([*NAMES, AGAINST_ALL]))
        votes = dict(votes)
        if late == AGAINST_ALL:
            against_all += rest
        else:
            votes[late] = votes.get(late, 0) + rest
        assert _standing(_sums(votes, against_all)).winner == before.leader
