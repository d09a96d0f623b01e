from __future__ import annotations

import pytest

from config.election import Election
from config.errors import InputError
from config.library import (
    ELECTIONS,
    MAP,
    SCENARIOS,
    election_ids,
    load_election,
    load_scenario,
    load_targets,
    scenario_ids,
)


def test_the_shelf_holds_four_elections_and_twelve_scenarios():
    assert election_ids() == ["kz-2021-07-25", "kz-2021-08-01", "kz-2021-08-08", "kz-2021-08-22"]
    assert scenario_ids() == [
        "as-reported",
        "bad-network",
        "calm",
        "carousel",
        "every-rule",
        "forged-reports",
        "ideal",
        "late-night",
        "outages",
        "storm",
        "stuffing",
        "typing-errors",
    ]


def test_an_election_on_the_shelf_is_named_as_its_directory():
    assert [load_election(name).id for name in election_ids()] == election_ids()
    assert [load_scenario(name).id for name in scenario_ids()] == scenario_ids()


def test_a_directory_reads_as_the_id_does(draft):
    assert load_election(draft.path) == load_election("kz-2021-08-01")
    assert load_election(str(draft.path)) == load_election("kz-2021-08-01")
    assert load_targets(draft.path) == load_targets("kz-2021-08-01")


def test_a_directory_is_read_anew_after_a_change(draft):
    before = load_election(draft.path)
    draft.edit("stations.csv", ",812,", ",813,")
    assert load_election(draft.path) != before


def test_a_scenario_file_reads_as_the_id_does():
    assert load_scenario(SCENARIOS / "calm.toml") == load_scenario("calm")


@pytest.mark.parametrize("load", [load_election, load_targets])
def test_an_unknown_election_is_answered_with_what_there_is(load):
    with pytest.raises(InputError) as refused:
        load("kz-2021-07-26")
    assert refused.value.what == '"kz-2021-07-26" does not exist'
    assert "one of kz-2021-07-25, kz-2021-08-01, " in refused.value.expected
    assert "did you mean kz-2021-07-25?" in refused.value.expected


def test_an_unknown_scenario_is_answered_with_what_there_is():
    expected = r"one of as-reported, bad-network, calm, .* \(did you mean calm\?\)"
    with pytest.raises(InputError, match=expected):
        load_scenario("clam")


@pytest.mark.parametrize("name", ["missing.toml", "calm.yaml"])
def test_a_scenario_file_has_to_exist_and_be_toml(tmp_path, name):
    (tmp_path / "calm.yaml").write_text("id: calm\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"expected a file that ends in \.toml"):
        load_scenario(tmp_path / name)


@pytest.mark.parametrize(
    "file", ["election.toml", "regions.csv", "districts.csv", "contests.csv", "stations.csv"]
)
def test_a_missing_file_is_named(draft, file):
    (draft.path / file).unlink()
    assert f"{file}: No such file or directory; expected a readable file" in draft.refusal()


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("station_cap = 3000", "station_cap = ", "line 11", "Invalid value"),
        ("station_cap = 3000", "station_kap = 3000", "station_kap", "is not a known field"),
        ("station_cap = 3000", 'station_cap = "big"', "station_cap", 'is "big"'),
        ("contests_announced = 2\n", "", "contests_announced", "is missing"),
        ('offset = "+06:00"', 'offset = "6"', "calendar.official_offset", 'is "6"'),
    ],
)
def test_a_broken_document_is_named_with_line_or_field(draft, old, new, where, what):
    draft.edit("election.toml", old, new)
    assert f"election.toml, {where}: {what}" in draft.refusal()


def test_an_election_survives_a_round_trip_through_json():
    election = load_election("kz-2021-08-01")
    assert Election.model_validate_json(election.model_dump_json()) == election


def test_every_file_comes_with_the_package():
    package = ELECTIONS.parent
    assert MAP.is_relative_to(package)
    assert MAP.is_file()
    assert all((ELECTIONS / name / "SOURCES.md").is_file() for name in election_ids())
