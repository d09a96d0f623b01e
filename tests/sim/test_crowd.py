from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.plain_queue import Station
from config.scenario import Desks
from sim.crowd import HOUR, crowd
from sim.voter_queue import Closure

EQUIPMENT = Desks(voters_per_desk=400, service_seconds=40, voters_per_booth=200, booth_seconds=90)
STATIONS = ["akmola-0001", "akmola-0002", "turkistan-0659"]
ROLL = np.array([900, 30, 2800])
HOURLY = np.array(
    [
        [20, 40, 60, 90, 120, 100, 80, 70, 60, 50, 30, 20, 15],
        [0, 1, 0, 4, 2, 0, 0, 3, 1, 0, 0, 2, 1],
        [60, 110, 200, 320, 500, 400, 240, 200, 150, 120, 80, 60, 90],
    ]
)
HOME = np.array(
    [
        [0, 0, 0, 5, 5, 5, 5, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0],
        [0, 0, 0, 9, 20, 20, 9, 0, 0, 0, 0, 0, 0],
    ]
)


def day(seed=20210725, stations=(0, 1, 2), outages=(), equipment=EQUIPMENT):
    rows = list(stations)
    names = [STATIONS[row] for row in rows]
    return crowd(seed, names, ROLL[rows], HOURLY[rows], HOME[rows], equipment, outages)


def hourly_of(crowd_of_day):
    """Ballots received in each hour, the line at closing counted with the last."""
    by_hour = [crowd_of_day.received_by(hour * HOUR) for hour in range(HOURLY.shape[1])]
    received = np.diff(crowd_of_day.received_offsets)
    return np.diff([*by_hour, received], axis=0).T


@pytest.mark.parametrize("seed", range(20))
def test_every_hour_has_exactly_its_ballots(seed):
    assert (hourly_of(day(seed)) == HOURLY).all()


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_who_has_no_ballot_at_closing_stood_in_line_and_gets_one(seed):
    whole = day(seed)
    by_closing = whole.received_by(13 * HOUR)
    assert (by_closing + whole.queued_at_close == HOURLY.sum(1)).all()
    assert whole.queued_at_close.sum() > 0
    assert (whole.visits.arrived < 13 * HOUR).all()


def test_a_ballot_received_at_the_moment_asked_for_counts():
    whole = day()
    tenth = whole.received_at(2)[9]
    assert whole.received_by(tenth)[2] == 10
    assert whole.received_by(np.nextafter(tenth, 0.0))[2] == 9


def test_ballots_received_at_home_are_among_those_of_the_station():
    whole = day()
    assert np.diff(whole.received_offsets).tolist() == HOURLY.sum(1).tolist()
    assert np.diff(whole.visits.offsets).tolist() == (HOURLY - HOME).sum(1).tolist()
    for station in range(3):
        received = whole.received_at(station)
        assert (np.diff(received) >= 0).all()
        first, last = whole.visits.offsets[station : station + 2]
        assert np.isin(whole.passage.received[first:last], received).all()


def test_nobody_is_called_before_arrival_or_leaves_before_being_served():
    whole = day()
    visits, passage = whole.visits, whole.passage
    assert (passage.called >= visits.arrived).all()
    assert (passage.received == passage.called + visits.at_desk).all()
    assert (passage.left >= passage.received + visits.in_booth).all()


def test_the_same_seed_gives_the_same_day_and_another_seed_another():
    assert day(1).received.tobytes() == day(1).received.tobytes()
    assert day(1).received.tobytes() != day(2).received.tobytes()


@given(st.permutations([0, 1, 2]), st.integers(1, 2))
@settings(max_examples=10, deadline=None)
def test_a_station_has_the_same_day_in_every_shard(order, cut):
    whole = day()
    for shard in (order[:cut], order[cut:]):
        part = day(stations=shard)
        for place, station in enumerate(shard):
            assert part.received_at(place).tobytes() == whole.received_at(station).tobytes()
            assert part.mean_wait()[place] == whole.mean_wait()[station]
            assert part.wait_quantile()[place] == whole.wait_quantile()[station]
            assert part.queued_at_close[place] == whole.queued_at_close[station]
            mine, theirs = part.visits.offsets, whole.visits.offsets
            assert (
                part.passage.left[mine[place] : mine[place + 1]].tobytes()
                == whole.passage.left[theirs[station] : theirs[station + 1]].tobytes()
            )


