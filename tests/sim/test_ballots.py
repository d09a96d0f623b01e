import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ballots import BESIDES, votes
from sim.chance import stream
from sim.ground import NOBODY, Ground
from sim.known import Known

PARTIES = ("first", "second", "independent")
SEEDS = st.integers(0, 2**32)


def ground(stations_of, candidates, elected):
    """Contests with so many stations and candidates; nominations in turn."""
    starts = np.cumsum([0, *stations_of])
    nominated = np.full((len(candidates), max(candidates)), NOBODY)
    for at, number in enumerate(candidates):
        nominated[at, :number] = np.minimum(np.arange(number), 2)
    return Ground(
        registered=np.full(starts[-1], 3000),
        station_of=np.arange(starts[-1]),
        starts=starts,
        nominated=nominated,
        elected=np.array(elected),
        parties=PARTIES,
    )


@st.composite
def grounds(draw):
    contests = draw(st.integers(1, 5))
    stations = draw(st.lists(st.integers(1, 4), min_size=contests, max_size=contests))
    candidates = draw(st.lists(st.integers(1, 5), min_size=contests, max_size=contests))
    elected = [draw(st.integers(0, number - 1)) for number in candidates]
    received = st.lists(st.integers(1, 400), min_size=sum(stations), max_size=sum(stations))
    return ground(stations, candidates, elected), np.array(draw(received))


def names(ground):
    return tuple(f"contest-{at}" for at in range(ground.contests))


def drawn(ground, received, facts, seed):
    return votes(ground, facts, names(ground), received, stream(seed, "votes"))


@given(grounds(), SEEDS)
def test_every_ballot_says_something_and_the_elected_wins(case, seed):
    ground, received = case
    rows = drawn(ground, received, Known(), seed)
    assert rows.shape == (len(received), ground.places + BESIDES)
    assert (rows >= 0).all()
    assert (rows.sum(axis=1) == received).all()
    for contest in range(ground.contests):
        totals = rows[ground.rows_of(contest)].sum(axis=0)
        assert not totals[ground.candidates[contest] : ground.places].any()
        rivals = np.delete(totals[:-1], ground.elected[contest])
        assert totals[ground.elected[contest]] > rivals.max()


@given(grounds(), SEEDS)
def test_without_an_outcome_every_ballot_still_says_something(case, seed):
    ground, received = case
    open_ground = Ground(
        registered=ground.registered,
        station_of=ground.station_of,
        starts=ground.starts,
        nominated=ground.nominated,
        elected=np.full(ground.contests, NOBODY),
        parties=PARTIES,
    )
    rows = drawn(open_ground, received, Known(), seed)
    assert (rows.sum(axis=1) == received).all()
    standing = (ground.nominated != NOBODY)[ground.contest_of]
    assert not rows[:, :-BESIDES][~standing].any()


@given(SEEDS, SEEDS)
@settings(max_examples=30)
def test_votes_by_nomination_are_met_over_all_contests(first, second):
    region = ground([2, 1, 3, 2, 1, 2] * 2, [2, 3, 4, 3, 5, 3] * 2, [0, 1, 0, 2, 0, 0] * 2)
    received = 300 + 10 * np.arange(region.stations)
    day = drawn(region, received, Known(), first)
    published = {"against-all": int(day[:, -2].sum()), "invalid": int(day[:, -1].sum())}
    kinds = region.nominated[region.contest_of]
    for at, party in enumerate(PARTIES):
        published[party] = int(day[:, :-BESIDES][kinds == at].sum())
    again = drawn(region, received, Known(region_votes=published), second)
    assert (again.sum(axis=1) == received).all()
    assert again[:, -2:].sum(axis=0).tolist() == [published["against-all"], published["invalid"]]
    for at, party in enumerate(PARTIES):
        assert again[:, :-BESIDES][kinds == at].sum() == published[party]


def test_a_nomination_without_published_votes_has_none():
    region = ground([1, 1], [3, 3], [0, 0])
    facts = Known(region_votes={"first": 150, "independent": 40, "against-all": 6, "invalid": 4})
    rows = drawn(region, np.array([100, 100]), facts, 1)
    assert not rows[:, 1].any()
    assert rows[:, 0].sum() == 150


@given(SEEDS)
def test_votes_of_a_contest_are_met_to_the_candidate_beside_others_that_are_drawn(seed):
    region = ground([3, 2], [3, 4], [1, 0])
    facts = Known(contest_votes={"contest-0": (40, 241, 0, 7, 12)})
    rows = drawn(region, np.array([100, 100, 100, 80, 80]), facts, seed)
    assert rows[:3].sum(axis=0).tolist() == [40, 241, 0, 0, 7, 12]
    assert (rows.sum(axis=1) == [100, 100, 100, 80, 80]).all()


def test_published_votes_that_do_not_make_the_ballots_are_refused():
    facts = Known(contest_votes={"contest-0": (40, 10, 0, 0)})
    with pytest.raises(ValueError, match="rows add up to 100, columns to 50"):
        drawn(ground([1], [2], [0]), np.array([100]), facts, 1)


@pytest.mark.parametrize("published", [(45, 45, 5, 5), (30, 20, 45, 5), (10, 80, 5, 5)])
def test_published_votes_in_which_another_is_ahead_or_level_are_refused(published):
    facts = Known(contest_votes={"contest-0": published})
    with pytest.raises(ValueError, match="the elected has not most votes in contest 0"):
        drawn(ground([1], [2], [0]), np.array([100]), facts, 1)


def test_a_single_ballot_elects_the_elected():
    rows = drawn(ground([1], [5], [4]), np.array([1]), Known(), 1)
    assert rows.tolist() == [[0, 0, 0, 0, 1, 0, 0]]
