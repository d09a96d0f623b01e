"""Decisions: the last one counts, and what is held is known contest by contest."""

import pytest

from console.board.decisions import Decisions
from stream.decision import Decision
from tests.small_election import ELECTION


def decision(n, on, id_, do, by="Aigul"):
    return Decision(n, 1, 2, by, "operator", on, id_, do, f"note {n}")


@pytest.fixture
def decisions():
    return Decisions(ELECTION)


def test_an_alert_nobody_decided_on_is_new(decisions):
    assert decisions.handling("T201:east-0001") == {"handling": "new", "by": "", "note": ""}


def test_the_last_decision_on_an_alert_counts(decisions):
    decisions.take(decision(1, "alert", "T201:east-0001", "acknowledge"))
    decisions.take(decision(2, "alert", "T201:east-0001", "dismiss", "Bolat"))
    told = decisions.handling("T201:east-0001")
    assert told == {"handling": "dismissed", "by": "Bolat", "note": "note 2"}
    assert len(decisions.all) == 2


def test_a_station_is_held_once_however_often_that_is_said(decisions):
    for n in (1, 2):
        decisions.take(decision(n, "station", "east-0001", "hold"))
    decisions.take(decision(3, "station", "east-0002", "hold"))
    assert decisions.held == {"east-0001", "east-0002"}
    assert (decisions.held_of("east-a"), decisions.held_of("west-b")) == (2, 0)
    for n in (4, 5):
        decisions.take(decision(n, "station", "east-0001", "release"))
    assert (decisions.held, decisions.held_of("east-a")) == ({"east-0002"}, 1)


def test_a_station_has_decisions_on_it_and_on_its_alerts(decisions):
    decisions.take(decision(1, "station", "east-0001", "hold"))
    decisions.take(decision(2, "alert", "P301:east-0001:east-a", "escalate"))
    decisions.take(decision(3, "alert", "P312:east-a", "escalate"))
    decisions.take(decision(4, "station", "east-0002", "hold"))
    assert [one.n for one in decisions.of_station("east-0001")] == [1, 2]
