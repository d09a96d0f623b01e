"""The scenarios that come with the package, lived through."""

from collections import Counter

import pytest

from config.inject_kinds import KINDS
from config.library import load_election, load_scenario, load_targets
from console.comparison import figures
from console.oracle import against_truth, misjudged_ballots, missed_alerts
from console.verify import misrefused
from sim.day import Day
from sim.plan import Plan
from stream.pipeline import Pipeline
from stream.roster import Roster
from stream.table import rows

BIG = "kz-2021-07-25"
SOME = ("aktobe", "almaty", "kyzylorda", "pavlodar")


def lived(name, regions=None):
    election = load_election(BIG)
    plan = Plan(election, load_targets(BIG), load_scenario(name, election), 20210725)
    day = Day(plan, regions)
    pipeline = Pipeline(Roster.of(election, plan.run, plan.partitions), plan.key_ring)
    pipeline.feed(list(day.records()))
    pipeline.finish()
    return plan, pipeline, day.truth()


def missing(truth, alerts):
    """Planted things of which a group of codes was not raised at their station."""
    raised = {(alert.place, alert.code) for alert in alerts}
    cast = {name: tuple(station.cast) for name, station in truth.happened.stations.items()}
    strangers = any(code == "S101" for _, code in raised)
    return [
        one
        for one in truth.happened.injects
        for group in one.codes
        if not (group == ("S101",) and strangers)
        and not any(
            (place, code) in raised for code in group for place in (one.station, *cast[one.station])
        )
    ]


@pytest.mark.parametrize(
    "name",
    [
        "ideal",
        "typing-errors",
        "outages",
        "stuffing",
        "carousel",
        "forged-reports",
        "late-night",
        "storm",
    ],
)
def test_what_a_scenario_plants_is_raised_and_its_truth_holds(name):
    plan, pipeline, truth = lived(name, SOME)
    election = plan.election
    table = figures(rows(election, pipeline.tallies(), pipeline.stations()), election)
    mine = {key: number for key, number in truth.expected_tally.items() if number}
    here = {place: value for place, value in table.items() if "|".join(place) in mine}
    happened = truth.happened
    stations = [station for station in election.stations if station.region in SOME]
    part = election.model_copy(update={"stations": tuple(stations)})

    assert missing(truth, pipeline.alerts()) == []
    assert against_truth(mine, here) == []
    assert misjudged_ballots(happened.stations, table, part, happened.falsified) == []
    assert misrefused(happened.refused, pipeline.alerts()) == []
    there = [alert for alert in pipeline.alerts() if alert.region in ("", *SOME)]
    assert missed_alerts(truth.expected_alerts, there) == []
    if name == "ideal":
        assert {alert.region for alert in pipeline.alerts()}.isdisjoint(SOME)


def test_on_a_day_with_every_rule_every_kind_is_found_and_every_code_comes():
    _, pipeline, truth = lived("every-rule")
    alerts = pipeline.alerts()
    kinds = Counter(one.kind for one in truth.happened.injects)

    assert missing(truth, alerts) == []
    assert set(kinds) == set(KINDS)
    assert set(kinds.values()) <= {1, 2}
    codes = {alert.code for alert in alerts}
    single = {code for kind in KINDS.values() for group in kind.codes for code in group}
    assert codes >= single - {"P312"}
    assert codes >= {f"I5{number:02}" for number in (*range(1, 14), 99)}


def test_a_storm_raises_thousands_of_alerts_at_many_stations():
    _, pipeline, truth = lived("storm")
    alerts = pipeline.alerts()

    assert len(alerts) > 3000
    assert len({alert.place for alert in alerts}) > 1500
    assert missing(truth, alerts) == []
