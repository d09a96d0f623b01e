"""Each rule on one station: what raises it, what does not, what clears it."""

import pytest

from stream.rules.catalogue import RULES
from stream.rules.families import FAMILIES
from stream.station_stage import StationStage
from tests.small_election import ROSTER, Voice, record


def _alerts(*events):
    stage = StationStage(ROSTER)
    stage.feed([record(event) for event in events])
    stage.finish()
    return {alert.code: alert for alert in stage.alerts()}


@pytest.fixture
def voice():
    voice = Voice("east-0001")
    voice.seq = 1
    return voice


@pytest.fixture
def opened():
    return Voice("east-0001").opened()


def test_t201_turnout_above_the_roll_and_its_correction(voice, opened):
    wrong = voice.turnout(3, 301)
    alert = _alerts(opened, wrong)["T201"]
    assert alert.evidence == {"as_of": "2021-07-25T04:00:00Z", "voters": 301, "registered": 300}
    assert alert.place == "east-0001"
    assert _alerts(opened, wrong, voice.turnout(3, 31))["T201"].condition == "cleared"


def test_t201_allows_the_whole_roll(voice, opened):
    assert _alerts(opened, voice.turnout(3, 300)) == {}


def test_t201_looks_at_the_closing_figure_too(voice, opened):
    assert "T201" in _alerts(opened, voice.closed(301))


def test_t202_turnout_fell_and_its_correction(voice, opened):
    reports = [voice.turnout(3, 50), voice.turnout(4, 40)]
    assert _alerts(opened, *reports)["T202"].evidence == {
        "from": "2021-07-25T04:00:00Z",
        "voters": 50,
        "to": "2021-07-25T05:00:00Z",
        "then": 40,
    }
    assert _alerts(opened, *reports, voice.turnout(3, 35))["T202"].condition == "cleared"


def test_t202_allows_an_hour_without_voters(voice, opened):
    assert _alerts(opened, voice.turnout(3, 50), voice.turnout(4, 50)) == {}


def test_t202_sees_a_fall_to_the_closing_figure(voice, opened):
    assert "T202" in _alerts(opened, voice.turnout(13, 50), voice.closed(49))


@pytest.mark.parametrize("found", [9, 11])
def test_p301_votes_and_boxes_differ(voice, opened, found):
    wrong = voice.counted({"c1": 6}, invalid=3, against_all=1, found_station=found, issued=11)
    alert = _alerts(opened, wrong)["P301"]
    assert alert.id == "P301:east-0001:east-a"
    assert alert.evidence == {"version": 1, "sum": 10, "found": found}


def test_p301_counts_against_all_and_invalid(voice, opened):
    assert _alerts(opened, voice.counted({"c1": 6}, invalid=3, against_all=1)) == {}


def test_p302_more_found_than_issued(voice, opened):
    alert = _alerts(opened, voice.counted({"c1": 10}, issued=9))["P302"]
    assert alert.evidence == {"version": 1, "found": 10, "issued": 9}


def test_p302_allows_ballots_taken_away_of_which_p309_tells(voice, opened):
    alert = _alerts(opened, voice.counted({"c1": 10}, issued=11))["P309"]
    assert (alert.severity, alert.evidence) == ("notice", {"version": 1, "found": 10, "issued": 11})


def test_p302_clears_with_a_corrected_protocol(voice, opened):
    events = [opened, voice.counted({"c1": 10}, issued=9), voice.counted({"c1": 9}, version=2)]
    assert _alerts(*events)["P302"].condition == "cleared"


def test_every_rule_has_a_severity_a_title_and_a_reason():
    for code, rule in RULES.items():
        assert code == rule.code
        assert rule.title
        assert rule.why.endswith(".")


def test_every_rule_function_names_a_code_of_the_catalogue():
    docs = [rule.__doc__ for rules in FAMILIES.values() for rule in rules]
    assert {doc.split(":")[0] for doc in docs} <= set(RULES)
