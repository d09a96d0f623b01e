import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chance import stream
from sim.ground import NOBODY, Ground
from sim.hours import hourly
from sim.known import Known, Point
from sim.leads import Lead

SEEDS = st.integers(0, 2**32)


def ground(rolls):
    stations = len(rolls)
    return Ground(
        registered=np.array(rolls),
        station_of=np.arange(stations),
        starts=np.arange(stations + 1),
        nominated=np.zeros((stations, 2), dtype=np.int64),
        elected=np.full(stations, NOBODY),
        parties=("one",),
    )


def drawn(received, facts, seed=1, rolls=None):
    received = np.array(received)
    rolls = received + 100 if rolls is None else rolls
    return hourly(ground(rolls), facts, received, 13, stream(seed, "hours"))


@given(st.lists(st.integers(1, 900), min_size=1, max_size=12), SEEDS)
def test_every_voter_has_an_hour(received, seed):
    by_hour = drawn(received, Known(), seed)
    assert by_hour.shape == (len(received), 13)
    assert (by_hour >= 0).all()
    assert by_hour.sum(axis=1).tolist() == received


@given(st.floats(0.1, 0.5), st.floats(0.55, 0.95), SEEDS)
def test_known_hours_of_the_region_are_met(early, late, seed):
    pins = {4: round(early * 3000), 9: round(late * 3000)}
    by_hour = drawn([500] * 6, Known(pins=pins), seed)
    cumulative = by_hour.sum(axis=0).cumsum()
    assert (cumulative[3], cumulative[8]) == (pins[4], pins[9])


@given(st.integers(60, 400), st.integers(60, 400), SEEDS)
def test_known_hours_of_parts_are_met_beside_those_of_the_region(first, second, seed):
    points = (
        Point(hour=6, stations=np.array([0, 1]), ballots=first, low=first, high=first),
        Point(hour=6, stations=np.array([2]), ballots=second // 2, low=second // 2, high=second),
    )
    pin = first + second // 2 + 500
    by_hour = drawn([300] * 6, Known(points=points, pins={6: pin}), seed)
    assert by_hour[:2, :6].sum() == first
    assert second // 2 <= by_hour[2, :6].sum() <= second
    assert by_hour[:, :6].sum() == pin
    assert (by_hour.sum(axis=1) == 300).all()


@given(SEEDS)
def test_parts_known_at_different_hours_are_met_one_after_the_other(seed):
    points = (
        Point(hour=4, stations=np.array([0]), ballots=100, low=100, high=100),
        Point(hour=8, stations=np.array([0]), ballots=150, low=150, high=150),
        Point(hour=8, stations=np.array([3]), ballots=290, low=290, high=290),
    )
    by_hour = drawn([300] * 4, Known(points=points), seed)
    assert by_hour[0, :4].sum() == 100
    assert by_hour[0, :8].sum() == 150
    assert by_hour[3, :8].sum() == 290


@given(SEEDS)
def test_a_leader_passes_the_level_and_the_others_stay_below(seed):
    received, rolls = [450] * 8, [500] * 8
    shares = {5: 0.30, 7: 0.50, 11: 0.85}
    for own in (True, False):
        facts = Known(leads=tuple(Lead(hour, share, own) for hour, share in shares.items()))
        cumulative = drawn(received, facts, seed, rolls).sum(axis=0).cumsum() / sum(rolls)
        for hour, share in shares.items():
            assert (cumulative[hour - 1] >= share - 1 / sum(rolls)) == own, (hour, own)


def test_a_checkpoint_above_the_leader_is_refused():
    facts = Known(pins={5: 1700}, leads=(Lead(5, 0.3, own=False),))
    with pytest.raises(ValueError, match=r"known to be ahead of the leader's 30\.00%"):
        drawn([450] * 8, facts, rolls=[500] * 8)


def test_parts_that_do_not_make_the_region_are_refused():
    point = Point(hour=6, stations=np.array([0]), ballots=250, low=250, high=250)
    with pytest.raises(ValueError, match="a total of 200 does not fit"):
        drawn([300] * 4, Known(points=(point,), pins={6: 200}))


def test_stations_have_early_and_late_voters():
    by_hour = drawn([800] * 300, Known())
    noon = by_hour[:, :5].sum(axis=1) / 800
    assert 0.02 < noon.std() < 0.1
    assert noon.mean() == pytest.approx(0.41, abs=0.05)