def assert_equals_plain_model(whole, pauses_of):
    visits, passage = whole.visits, whole.passage
    for station in range(len(whole.desks)):
        here = slice(*visits.offsets[station : station + 2])
        desks, booths = int(whole.desks[station]), int(whole.booths[station])
        plain = Station(
            visits.arrived[here].tolist(),
            visits.at_desk[here].tolist(),
            visits.in_booth[here].tolist(),
            desks,
            booths,
            pauses_of(station, desks),
        )
        plain.run()
        assert passage.called[here].tolist() == plain.called
        assert passage.received[here].tolist() == plain.received
        assert passage.left[here].tolist() == plain.left


def test_the_day_equals_a_plain_resource_model_voter_by_voter():
    assert_equals_plain_model(day(), lambda _station, _desks: [])


CUT = Closure(2, 4.25 * HOUR, 5.5 * HOUR)
SLOW = Closure(0, 2.0 * HOUR, 6.0 * HOUR, left=1)


def test_a_day_with_outages_equals_a_plain_resource_model_voter_by_voter():
    def pauses(station, desks):
        return [
            (outage.start, outage.until)
            for outage in (CUT, SLOW)
            if outage.line == station
            for _ in range(desks - outage.left)
        ]

    assert_equals_plain_model(day(outages=[CUT, SLOW]), pauses)


def test_a_power_cut_moves_ballots_to_later_hours_and_loses_none():
    cut = hourly_of(day(outages=[CUT]))
    assert (cut[:2] == HOURLY[:2]).all()
    assert (cut[2, :4] == HOURLY[2, :4]).all()
    assert cut[2, 4] < HOURLY[2, 4]
    assert cut[2].sum() == HOURLY[2].sum()


def test_nobody_is_called_during_a_power_cut_and_the_wait_shows_it():
    calm, cut = day(), day(outages=[CUT])
    first, last = cut.visits.offsets[2:4]
    called = cut.passage.called[first:last]
    assert not ((called >= CUT.start) & (called < CUT.until)).any()
    assert (cut.visits.arrived == calm.visits.arrived).all()
    assert cut.mean_wait()[2] > calm.mean_wait()[2]
    assert cut.wait_quantile()[2] > calm.wait_quantile()[2]
    assert cut.mean_wait()[:2].tolist() == calm.mean_wait()[:2].tolist()


def test_a_cut_over_the_closing_leaves_a_long_line_that_still_votes():
    cut = day(outages=[Closure(2, 12.5 * HOUR, 13.5 * HOUR)])
    assert cut.queued_at_close[2] > 20
    assert cut.received_by(13 * HOUR)[2] + cut.queued_at_close[2] == HOURLY[2].sum()
    assert cut.received_at(2)[-1] > 13.5 * HOUR


def test_waits_are_those_of_the_voters():
    whole = day()
    waits = whole.passage.called - whole.visits.arrived
    for station in range(3):
        mine = np.sort(waits[slice(*whole.visits.offsets[station : station + 2])])
        assert whole.mean_wait()[station] == pytest.approx(mine.mean())
        assert whole.wait_quantile(0.95)[station] in mine
        assert (mine <= whole.wait_quantile(0.95)[station]).mean() >= 0.95
        assert whole.wait_quantile(1.0)[station] == mine[-1]
        assert whole.wait_quantile(0.0)[station] == mine[0]


def test_a_station_where_nobody_votes_is_a_quiet_one():
    none = np.zeros((1, 13), np.int64)
    quiet = crowd(1, ["a"], np.array([50]), none, none, EQUIPMENT)
    assert quiet.received_at(0).size == 0
    assert quiet.mean_wait().tolist() == [0.0]
    assert quiet.wait_quantile().tolist() == [0.0]
    assert quiet.queued_at_close.tolist() == [0]
    assert quiet.desks.tolist() == [1]


def test_no_station_at_all_is_a_day_too():
    none = np.zeros((0, 13), np.int64)
    assert crowd(1, [], np.zeros(0, np.int64), none, none, EQUIPMENT).received.size == 0


def test_more_voters_at_home_than_in_all_are_refused():
    with pytest.raises(ValueError, match="at home"):
        crowd(1, STATIONS, ROLL, HOME, HOURLY, EQUIPMENT)
