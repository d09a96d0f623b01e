"""When things are due, by receive time."""

import math

from stream.deadlines import NEVER_MS, Deadlines, end_of_day, end_of_stream
from stream.roster import PollingHours
from stream.rules.limits import GAP_GRACE_MS, PROTOCOL_GRACE_S, REPORT_GRACE_S
from stream.station_stage import StationStage
from tests.small_election import LATER, ROSTER, TIMED, Voice, record

HOURS = TIMED.hours.values()
CLOSED = round(max(each.closes for each in HOURS) * 1000)
COUNTED = round((max(each.counted for each in HOURS) + PROTOCOL_GRACE_S) * 1000)


def test_deadlines_come_in_order_those_of_the_east_first():
    deadlines = Deadlines(TIMED)
    found = []
    while deadlines.next < NEVER_MS:
        found.append(deadlines.pop())
    assert [each.due for each in found] == sorted(each.due for each in found)
    assert len(found) == 2 * (14 + 1)  # two clocks: the opening, 13 hours, the count
    east = TIMED.hours["east"]
    assert found[0].due == round((east.opens + REPORT_GRACE_S) * 1000)
    assert found[0].rows.tolist() == [0, 1, 2]
    assert (found[-1].family, found[-1].due) == ("P", COUNTED)


def test_those_that_have_passed_are_skipped():
    deadlines = Deadlines(TIMED)
    deadlines.skip(COUNTED - 1)
    assert deadlines.next == COUNTED
    deadlines.skip(COUNTED)
    assert deadlines.next == NEVER_MS


def test_without_polling_hours_nothing_is_ever_due():
    assert Deadlines(ROSTER).next == NEVER_MS
    assert end_of_day((), 5) == 5
    assert end_of_day([PollingHours(0.0, 10.0, math.inf)], 20_000) == 20_000


def test_the_day_is_over_once_all_polls_have_closed():
    assert end_of_day(HOURS, CLOSED - 1) == CLOSED - 1
    assert end_of_day(HOURS, CLOSED) == COUNTED
    assert end_of_day(HOURS, COUNTED + 5) == COUNTED + 5


def test_a_missing_number_has_its_grace_at_the_end():
    assert end_of_stream(HOURS, 7) == 7 + GAP_GRACE_MS
    assert end_of_stream(HOURS, CLOSED) == COUNTED
    assert end_of_stream(HOURS, COUNTED) == COUNTED + GAP_GRACE_MS


def test_a_record_without_key_and_value_lets_time_pass_and_says_nothing():
    voice = Voice("east-0001")
    day = [voice.opened(), voice.turnout(1, 5), voice.closed(5)]
    ended, ticked = StationStage(TIMED), StationStage(TIMED)
    received = CLOSED - LATER
    for stage in (ended, ticked):
        stage.feed([record(day[0], received), record(day[2], received + 1)])
    ended.finish()
    tick = record(day[0], end_of_stream(HOURS, CLOSED + 1) - LATER, key="", value=b"")
    update = ticked.feed([tick])
    assert update.rejected == []
    assert ticked.alerts() == ended.alerts()
    assert {alert.code for alert in ticked.alerts()} >= {"S103", "T205", "P311"}
    assert (ticked.accepted, ticked.rejected) == (2, 0)
