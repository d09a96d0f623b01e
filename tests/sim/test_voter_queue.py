from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.plain_queue import Station
from sim.voter_queue import Closure, pass_through, serve

INF = float("inf")


def served_at(arrivals, service, servers, closures=(), closes=INF):
    """One line's calls and departures."""
    served = serve(
        np.array(arrivals, float),
        np.array([0, len(arrivals)]),
        np.array(service, float),
        np.array([servers]),
        closures=closures,
        closes=closes,
    )
    return served.start.tolist(), served.departure.tolist()


def test_a_voter_is_called_on_arrival_when_a_desk_is_idle_and_else_when_one_is_free():
    called, departed = served_at([0, 1, 2, 30], [10, 10, 10, 10], 2)
    assert called == [0, 1, 10, 30]
    assert departed == [10, 11, 20, 40]


def test_a_quick_voter_leaves_before_a_slow_one_who_came_first():
    _, departed = served_at([0, 1], [100, 5], 2)
    assert departed == [100, 6]


def test_a_service_under_way_is_finished_when_its_desk_closes():
    called, departed = served_at([0, 5], [10, 10], 1, [Closure(0, 4, 60)])
    assert departed[0] == 10
    assert called[1] == 60


def test_no_service_starts_at_the_moment_of_closing_but_one_may_at_the_reopening():
    called, _ = served_at([10, 60], [5, 5], 1, [Closure(0, 10, 60)])
    assert called == [60, 65]
    called, _ = served_at([60], [5], 1, [Closure(0, 10, 60)])
    assert called == [60]


def test_a_closure_takes_an_idle_desk_and_leaves_the_busy_one_open():
    # Desk one serves until 100; the idle desk closes; the second voter waits for desk one.
    called, _ = served_at([0, 20], [100, 5], 2, [Closure(0, 10, 500, left=1)])
    assert called == [0, 100]


def test_a_closure_goes_ahead_of_everyone_in_line():
    called, _ = served_at([0, 1, 2], [10, 10, 10], 1, [Closure(0, 5, 40)])
    assert called == [0, 40, 50]


def test_nothing_closes_when_no_desk_becomes_free_before_the_reopening():
    called, _ = served_at([0, 1], [100, 5], 1, [Closure(0, 10, 90)])
    assert called == [0, 100]
    called, _ = served_at([0, 1], [100, 5], 1, [Closure(0, 10, 100)])
    assert called == [0, 100]


def test_a_power_cut_stops_all_desks_and_fewer_desks_closing_do_not():
    voters, service = [0, 50, 51, 52], [1, 10, 10, 10]
    assert served_at(voters, service, 3, [Closure(0, 40, 100)])[0] == [0, 100, 100, 100]
    assert served_at(voters, service, 3, [Closure(0, 40, 100, left=1)])[0] == [0, 50, 60, 70]
    assert served_at(voters, service, 3, [Closure(0, 40, 100, left=3)])[0] == voters


def test_who_stands_in_line_at_closing_is_served_and_who_comes_later_is_turned_away():
    called, departed = served_at([0, 99, 100, 101], [150, 10, 10, 10], 1, closes=100)
    assert called == [0, 150, INF, INF]
    assert departed == [150, 160, INF, INF]


def test_two_who_leave_the_desks_together_take_booths_in_the_order_of_their_calls():
    arrivals = np.array([0.0, 5.0])
    passage = pass_through(
        arrivals,
        np.array([0, 2]),
        np.array([10.0, 5.0]),
        np.array([7.0, 3.0]),
        np.array([2]),
        np.array([1]),
    )
    assert passage.received.tolist() == [10, 10]
    assert passage.left.tolist() == [17, 20]


