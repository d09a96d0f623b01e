"""The way to an alert: from when when counts, and which alerts have to come."""

import numpy as np
import pytest

from bench.alert_latency import Alarm, Raised
from bench.plants import Plant

MEANT = np.array([100.0, 101.0, 102.0, 103.0])
PLANTS = (Plant(1, "T202:a", 7), Plant(3, "T202:b", 9))
UNTIL = 110.0
FIRST, SECOND = Raised(101.25, "T202:a", 7), Raised(103.5, "T202:b", 9)


def _alarm(*raised):
    return Alarm("there", PLANTS, MEANT, raised, UNTIL)


def _holds(alarm):
    return list(alarm.checks().values())


def test_time_runs_from_the_moment_meant_to_the_alert_that_came_first():
    alarm = _alarm(FIRST, SECOND, FIRST._replace(at=105.0))
    assert alarm.waited.tolist() == [0.25, 0.5]
    assert _holds(alarm) == [True, True]


def test_what_did_not_come_or_was_opened_by_another_report_is_missed_and_waits_to_the_end():
    for raised in ([FIRST], [FIRST, SECOND._replace(opened=8)]):
        alarm = _alarm(*raised)
        assert alarm.waited.tolist() == [0.25, 7.0]
        assert _holds(alarm) == [False, True]


def test_an_alert_that_was_not_planted_is_told():
    assert _holds(_alarm(FIRST, SECOND, Raised(104.0, "T203:b", 9))) == [True, False]


@pytest.mark.parametrize(("late_s", "holds"), [(0.2, True), (0.3, False)])
def test_the_longest_is_held_against_what_is_asked(late_s, holds):
    alarm = _alarm(FIRST._replace(at=101.1), SECOND._replace(at=103 + late_s))
    longest = [figure for figure in alarm.figures(judged=True) if "longest" in figure.what]
    assert [figure.holds for figure in longest] == [holds]
    assert {figure.holds for figure in alarm.figures(judged=False)} == {None}
