"""Injects as a person writes them: what is taken, and what is said of what is not."""

from __future__ import annotations

from datetime import time

import pytest
from pydantic import ValidationError

from config.errors import InputError
from config.inject_kinds import KINDS
from config.injects import Inject, most_an_hour
from config.library import SCENARIOS, election_ids, load_election, load_scenario, scenario_ids
from stream.rules.catalogue import RULES
from stream.rules.limits import most_an_hour as as_the_rule_has_it
from tests.small_election import ELECTION, small_election

IDEAL = (SCENARIOS / "ideal.toml").read_text(encoding="utf-8")
INJECT = """
[[injects]]
id = "fallen"
kind = "fall"
count = 2
"""


@pytest.fixture
def write(tmp_path):
    def scenario(old="", new="", text=INJECT):
        assert old in text
        path = tmp_path / "own.toml"
        path.write_text(IDEAL + text.replace(old, new, 1), encoding="utf-8")
        return path

    return scenario


def refusal(path, election=ELECTION):
    with pytest.raises(InputError) as refused:
        load_scenario(path, election)
    where = refused.value.where
    return where.removeprefix(f"{path}, "), refused.value.what, refused.value.expected


def test_what_is_not_given_is_usual_for_the_kind(write):
    (inject,) = load_scenario(write(), ELECTION).injects

    assert (inject.how_strong, inject.how_long, inject.corrected_minutes) == (0.1, 0, 0)
    assert inject.at is None
    assert not inject.named_in_source


def test_hours_windows_and_regions_are_understood(write):
    path = write("count = 2", 'count = 1\nregion = "east"\nat = ["09:00", "10:30"]')
    (inject,) = load_scenario(path, ELECTION).injects

    assert (inject.region, inject.at) == (("east",), (time(9), time(10, 30)))


@pytest.mark.parametrize(
    ("old", "new", "where", "what", "expected"),
    [
        ('"fall"', '"fal"', "injects[1] (fallen).kind", 'is "fal"', "did you mean fall?"),
        ("count = 2", "", "injects[1] (fallen)", "station is none, count 0", "one of them"),
        (
            "count = 2",
            "count = 2\nshare = 0.5",
            "injects[1] (fallen)",
            "count 2, share 0.5",
            "one of them",
        ),
        ("count = 2", "share = 1.5", "injects[1] (fallen).share", "is 1.5", "at most 1"),
        (
            "count = 2",
            "count = 2\nstrength = 0.9",
            "injects[1] (fallen)",
            "strength is 0.9",
            "0 to 0.5 (share of the voters by which it falls)",
        ),
        (
            "count = 2",
            "count = 2\nstrength = 0",
            "injects[1] (fallen).strength",
            "is 0",
            "more than 0",
        ),
        ("count = 2", "count = 2\nminutes = 5", "injects[1] (fallen)", "minutes is 5", "no length"),
        (
            "count = 2",
            "count = 2\nnamed_in_source = true",
            "injects[1] (fallen).named_in_source",
            "is True",
            "False",
        ),
        (
            "count = 2",
            'count = 2\nat = "25:00"',
            "injects[1] (fallen).at",
            'is "25:00"',
            "a time of day",
        ),
        (
            "count = 2",
            'count = 2\nat = ["11:00", "10:00"]',
            "injects[1] (fallen).at",
            "is [",
            "from an earlier to a later",
        ),
        ("count = 2", 'count = 2\nat = "06:00"', "fallen, at", "is 06:00", "from 07:00"),
        ("count = 2", 'count = 2\nat = "19:30"', "fallen, at", "is 19:30", "to 19:00 for fall"),
        ("count = 2", "count = 6", "fallen, count", "is 6", "at most 5, the illustrative stations"),
        ("count = 2", 'count = 1\nregion = "est"', "fallen, region", '"est"', "one of east, west"),
        ("count = 2", 'station = "east-0009"', "fallen, station", '"east-0009"', "one of"),
        (
            'kind = "fall"\ncount = 2',
            'kind = "rush"\nstation = "east-0003"',
            "fallen, station",
            "rush cannot happen at east-0003",
            "a longer list",
        ),
        (
            'kind = "fall"\ncount = 2',
            'kind = "stuffing"\ncount = 2\ncorrected_minutes = 5',
            "injects[1] (fallen)",
            "corrected_minutes is 5",
            "not corrected",
        ),
        (
            'kind = "fall"\ncount = 2',
            'kind = "crowd"\ncount = 2\nminutes = 5',
            "injects[1] (fallen)",
            "minutes is 5",
            "crowd has no length",
        ),
        (
            'kind = "fall"\ncount = 2',
            'kind = "never-opens"\ncount = 2\nstrength = 3',
            "injects[1] (fallen)",
            "strength is 3",
            "means nothing for never-opens",
        ),
        (
            'kind = "fall"\ncount = 2',
            'kind = "silence"\ncount = 2\nminutes = 0',
            "injects[1] (fallen)",
            "minutes is 0",
            "more than 0",
        ),
    ],
)
def test_what_cannot_be_is_refused(write, old, new, where, what, expected):
    found = refusal(write(old, new))

    assert found[0] == where
    assert what in found[1]
    assert expected in found[2]


