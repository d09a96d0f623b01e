"""A station's day, told by what it says."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
import simpy

from config.election import Names, Station
from config.library import load_scenario
from sim.house import HOUR, SECOND, House, Turnout
from sim.station import PollingStation, counting_seconds
from stream.events import (
    CountReported,
    StationClosed,
    StationOpened,
    TurnoutReported,
)

ZONE = timezone(timedelta(hours=5))
OPENS = int(datetime(2021, 7, 25, 7, tzinfo=ZONE).timestamp()) * SECOND
CLOSES = OPENS + 13 * HOUR
CALM = load_scenario("calm")
HOURS = (4, 15, 33, 51, 70, 88, 101, 112, 120, 127, 131, 134, 136)


def turnout(**changes):
    usual = {
        "voters": HOURS,
        "total": 140,
        "queued": 4,
        "home": 5,
        "last_ballot": 13 * 3600 + 130.5,
        "cast": {"k": np.array([90, 40, 7, 3]), "m": np.array([70, 60, 6, 4])},
    }
    return Turnout(**(usual | changes))


def station(contests=("k",), registered=180):
    return Station(
        id="west-0001",
        number=1,
        region="west",
        district="west-d",
        contests=contests,
        name=Names(en="s", kk="s", ru="s"),
        registered=registered,
        illustrative=True,
    )


def day(turnout_slips=0.0, count_slips=0.0, seed=1, who=None, brought=None, **counting):
    """Return all that a station says, with when it was sent, and its mistakes."""
    said, mistakes = [], []
    mistakes_of = CALM.mistakes.model_copy(
        update={
            "turnout_slips": turnout_slips,
            "count_slips": count_slips,
            "correction_minutes": (5, 40),
        }
    )
    house = House(
        election="e",
        run="r",
        seed=seed,
        opens=OPENS,
        hours=13,
        zone=ZONE,
        candidates={"k": ("c1", "c2"), "m": ("c1", "c2")},
        counting=CALM.counting.model_copy(update=counting),
        mistakes=mistakes_of,
        turnout=lambda _: brought or turnout(),
        say=lambda event, sent: said.append((event, sent)),
        note=mistakes.append,
    )
    env = simpy.Environment(initial_time=OPENS - HOUR)
    env.process(PollingStation(env, who or station(), house).day())
    env.run()
    return said, mistakes


def of(kind, said):
    return [event for event, _ in said if type(event) is kind]


def sent(kind, said):
    return [moment for event, moment in said if type(event) is kind]


def test_a_day_without_slips_in_the_order_it_is_told():
    said, mistakes = day()

    assert [type(event) for event, _ in said] == [
        StationOpened,
        *[TurnoutReported] * 13,
        StationClosed,
        CountReported,
    ]
    assert [event.seq for event, _ in said] == list(range(1, 17))
    assert mistakes == []


def test_moments_are_on_the_stations_clock_in_whole_seconds():
    said, _ = day()

    for event, moment in said:
        assert event.at.endswith("+05:00")
        assert moment == int(datetime.fromisoformat(event.at).timestamp()) * SECOND


def test_it_opens_in_the_hour_before_the_polls():
    said, _ = day()

    (opened,) = of(StationOpened, said)
    (moment,) = sent(StationOpened, said)
    assert (opened.registered, opened.ballots_received) == (180, 180)
    assert OPENS - HOUR <= moment < OPENS


def test_it_reports_every_hour_soon_after_the_hour():
    said, _ = day()

    reports = of(TurnoutReported, said)
    assert tuple(report.voters for report in reports) == HOURS
    for hour, (report, moment) in enumerate(
        zip(reports, sent(TurnoutReported, said), strict=True), start=8
    ):
        assert report.as_of == f"2021-07-25T{hour:02d}:00:00+05:00"
        assert 0 < moment - (OPENS + (hour - 7) * HOUR) <= 240 * SECOND


def test_it_closes_after_the_last_voter_in_line():
    said, _ = day()

    (closed,) = of(StationClosed, said)
    (moment,) = sent(StationClosed, said)
    assert (closed.voters, closed.queued) == (140, 4)
    assert moment > CLOSES + 131 * SECOND


def test_without_a_line_it_closes_after_closing_time():
    said, _ = day(brought=turnout(last_ballot=5000.0, queued=0))

    (moment,) = sent(StationClosed, said)
    assert CLOSES < moment < CLOSES + HOUR


def test_it_counts_each_contest_one_after_the_other():
    said, _ = day(who=station(("k", "m")))

    first, second = of(CountReported, said)
    assert (first.contest, first.votes) == ("k", {"c1": 90, "c2": 40})
    assert (second.contest, second.votes) == ("m", {"c1": 70, "c2": 60})
    assert (first.issued, first.issued_home, first.found) == (140, 5, 140)
    one, other = sent(CountReported, said)
    assert one < other


@pytest.mark.parametrize("contests", [("k",), ("k", "m")])
@pytest.mark.parametrize("seed", range(5))
def test_a_slow_count_ends_within_the_limit(contests, seed):
    said, _ = day(count_slips=1, seed=seed, who=station(contests), seconds_per_ballot=9000)

    (closed,) = sent(StationClosed, said)
    counts = sent(CountReported, said)
    assert len(counts) == 2 * len(contests)
    assert 11 * HOUR < max(counts) - closed <= 12 * HOUR


def test_a_scenario_may_allow_more_hours_for_the_count():
    said, _ = day(seconds_per_ballot=9000, max_hours=30)

    (closed,), (counted,) = sent(StationClosed, said), sent(CountReported, said)
    assert 29 * HOUR < counted - closed <= 30 * HOUR


@pytest.mark.parametrize("seed", range(10))
def test_every_turnout_slip_is_mended_before_its_bulletin_is_taken(seed):
    said, mistakes = day(turnout_slips=1, seed=seed)

    reports = [(event, moment) for event, moment in said if type(event) is TurnoutReported]
    assert len(reports) == 26
    assert len(mistakes) == 13
    for hour in range(13):
        (slip, typed), (mended, corrected) = reports[2 * hour : 2 * hour + 2]
        as_of = OPENS + (hour + 1) * HOUR
        assert slip.as_of == mended.as_of
        assert mended.voters == HOURS[hour] != slip.voters
        assert typed < corrected <= as_of + 25 * 60 * SECOND
        assert mistakes[hour].typed == slip.voters
        assert (mistakes[hour].said, mistakes[hour].mended) == (typed, corrected)
    (closed,) = sent(StationClosed, said)
    assert closed > reports[-1][1]


def test_turnout_slips_are_not_all_mended_at_the_last_moment():
    mended = {
        (mistake.mended - OPENS) % HOUR
        for seed in range(10)
        for mistake in day(turnout_slips=1, seed=seed)[1]
    }

    assert len(mended) > 100
    assert min(mended) >= 5 * 60 * SECOND


@pytest.mark.parametrize("seed", range(10))
def test_every_count_slip_is_mended_by_a_second_version(seed):
    said, (mistake,) = day(count_slips=1, seed=seed)

    first, second = of(CountReported, said)
    typed, corrected = sent(CountReported, said)
    assert (first.version, second.version) == (1, 2)
    assert second.votes == {"c1": 90, "c2": 40}
    assert (first.votes, first.found, first.invalid) != (second.votes, second.found, second.invalid)
    assert 5 * 60 * SECOND <= corrected - typed <= 40 * 60 * SECOND
    assert (mistake.about, mistake.said, mistake.mended) == ("k", typed, corrected)


def test_nobody_came():
    nobody = turnout(
        voters=(0,) * 13, total=0, queued=0, home=0, last_ballot=0.0, cast={"k": np.zeros(4, int)}
    )
    said, mistakes = day(1, 1, brought=nobody)

    assert {report.voters for report in of(TurnoutReported, said)} == {0}
    (counted,) = of(CountReported, said)
    assert counted.found == 0
    assert mistakes == []


def test_the_same_seed_tells_the_same_day():
    assert day(0.5, 0.5, seed=3) == day(0.5, 0.5, seed=3)
    assert day(0.5, 0.5, seed=3) != day(0.5, 0.5, seed=4)


@pytest.mark.parametrize(("ballots", "minutes"), [(0, 40), (300, 40), (900, 75), (1800, 66.7)])
def test_the_count_takes_longer_with_ballots_and_shorter_with_counters(ballots, minutes):
    counting = CALM.counting.model_copy(
        update={
            "seconds_per_ballot": 20,
            "counters_per_hundred_ballots": 0.5,
            "counters_min": 4,
            "counters_max": 9,
            "minimum_minutes": 40,
        }
    )

    assert counting_seconds(ballots, counting) / 60 == pytest.approx(minutes, abs=0.1)


def test_times_are_utc_milliseconds():
    assert datetime.fromtimestamp(OPENS / SECOND, UTC).hour == 2
