from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from config.scenario import Desks
from sim.arrivals import BUSIEST, HOUR, Visits, draw, keep_to_hours, servers
from sim.voter_queue import offsets_of, serve

EQUIPMENT = Desks(voters_per_desk=400, service_seconds=40, voters_per_booth=200, booth_seconds=60)


def test_desks_follow_the_list_and_a_begun_one_counts():
    quiet = np.ones((3, 13), np.int64)
    assert servers(np.array([1, 400, 401]), quiet, 400, 40.0).tolist() == [1, 1, 2]


def test_the_busiest_hour_gets_the_desks_it_needs():
    hourly = np.array([[0, 288, 10]])
    assert servers(np.array([300]), hourly, 3000, 40.0).tolist() == [4]
    assert 288 * 40.0 / (4 * HOUR) <= BUSIEST


def test_voters_come_strictly_within_their_hour_and_in_order():
    at_station = np.array([[500, 0, 700], [3, 1, 0]])
    visits, at_home = draw(3, ["a", "b"], at_station, np.array([[0, 90, 0], [0, 0, 2]]), EQUIPMENT)
    hour = (visits.arrived // HOUR).astype(int)
    assert np.bincount(hour[:1200]).tolist() == [500, 0, 700]
    assert np.bincount(hour[1200:]).tolist() == [3, 1]
    assert (np.diff(visits.arrived[:1200]) >= 0).all()
    assert (visits.arrived % HOUR > 0).all()
    assert (at_home[:90] // HOUR == 1).all()
    assert (at_home[90:] // HOUR == 2).all()


def test_service_takes_its_mean_on_average_and_half_to_two_and_a_half_of_it_at_most():
    visits, _ = draw(1, ["a"], np.array([[50_000]]), np.zeros((1, 1), np.int64), EQUIPMENT)
    for times, mean in ((visits.at_desk, 40.0), (visits.in_booth, 60.0)):
        assert times.mean() == pytest.approx(mean, rel=0.01)
        assert times.min() >= 0.5 * mean
        assert times.max() <= 2.5 * mean
    assert abs(np.corrcoef(visits.at_desk, visits.in_booth)[0, 1]) < 0.02


def settle(visits, at_station, desks):
    return keep_to_hours(visits, at_station, desks, [f"s-{s}" for s in range(len(desks))])


def test_arrivals_stay_as_drawn_where_everyone_is_in_time():
    visits = Visits(np.array([0, 1]), np.array([100.0]), np.array([60.0]), np.array([1.0]))
    kept, served = settle(visits, np.array([[1, 0]]), np.array([1]))
    assert kept.arrived.tolist() == [100.0]
    assert served.departure.tolist() == [160.0]


def test_who_would_be_late_comes_earlier_but_not_before_the_hour():
    late = np.array([3500.0, 3590.0, 7190.0])
    visits = Visits(np.array([0, 3]), late, np.full(3, 60.0), np.ones(3))
    kept, served = settle(visits, np.array([[2, 1, 0]]), np.array([1]))
    assert (kept.arrived < late).all()
    assert (kept.arrived > late - 3 * 60.0).all()
    assert (served.departure[:2] <= HOUR).all()
    assert HOUR < kept.arrived[2] < served.departure[2] <= 2 * HOUR


def test_the_line_of_the_last_hour_is_left_standing():
    visits = Visits(np.array([0, 1]), np.array([7190.0]), np.array([60.0]), np.ones(1))
    kept, served = settle(visits, np.array([[0, 1]]), np.array([1]))
    assert kept.arrived.tolist() == [7190.0]
    assert served.departure.tolist() == [7250.0]


def test_an_hour_filled_to_the_brim_is_met_with_all_coming_at_its_beginning():
    arrived = np.linspace(10.0, 3590.0, 60)
    visits = Visits(np.array([0, 60]), arrived, np.full(60, 60.0), np.ones(60))
    kept, served = settle(visits, np.array([[60, 0]]), np.array([1]))
    assert kept.arrived.tolist() == [0.0] * 60
    assert served.departure[-1] == HOUR


def test_an_hour_beyond_the_desks_is_named_with_its_station():
    arrived = np.linspace(3610.0, 7190.0, 61)
    visits = Visits(np.array([0, 0, 61]), arrived, np.full(61, 60.0), np.ones(61))
    with pytest.raises(InputError, match=r"desks.service_seconds.* 61 voters at 1 desks of s-1"):
        settle(visits, np.array([[0, 0, 0], [0, 61, 0]]), np.array([1, 1]))


days = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=4
)


@given(days, st.integers(0, 2**32), st.integers(1, 200))
def test_hours_come_out_exact_and_served_by_the_hour_is_served_by_the_day(hours, seed, seconds):
    at_station = np.array(hours)
    names = [f"s-{number}" for number in range(len(hours))]
    equipment = EQUIPMENT.model_copy(update={"service_seconds": float(seconds)})
    desks = servers(np.full(len(hours), 100), at_station, 100, float(seconds))
    visits, _ = draw(seed, names, at_station, np.zeros_like(at_station), equipment)
    kept, served = keep_to_hours(visits, at_station, desks, names)

    assert (kept.offsets == offsets_of(at_station.sum(1))).all()
    assert (kept.arrived <= visits.arrived).all()
    hour_of_receipt = np.minimum(np.ceil(served.departure / HOUR).astype(int) - 1, 2)
    wanted = np.concatenate([np.repeat([0, 1, 2], counts) for counts in hours])
    assert hour_of_receipt.tolist() == wanted.tolist()

    whole_day = serve(kept.arrived, kept.offsets, kept.at_desk, desks)
    assert whole_day.departure.tolist() == served.departure.tolist()
    assert whole_day.start.tolist() == served.start.tolist()
