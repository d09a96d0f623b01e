"""Outages reach the desks of the stations they hit."""

from config.library import load_election, load_scenario, load_targets
from config.scenario import Outage
from sim.attendance import attendance
from sim.outages import closures, hits
from sim.plan import Plan

ELECTION = load_election("kz-2021-08-01")
STATION = ELECTION.stations[0]


def script(**changes):
    usual = {"id": "o", "kind": "power", "station": STATION.id, "at": "10:00", "minutes": 90}
    outage = Outage(**(usual | changes))
    return load_scenario("calm").model_copy(update={"outages": (outage,)})


def test_an_outage_is_timed_from_the_opening_of_the_polls():
    (hit,) = hits(ELECTION, script(), 1)

    assert (hit.start, hit.until) == (3 * 3600, 4.5 * 3600)


def test_an_outage_that_begins_before_the_polls_holds_from_their_opening():
    (hit,) = hits(ELECTION, script(at="06:30", minutes=60), 1)

    assert (hit.start, hit.until) == (0, 1800)


def test_an_outage_over_before_the_polls_open_hits_nobody():
    assert hits(ELECTION, script(at="05:00", minutes=60), 1) == []


def test_the_queue_takes_only_outages_of_its_own_stations():
    hit = hits(ELECTION, script(kind="desks", desks_left=1), 1)

    (closure,) = closures(hit, {STATION.id: 3})
    assert (closure.line, closure.left) == (3, 1)
    assert closures(hit, {"other": 0}) == []


def test_a_power_cut_moves_voters_to_later_hours_and_loses_none():
    def day(script):
        plan = Plan(ELECTION, load_targets("kz-2021-08-01"), script, 1)
        return attendance(plan, ["kyzylorda"])

    usual, cut = day(load_scenario("calm")), day(script(minutes=120))

    assert cut[STATION.id].voters[4] < usual[STATION.id].voters[4]
    assert cut[STATION.id].voters[:3] == usual[STATION.id].voters[:3]
    assert cut[STATION.id].total == usual[STATION.id].total
    others = [id_ for id_ in usual if id_ != STATION.id]
    assert [cut[id_].voters for id_ in others] == [usual[id_].voters for id_ in others]
