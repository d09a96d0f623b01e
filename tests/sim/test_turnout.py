import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chance import stream
from sim.ground import NOBODY, Ground
from sim.known import Known, Point, Total
from sim.turnout import at_home, ballots

SEEDS = st.integers(0, 2**32)


def ground(*rolls):
    stations = len(rolls)
    return Ground(
        registered=np.array(rolls),
        station_of=np.arange(stations),
        starts=np.arange(stations + 1),
        nominated=np.zeros((stations, 2), dtype=np.int64),
        elected=np.full(stations, NOBODY),
        parties=("one",),
    )


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=12), st.floats(0, 1), SEEDS)
def test_a_published_total_is_met_and_no_station_is_empty_or_above_its_roll(rolls, share, seed):
    total = max(round(share * sum(rolls)), len(rolls))
    facts = Known(totals=(Total(stations=np.arange(len(rolls)), ballots=total),))
    received = ballots(ground(*rolls), facts, stream(seed, "turnout"))
    assert received.sum() == total
    assert (received >= 1).all()
    assert (received <= rolls).all()


def test_totals_of_parts_are_met_one_by_one():
    facts = Known(
        totals=(
            Total(stations=np.array([0, 2]), ballots=700),
            Total(stations=np.array([1]), ballots=13),
        )
    )
    received = ballots(ground(500, 500, 500, 500), facts, stream(1, "turnout"))
    assert received[[0, 2]].sum() == 700
    assert received[1] == 13
    assert 200 < received[3] < 500


def test_who_voted_by_a_checkpoint_has_voted_at_the_end():
    point = Point(hour=6, stations=np.array([0, 1]), ballots=900, low=900, high=900)
    everyone = Total(stations=np.arange(4), ballots=2100)
    received = ballots(
        ground(500, 500, 1000, 1000),
        Known(points=(point,), totals=(everyone,)),
        stream(1, "turnout"),
    )
    assert received[:2].sum() >= 900
    assert received.sum() == 2100


def test_turnout_is_usual_where_nothing_is_published():
    received = ballots(ground(*[800] * 400), Known(), stream(1, "turnout"))
    assert received.sum() / (800 * 400) == pytest.approx(0.79, abs=0.03)
    assert received.std() > 20


def test_a_total_above_the_roll_is_refused():
    facts = Known(totals=(Total(stations=np.array([0]), ballots=501),))
    with pytest.raises(ValueError, match="a total of 501 does not fit"):
        ballots(ground(500), facts, stream(1, "turnout"))


@given(
    st.lists(st.lists(st.integers(0, 60), min_size=13, max_size=13), min_size=1, max_size=6),
    st.floats(0, 1),
    SEEDS,
)
def test_voters_at_home_are_part_of_each_hour_while_the_box_travels(hours, share, seed):
    hourly = np.array(hours)
    home = at_home(hourly, share, 7, stream(seed, "home"))
    assert (home >= 0).all()
    assert (home <= hourly).all()
    assert not home[:, :3].any()
    assert not home[:, 10:].any()
    assert (home.sum(axis=1) <= hourly[:, 3:10].sum(axis=1) // 2).all()


def test_nobody_votes_at_home_where_the_share_is_nothing():
    assert not at_home(np.full((3, 13), 50), 0.0, 7, stream(1, "home")).any()


def test_the_box_travels_within_the_polls_of_a_short_day():
    home = at_home(np.full((3, 4), 50), 0.2, 12, stream(1, "home"))
    assert home.any()
    assert home.shape == (3, 4)
