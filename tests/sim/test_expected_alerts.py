"""The oracle of the rules, held against the rules themselves on days drawn at random.

What each rule asks for is in `tests/sim/oracle`.
"""

from collections import Counter

import pytest

from config.rulebook import rules
from console.oracle import missed_alerts
from sim.expected_alerts import CODES, expected_alerts
from stream.pipeline import Pipeline
from tests.sim.oracle.diary import CONTEST, Diary, ms, quiet
from tests.sim.wild_days import ELECTION, ROSTER, wild_day
from tests.small_election import KEYS, LATER, record

REGIONS = ("east", "west")
AGAINST_PEERS = {"T207", "P308", "F401", "F402", "F403", "F404", "F405"}

BATCHES = ((1, 256), (7, 1), (50, 1), (9999, 1), (9999, 256))
"""Records fed at once, and how many it takes to go the way by columns."""


def expected(said):
    heard = {}
    for received, event in said:
        heard.setdefault(event.source, []).append((received, event))
    return expected_alerts(ELECTION, REGIONS, heard, said[-1][0] if said else 0)


def raised(said, size=1, many=256):
    stage = Pipeline(ROSTER, KEYS, many)
    records = [record(event, received - LATER) for received, event in said]
    for start in range(0, len(records), size):
        stage.feed(records[start : start + size])
    stage.finish()
    assert (stage.rejected, stage.failures) == (0, Counter())
    return stage.alerts()


def differences(said, *batches):
    return missed_alerts(expected(said), raised(said, *batches))


@pytest.mark.parametrize("wild", [0.05, 0.3, 1.0])
@pytest.mark.parametrize("first", range(0, 90, 30))
def test_on_wild_days_every_alert_comes_and_goes_as_expected(wild, first):
    """However the records are cut into batches."""
    for seed in range(first, first + 30):
        found = differences(wild_day(seed, wild), *BATCHES[seed % len(BATCHES)])

        assert found == [], seed


def test_wild_days_raise_alerts_of_all_rules():
    found = Counter(
        (one.codes[0], one.part if one.codes[0] in ("T204", "T206") else "")
        for seed in range(40)
        for wild in (0.3, 1.0)
        for one in expected(wild_day(seed, wild))
    )
    incidents = {code for code in CODES if code.startswith("I")} - {"I501", "I512", "I599"}
    parts = {("T204", part) for part in ("before", "after", "opened-late", "closed-early")}
    parts |= {("T206", part) for part in ("even", "round")}

    elsewhere = {"S101", "S102", "S105", "S107", "P312"}  # P312: tests/stream/test_looks.py

    assert {code for code, _ in found} == CODES - incidents - elsewhere
    assert found.keys() >= parts


def test_the_truth_speaks_of_all_rules_but_those_on_peers():
    assert set(rules()) - CODES == AGAINST_PEERS


def test_alerts_are_in_order_of_opening_and_of_the_regions_asked_for():
    said = wild_day(3, 1.0)
    heard = {}
    for received, event in said:
        heard.setdefault(event.source, []).append((received, event))
    west = expected_alerts(ELECTION, ["west"], heard, said[-1][0])

    assert [one.opened for one in west] == sorted(one.opened for one in west)
    stations = {station.id for station in ELECTION.stations if station.region == "west"}
    reporters = {reporter.id for reporter in ELECTION.reporters}
    others = [one for one in west if not one.codes[0].startswith("I")]
    assert {one.place for one in others} <= stations | reporters
    assert len(west) < len(expected(said))


def test_an_election_nobody_reports_on_is_overdue_in_all_its_parts():
    heard = {"reporter-observers": Diary("reporter-observers").tells("x", "22:00").heard}
    found = Counter(one.codes[0] for one in expected_alerts(ELECTION, REGIONS, heard, ms("22:00")))

    assert found == {"T205": 5, "P311": 7, "I599": 1}
    assert differences(heard["reporter-observers"]) == []


def heard_of(*days):
    return sorted((one for day in days for one in day.heard), key=lambda one: one[0])


def test_the_rule_on_gaps_waits_for_each_number_from_its_own_moment():
    day = Diary().opens("07:00").tells("x", "07:05", seq=3).tells("x", "07:06", seq=5)

    assert differences(heard_of(day.tells("x", "07:14", seq=2))) == []


def test_the_rule_on_hours_looks_at_every_figure_before_the_polls():
    assert differences(heard_of(Diary().opens().reports("06:00", 5).reports("06:30", 0))) == []


def test_the_rule_on_hours_looks_at_every_figure_after_the_polls():
    day = quiet().closes(voters=99).reports("21:00", 100).reports("22:00", 99)

    assert differences(heard_of(day.counts("23:00", issued=99))) == []


@pytest.mark.parametrize("wrong", ["opening", "closing"])
def test_a_wrong_hour_clears_when_it_is_stated_again(wrong):
    if wrong == "opening":
        day = Diary().opens("08:00").opens("07:00", came="08:20")
    else:
        day = quiet().closes("15:00", came="20:10").closes("20:05", came="20:20")

    assert differences(heard_of(day)) == []


def test_hand_made_days_are_judged_alike():
    for day in (
        quiet().closes().counts(),
        quiet().closes().counts().counts("23:30", contest="east-c", votes={"c1": 60, "c2": 30}),
        Diary().opens("07:31"),
        quiet().closes("19:40", came="20:10"),
        quiet().closes().counts("20:10", invalid=4).counts("22:00", version=2),
        Diary().reports("07:00", 3).reports("21:00", 40).counts(contest=CONTEST),
        Diary().opens().tells("x", seq=3).tells("y", "12:30", seq=2),
    ):
        assert differences(heard_of(day)) == []
