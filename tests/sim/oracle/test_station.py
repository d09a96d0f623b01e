"""A station's day: what comes at the moment something is due comes after it."""

import math

from sim.oracle.station import station_alerts
from sim.oracle.terms import Terms
from tests.sim.oracle.diary import CONTEST, ROLL, STATION, Diary, ms, quiet
from tests.small_election import ELECTION

TERMS = Terms.of(ELECTION, ELECTION.stations[0])


def alerts(day, reached):
    found = station_alerts(STATION, TERMS, day.heard, reached)
    return {(one.codes[0], one.part): (one.opened, one.cleared, one.times) for one in found}


def test_the_terms_are_those_of_the_definition():
    assert TERMS.registered == ROLL
    assert TERMS.ballots == {CONTEST: {"c1", "c2", "c3"}}
    hours = (TERMS.opens, TERMS.closes, TERMS.counted)
    assert hours == tuple(ms(at) * 1000 for at in ("07:00", "20:00", "32:00"))


def test_deadlines_pass_as_far_as_the_run_reached():
    assert alerts(Diary(), ms("07:30") - 1) == {}
    assert alerts(Diary(), ms("33:30") - 1) == {("T205", ""): (ms("07:30"), None, 1)}
    assert alerts(Diary(), math.inf).keys() == {("T205", ""), ("P311", CONTEST)}


def test_an_alert_counts_how_often_it_opened():
    day = Diary().opens().reports("09:00", 9, came="09:05").reports("10:00", 9, came="11:00")

    assert alerts(day, ms("11:00")) == {("T205", ""): (ms("08:30"), ms("11:00"), 2)}


def test_a_quiet_day_has_no_alert_at_all():
    assert alerts(quiet().closes().counts(), math.inf) == {}
