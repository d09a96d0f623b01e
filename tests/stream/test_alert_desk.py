"""The alert desk: clocks, incidents, and rules that fail."""

import logging

import msgspec
import pytest

from stream.rules import families, turnout
from stream.station_stage import StationStage
from tests.small_election import LATER, OPEN, ROSTER, Voice, record

OPENS_MS = round(OPEN.timestamp() * 1000)


def _alert(stage, code):
    (alert,) = [each for each in stage.alerts() if each.code == code]
    return alert


@pytest.mark.parametrize("many", [1, 256])
@pytest.mark.parametrize(("late_ms", "raised"), [(-300_000, False), (-301_000, True)])
def test_s106_dated_after_it_was_received(many, late_ms, raised):
    event = Voice("east-0001").opened()  # dated one minute past the hour
    stage = StationStage(ROSTER, many=many)
    stage.feed([record(event, OPENS_MS + 60_000 + late_ms - LATER)])
    assert ([a.code for a in stage.alerts()] == ["S106"]) == raised
    assert stage.accepted == 1
    if raised:
        assert _alert(stage, "S106").evidence == {"ahead_seconds": 301}


@pytest.mark.parametrize("many", [1, 256])
@pytest.mark.parametrize(("at", "raised"), [("01:55", False), ("01:54", True)])
def test_s106_dated_before_the_hour_it_speaks_of(many, at, raised):
    voice = Voice("east-0001")
    report = msgspec.structs.replace(voice.turnout(1, 5, seq=2), at=f"2021-07-25T{at}:00Z")
    stage = StationStage(ROSTER, many=many)
    stage.feed([record(voice.opened(seq=1)), record(report)])
    assert ([a.code for a in stage.alerts()] == ["S106"]) == raised
    if raised:
        assert _alert(stage, "S106").evidence == {"behind_seconds": 360}


def test_s106_keeps_the_worst_whatever_comes_first():
    voice = Voice("east-0001")
    events = [voice.opened(), voice.turnout(1, 5), voice.turnout(2, 9)]
    found = []
    for order in (events, events[::-1]):
        stage = StationStage(ROSTER)
        stage.feed([record(event, OPENS_MS - LATER) for event in order])
        found.append(_alert(stage, "S106").evidence)
    assert found == [{"ahead_seconds": 7260}] * 2


def test_an_incident_is_an_alert_at_its_place_once_a_reporter():
    voice = Voice("reporter-observers")
    incident = voice.incident()
    again = msgspec.structs.replace(incident, seq=2)
    stage = StationStage(ROSTER)
    stage.feed([record(incident), record(incident), record(again)])
    (alert,) = stage.alerts()
    assert alert.id == "I502:east:reporter-observers"
    assert (alert.scope, alert.region, alert.count, alert.severity) == (
        "region",
        "east",
        2,
        "notice",
    )


def test_an_incident_without_a_code_of_its_own_is_kept_under_its_category():
    incident = msgspec.structs.replace(
        Voice("reporter-observers").incident(), category="noise", scope="station", place="east-0001"
    )
    stage = StationStage(ROSTER)
    stage.feed([record(incident)])
    (alert,) = stage.alerts()
    assert alert.id == "I599:east-0001:reporter-observers:noise"
    assert alert.region == "east"


def test_a_withdrawal_is_an_alert_at_its_contest():
    stage = StationStage(ROSTER)
    stage.feed([record(Voice("reporter-commission").withdrawn("east-a", "c2"))])
    (alert,) = stage.alerts()
    assert alert.id == "I512:east-a:reporter-commission:c2"


def test_a_rule_that_fails_is_told_of_once_counted_and_left_out(monkeypatch, caplog):
    def broken(state, _now):
        raise ZeroDivisionError(state.source.id)
        yield

    rules = (broken, *families.FAMILIES["T"])
    monkeypatch.setitem(families.FAMILIES, "T", rules)
    voice = Voice("east-0001")
    stage = StationStage(ROSTER)
    with caplog.at_level(logging.ERROR):
        stage.feed([record(e) for e in (voice.opened(), voice.turnout(1, 9), voice.turnout(2, 5))])
        stage.feed([record(voice.turnout(3, 4))])
    assert stage.accepted == 4
    assert [alert.code for alert in stage.alerts()] == ["T202"]
    (name,) = stage.failures
    assert name.endswith("broken")
    assert stage.failures[name] == 2
    assert len(caplog.records) == 1
    assert "ZeroDivisionError" in caplog.text


def test_what_a_failing_rule_had_found_stays_open(monkeypatch):
    voice = Voice("east-0001")
    stage = StationStage(ROSTER)
    stage.feed([record(e) for e in (voice.opened(), voice.turnout(1, 9), voice.turnout(2, 5))])

    def broken(_state, _now):
        raise ZeroDivisionError
        yield

    others = tuple(rule for rule in families.FAMILIES["T"] if rule is not turnout.fell)
    monkeypatch.setitem(families.FAMILIES, "T", (broken, *others))
    stage.feed([record(voice.turnout(2, 10))])
    assert _alert(stage, "T202").condition == "open"
    monkeypatch.undo()
    stage.feed([record(voice.turnout(3, 11)), record(voice.turnout(2, 12, seq=9))])
    assert _alert(stage, "T202").condition == "open"  # 12 by the second hour, 11 by the third