def test_hundreds_who_leave_the_desks_together_keep_their_order():
    voters, desks = 400, 80
    arrivals, desk_service = np.repeat([0.0, 10.0], voters // 2), np.full(voters, 10.0)
    booth_service = np.arange(voters) % 17 + 1.0
    passage = pass_through(
        arrivals,
        np.array([0, voters]),
        desk_service,
        booth_service,
        np.array([desks]),
        np.array([3]),
    )
    plain = Station(
        arrivals.tolist(), desk_service.tolist(), booth_service.tolist(), desks, booths=3
    )
    plain.run()
    assert passage.order.tolist() == list(range(voters))
    assert passage.left.tolist() == plain.left


# Coarse steps make voters, closures and closing times coincide; fine ones round.
coarse = st.integers(0, 40).map(float)
fine = st.floats(0, 40, allow_nan=False, allow_subnormal=False)
moments = st.one_of(coarse, fine)


@st.composite
def stations(draw):
    voters = draw(st.integers(0, 14))
    several = st.lists(moments, min_size=voters, max_size=voters)
    closures = draw(
        st.lists(
            st.tuples(moments, moments, st.integers(0, 2)), max_size=draw(st.sampled_from([0, 4]))
        )
    )
    return (
        sorted(draw(several)),
        draw(several),
        draw(several),
        draw(st.integers(1, 4)),
        draw(st.integers(1, 3)),
        [(min(a, b), max(a, b), left) for a, b, left in closures if a != b],
    )


@settings(max_examples=400, deadline=None)
@given(st.lists(stations(), min_size=1, max_size=5), st.one_of(st.just(INF), moments))
def test_every_voter_goes_the_way_a_plain_resource_model_has_him_go(day, closes):
    arrivals, desk_service, booth_service = (
        np.array([moment for station in day for moment in station[part]], float)
        for part in range(3)
    )
    offsets = np.cumsum([0, *(len(station[0]) for station in day)])
    closures = [
        Closure(line, start, until, left)
        for line, station in enumerate(day)
        for start, until, left in station[5]
    ]
    passage = pass_through(
        arrivals,
        offsets,
        desk_service,
        booth_service,
        np.array([station[3] for station in day]),
        np.array([station[4] for station in day]),
        closures=closures,
        closes=closes,
    )
    for (first, last), (*times, desks, booths, pauses) in zip(
        pairwise(offsets.tolist()), day, strict=True
    ):
        each_desk = [(a, b) for a, b, left in pauses for _ in range(desks - left)]
        plain = Station(*times, desks, booths, each_desk, closes)
        plain.run()
        assert passage.called[first:last].tolist() == plain.called
        assert passage.received[first:last].tolist() == plain.received
        assert passage.left[first:last].tolist() == plain.left


@given(st.lists(stations(), min_size=2, max_size=5))
def test_a_line_is_served_alike_whatever_lines_are_beside_it(day):
    def calls(lines):
        return serve(
            np.array([moment for line in lines for moment in line[0]], float),
            np.cumsum([0, *(len(line[0]) for line in lines)]),
            np.array([moment for line in lines for moment in line[1]], float),
            np.array([line[3] for line in lines]),
            closures=[
                Closure(number, *pause) for number, line in enumerate(lines) for pause in line[5]
            ],
        ).start.tolist()

    assert calls(day) == [call for line in day for call in calls([line])]


@given(stations(), st.integers(0, 13), st.floats(0, 10))
def test_who_comes_earlier_makes_nobody_leave_later(station, position, by):
    arrivals, service, _, desks, _, _ = station
    earlier = list(arrivals)
    if position < len(earlier):
        earlier[position] -= by
    earlier.sort()
    before = served_at(arrivals, service, desks)[1]
    after = served_at(earlier, service, desks)[1]
    assert all(now <= then for now, then in zip(after, before, strict=True))


def test_no_line_at_all_is_served_too():
    none = np.array([])
    assert len(serve(none, np.array([0]), none, np.array([], int)).start) == 0


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"arrivals": [5.0, 4.0, 0.0]}, "must not fall"),
        ({"arrivals": [5.0, np.nan, 0.0]}, "must not fall"),
        ({"arrivals": [5.0]}, "3 voters have 1 arrivals and 3 service times"),
        ({"service": [1.0, -1.0, 1.0]}, "0 or more"),
        ({"service": [1.0, INF, 1.0]}, "finite"),
        ({"servers": [1, 0]}, "at least one server"),
        ({"offsets": [0, 3]}, "offsets"),
        ({"offsets": [0, 4, 3]}, "offsets"),
        ({"closures": [Closure(2, 1, 2)]}, r"no such line.*line=2"),
        ({"closures": [Closure(0, 1, 2, left=-1)]}, r"fewer than no desks.*left=-1"),
        ({"closures": [Closure(0, 2, 2)]}, r"no time between.*start=2"),
    ],
)
def test_lines_that_cannot_be_served_are_refused(change, complaint):
    asked = {
        "arrivals": [5.0, 6.0, 0.0],
        "offsets": [0, 2, 3],
        "service": [1.0, 1.0, 1.0],
        "servers": [1, 1],
        "closures": [],
    } | change
    closures = asked.pop("closures")
    with pytest.raises(ValueError, match=complaint):
        serve(**{name: np.array(values) for name, values in asked.items()}, closures=closures)