def test_two_injects_at_one_station_are_refused(write):
    fixed = INJECT.replace("count = 2", 'station = "east-0001"')
    path = write(text=fixed + fixed.replace("fallen", "other"))

    assert '"fallen" and "other" name east-0001' in refusal(path)[1]


def test_an_id_stands_once(write):
    assert '"fallen" stands 2 times' in refusal(write(text=INJECT + INJECT))[1]


def test_nothing_is_planted_at_a_station_that_a_source_names(write):
    stations = [
        one.model_copy(update={"illustrative": one.id != "east-0001"}) for one in ELECTION.stations
    ]
    election = small_election().model_copy(update={"stations": tuple(stations)})

    assert refusal(write("count = 2", 'station = "east-0001"'), election)[:2] == (
        "fallen, station",
        "east-0001 is a station that a source names",
    )
    assert "at most 4" in refusal(write("count = 2", "count = 5"), election)[2]


def test_a_carousel_needs_an_observer(write):
    election = ELECTION.model_copy(update={"reporters": ()})

    assert "observer" in refusal(write('"fall"', '"repeat-voting"'), election)[1]


def test_a_wrong_partition_needs_two(write):
    path = write('"fall"', '"wrong-partition"')
    text = path.read_text(encoding="utf-8").replace("partitions = 4", "partitions = 1")
    path.write_text(text, encoding="utf-8")

    assert "partitions is 1" in refusal(path)[1]


def test_in_another_election_nothing_is_planted(write):
    path = write()
    path.write_text('elections = ["kz-2021-07-25"]\n' + path.read_text(encoding="utf-8"), "utf-8")

    assert load_scenario(path, load_election("kz-2021-08-01")).injects == ()


def test_what_is_not_given_is_not_written():
    inject = Inject(id="a", kind="fall", count=3)

    assert inject.model_dump_json() == '{"id":"a","kind":"fall","count":3}'
    assert "injects" not in load_scenario("ideal").model_dump_json()
    with_it = load_scenario("ideal").model_copy(update={"injects": (inject,)})
    assert with_it.model_dump_json().endswith(f'"injects":[{inject.model_dump_json()}]}}')


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_a_kind_fits_itself(kind):
    codes = {code for group in kind.codes for code in group} | set(kind.likely)

    assert codes
    assert codes <= RULES.keys()
    assert kind.least <= kind.usual <= kind.most
    assert bool(kind.strength) or (kind.usual, kind.least) == (1, 0)
    assert kind.does.endswith(".")
    assert Inject(id="a", kind=kind.id, count=1).how_strong == kind.usual


def test_every_rule_but_those_on_what_people_see_has_a_kind():
    kinds = KINDS.values()
    raised = {code for kind in kinds for group in (*kind.codes, kind.likely) for code in group}

    assert {code for code in RULES if code[0] != "I"} <= raised


@pytest.mark.parametrize("registered", [1, 20, 299, 300, 301, 3000])
def test_desks_serve_as_many_as_the_rule_has_it(registered):
    assert most_an_hour(registered) == as_the_rule_has_it(registered)


def test_a_kind_is_one_of_those_there_are():
    with pytest.raises(ValidationError, match="one of"):
        Inject(id="a", kind="nothing", count=1)


@pytest.mark.parametrize("name", scenario_ids())
@pytest.mark.parametrize("election", election_ids())
def test_every_scenario_goes_at_every_election(name, election):
    here = load_election(election)
    script = load_scenario(name, here)

    assert script.at(here) == script
    assert len({script.title.en, script.title.kk, script.title.ru}) >= 2


def test_the_scenario_of_every_rule_has_every_kind():
    script = load_scenario("every-rule")

    assert {inject.kind for inject in script.injects} == set(KINDS)
    storm = load_scenario("storm")
    assert {inject.kind for inject in storm.injects} == set(KINDS)


def test_only_on_an_ideal_day_does_nobody_err():
    usual = load_scenario("as-reported").mistakes
    for name in set(scenario_ids()) - {"ideal", "calm", "bad-network"}:
        mistakes = load_scenario(name).mistakes
        assert mistakes.turnout_slips >= usual.turnout_slips
        assert mistakes.count_slips >= usual.count_slips
    ideal = load_scenario("ideal")
    assert (ideal.mistakes.turnout_slips, ideal.mistakes.count_slips) == (0, 0)
    assert ideal.delivery.duplicates == 0
