"""Numbers, clocks and truth of stations where something is planted."""

from dataclasses import replace

import msgspec
import pytest

from config.inject_kinds import KINDS
from config.injects import Inject
from config.library import load_election, load_scenario, load_targets
from sim.day import Day
from sim.injects.stage import favourites
from sim.plan import Plan
from stream.events import StationOpened, TurnoutReported, decode
from tests.sim.injects.days import EAST, inject, lived, plan
from tests.small_election import ELECTION

OTHERS = ("east-0002", "east-0003", "west-0004", "west-0005")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "invented-digits"])
def test_numbers_have_a_gap_only_where_something_is_lost(kind):
    station = "west-0004" if kind == "winner-changed" else EAST
    said = lived(inject(kind, station)).said(station)
    numbers = sorted({event.seq for event in said})

    expected = list(range(1, (numbers or [0])[-1] + 1))
    assert len(set(expected) - set(numbers)) == (1 if kind == "lost-for-good" else 0)
    assert len(said) - len(numbers) == (1 if kind == "two-statements" else 0)


def test_a_statement_that_is_added_shifts_those_behind_it():
    usual, early = lived().said(EAST), lived(inject("early-voting")).said(EAST)

    assert [event.seq for event in early] == list(range(1, len(usual) + 2))
    assert [type(event) for event in early[:3]] == [StationOpened, *[TurnoutReported] * 2]


def test_other_stations_say_what_they_say_on_any_day():
    usual, other = lived(), lived(inject("stuffing"))

    for station in OTHERS:
        mine = [msgspec.structs.replace(event, run="") for event in usual.said(station)]
        assert [msgspec.structs.replace(event, run="") for event in other.said(station)] == mine
    assert usual.plan.run != other.plan.run


def test_the_same_seed_gives_the_same_bytes_in_one_process_and_in_two():
    injects = tuple(
        Inject(id=f"i{at}", kind=kind, station=station)
        for at, (kind, station) in enumerate(
            [
                ("repeat-voting", EAST),
                ("unknown-source", "east-0002"),
                ("clock-fast", "east-0003"),
                ("unknown-source", "west-0004"),
                ("silence", "west-0005"),
            ]
        )
    )
    one, two, again = lived(*injects), lived(*injects, processes=2), lived(*injects)

    assert one.received == two.received == again.received
    assert one.truth == two.truth == again.truth
    assert [inject.kind for inject in one.truth.happened.injects] == [
        "repeat-voting",
        "unknown-source",
        "clock-fast",
        "unknown-source",
        "silence",
    ]


def test_strangers_of_two_processes_raise_one_alert_a_partition():
    injects = [
        Inject(id=station, kind="unknown-source", station=station) for station in (EAST, *OTHERS)
    ]
    found = lived(*injects, processes=2)
    expected = [one for one in found.truth.expected_alerts if one.codes == ("S101",)]

    assert {(one.place, one.part) for one in expected} == {
        ("small", alert.id.rpartition(":")[2]) for alert in found.pipeline.alerts()
    }
    assert {one.opened for one in expected} == {alert.opened for alert in found.pipeline.alerts()}


def test_a_clock_that_is_made_wrong_stands_among_the_clocks():
    fast = lived(inject("clock-fast", strength=20))
    slow = lived(inject("clock-slow"), seed=9)

    assert fast.truth.happened.clocks == {EAST: 1200}
    assert slow.truth.happened.clocks == {EAST: -720}


def test_where_something_is_planted_nobody_errs_besides():
    script = load_scenario("typing-errors")
    what = plan(inject("sum-broken"), mistakes=script.mistakes)
    day = Day(what)
    list(day.records())

    assert {mistake.station for mistake in day.truth().happened.mistakes} <= set(OTHERS)


def test_ballots_are_put_in_for_the_nomination_that_has_won_most():
    what = plan(inject("stuffing"))
    assert favourites(what) == {}
    outcome = {"east-a": "c1", "west-b": "c3"}
    won = replace(what, targets=what.targets.model_copy(update={"outcome": outcome}))

    assert favourites(won) == {"east-a": "c1", "west-b": "c1"}


def test_an_observer_reports_a_carousel_where_it_happens():
    found = lived(inject("repeat-voting"))
    (seen,) = found.truth.happened.incidents
    (told,) = [
        decode(bytes(one.value)) for one in found.received if one.key == "reporter-observers"
    ]

    assert (seen.place, told.place, told.category) == (EAST, EAST, "repeat-voting")
    assert not seen.named_in_source
    assert told.at > found.truth.happened.injects[0].at[:10]


def test_a_day_without_injects_says_nothing_of_them():
    election = load_election("kz-2021-08-22")
    what = Plan(election, load_targets(election.id), load_scenario("calm", election), 7)
    day = Day(what)
    list(day.records())
    file = day.truth_file("00" * 32)

    assert b"injects" not in file.to_json()
    assert "injects" not in what.scenario.model_dump_json()


def test_the_truth_file_has_what_was_planted(tmp_path):
    day = Day(plan(inject("sum-broken")))
    list(day.records())
    file = day.truth_file("00" * 32)
    file.write(tmp_path / "truth.json")

    read = type(file).read(tmp_path / "truth.json").truth.happened.injects
    assert read == day.truth().happened.injects
    assert (read[0].codes, read[0].station) == ((("P301",),), EAST)
    assert ELECTION.station_by_id[read[0].station].illustrative
