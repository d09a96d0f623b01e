"""Rules on turnout beyond roll and fall: desks, hours, deadlines, regularity."""

import math

import msgspec
import pytest

from stream import stand
from stream.rules.limits import REPORT_GRACE_S, most_an_hour
from stream.rules.turnout import at_least, due_by, most_even
from stream.station_stage import StationStage
from tests.small_election import LATER, OPEN, ROSTER, TIMED, Voice, record

HOUR_MS = 3_600_000
OPENS_MS = round(OPEN.timestamp() * 1000)
GRACE_MS = round(REPORT_GRACE_S * 1000)


def _alerts(*events, roster=TIMED, many=256):
    """Deliver each event a minute after it is dated; return the alerts of the first station."""
    stage = StationStage(roster, many=many)
    stage.feed([record(event, _at(event) + 60_000 - LATER) for event in events])
    return {a.id: a for a in stage.alerts() if a.place == "east-0001"}


def _at(event):
    from stream.moment import moments

    return round(moments[event.at] * 1000)


@pytest.fixture
def voice():
    return Voice("east-0001")


def test_desks_serve_so_many_an_hour():
    assert [most_an_hour(roll) for roll in (1, 300, 301, 3000)] == [180, 180, 360, 1800]


@pytest.mark.parametrize("many", [1, 256])
@pytest.mark.parametrize(("voters", "raised"), [(180, False), (181, True)])
def test_t203_more_voters_in_the_first_hour_than_a_desk_can_serve(voice, voters, raised, many):
    alerts = _alerts(voice.opened(), voice.turnout(1, voters), many=many)
    assert ("T203:east-0001" in alerts) == raised
    if raised:
        assert alerts["T203:east-0001"].evidence == {
            "from": "2021-07-25T01:00:00Z",
            "to": "2021-07-25T02:00:00Z",
            "new": 181,
            "at_most_an_hour": 180,
        }


def test_t203_gives_time_where_an_hour_was_left_out(voice):
    day = [voice.opened(), voice.turnout(1, 10), voice.turnout(3, 290)]
    assert "T203:east-0001" not in _alerts(*day)


def test_t204_voters_before_the_polls_open(voice):
    alert = _alerts(voice.opened(), voice.turnout(0, 3))["T204:east-0001:before"]
    assert alert.evidence["voters"] == 3


def test_t204_nobody_before_the_polls_open_is_fine(voice):
    assert "T204:east-0001:before" not in _alerts(voice.opened(), voice.turnout(0, 0))


@pytest.mark.parametrize(("queued", "raised"), [(4, True), (5, False)])
def test_t204_after_the_polls_closed_only_the_line_may_vote(voice, queued, raised):
    day = [voice.opened(), voice.turnout(13, 50), voice.turnout(14, 55)]
    assert "T204:east-0001:after" in _alerts(*day)
    alerts = _alerts(*day, voice.closed(55, queued=queued))
    assert (alerts["T204:east-0001:after"].condition == "open") == raised


@pytest.mark.parametrize(("minutes", "raised"), [(30, False), (31, True)])
def test_t204_opened_late(voice, minutes, raised):
    opened = msgspec.structs.replace(voice.opened(), at=f"2021-07-25T01:{minutes}:00Z")
    assert ("T204:east-0001:opened-late" in _alerts(opened)) == raised


@pytest.mark.parametrize("many", [1, 256])
@pytest.mark.parametrize(
    ("at", "voters", "raised"), [("13:44", 50, True), ("13:46", 50, False), ("12:00", 300, False)]
)
def test_t204_closed_early_with_voters_left(voice, at, voters, raised, many):
    hours = [voice.turnout(hour, voters * hour // 12) for hour in (1, 6, 10)]
    closed = msgspec.structs.replace(voice.closed(voters), at=f"2021-07-25T{at}:00Z")
    alerts = _alerts(voice.opened(), *hours, closed, many=many)
    assert ("T204:east-0001:closed-early" in alerts) == raised


def _overdue(stage):
    return {a.place: a for a in stage.alerts() if a.code == "T205"}


def test_t205_a_station_that_is_never_heard_of_is_noticed_though_nothing_arrives():
    stage = StationStage(TIMED)
    stage.advance(OPENS_MS + GRACE_MS - 1)
    assert _overdue(stage) == {}
    stage.advance(OPENS_MS + GRACE_MS)
    assert sorted(_overdue(stage)) == ["east-0001", "east-0002", "east-0003"]  # west opens later
    assert _overdue(stage)["east-0001"].opened == OPENS_MS + GRACE_MS
    stage.advance(OPENS_MS + HOUR_MS + GRACE_MS)
    assert len(_overdue(stage)) == 5
    assert stage.states == {}


@pytest.mark.parametrize("many", [1, 256])
def test_t205_an_hour_that_is_late_and_comes_after_all(voice, many):
    stage = StationStage(TIMED, many=many)
    due = OPENS_MS + 2 * HOUR_MS + GRACE_MS
    stage.feed([record(voice.opened(), OPENS_MS - LATER)])
    stage.feed([record(voice.turnout(1, 5), OPENS_MS + HOUR_MS + 1 - LATER)])
    second, third = voice.turnout(2, 9), voice.turnout(3, 12)
    stage.advance(due)
    assert _overdue(stage)["east-0001"].evidence == {
        "due": "2021-07-25T03:00:00Z",
        "last": "2021-07-25T02:00:00Z",
    }
    stage.feed([record(second, due + 7 - LATER)])
    alert = _overdue(stage)["east-0001"]
    assert (alert.condition, alert.cleared, alert.opened) == ("cleared", due + 7, due)
    stage.feed([record(third, OPENS_MS + 3 * HOUR_MS + 1 - LATER)])
    stage.advance(OPENS_MS + 3 * HOUR_MS + GRACE_MS)
    assert _overdue(stage)["east-0001"].condition == "cleared"


def test_t205_is_the_same_however_records_are_batched(voice):
    due = OPENS_MS + HOUR_MS + GRACE_MS
    day = [(voice.opened(), OPENS_MS), (voice.turnout(1, 5), due + 3)]
    day.append((Voice("east-0002").opened(), due + 4))
    records = [record(event, received - LATER) for event, received in day]
    found = []
    for batch, many in ((1, 1), (1, 256), (2, 1), (3, 1), (3, 256)):
        stage = StationStage(TIMED, many=many)
        for start in range(0, len(records), batch):
            stage.feed(records[start : start + batch])
        found.append(stage.alerts())
    assert all(alerts == found[0] for alerts in found)
    assert {a.place: a.cleared for a in found[0] if a.place == "east-0001"} == {
        "east-0001": due + 3
    }


def test_the_moment_that_is_due_by_a_receive_time():
    opens, closes = 0.0, 13 * 3600.0
    assert due_by(opens, closes, GRACE_MS - 1) is None
    assert due_by(opens, closes, GRACE_MS) == 0.0
    assert due_by(opens, closes, GRACE_MS + HOUR_MS) == 3600.0
    assert due_by(opens, closes, GRACE_MS + 40 * HOUR_MS) == closes
    assert due_by(-math.inf, math.inf, GRACE_MS) is None


@pytest.mark.parametrize("many", [1, 256])
def test_t206_equal_growth_hour_by_hour(many):
    voice = Voice("east-0001")
    even = [voice.turnout(hour, 20 * hour + 3) for hour in range(1, 14)]
    alerts = _alerts(voice.opened(), *even, voice.closed(263), many=many)
    assert alerts["T206:east-0001:even"].evidence == {"hours_running": 12, "new_each": 20}


@pytest.mark.parametrize("many", [1, 256])
def test_t206_round_figures(many):
    voice = Voice("east-0001")
    figures = [10, 30, 60, 80, 110, 130, 150, 180, 200, 230, 240]
    hours = [voice.turnout(hour, figure) for hour, figure in enumerate(figures, start=1)]
    alerts = _alerts(voice.opened(), *hours, voice.closed(240), many=many)
    assert alerts["T206:east-0001:round"].evidence == {"multiples_of_ten": 11, "figures": 11}


@pytest.mark.parametrize(("least", "number"), [(0.5, 1), (1e-2, 3), (1e-3, 4), (1e-7, 8)])
def test_from_so_many_round_figures_on_the_rule_is_asked(least, number):
    assert stand.least_round(least) == number
    assert at_least(number, number, 0.1) < least <= at_least(number - 1, number - 1, 0.1)


def test_t206_is_silent_until_the_closing_and_on_a_day_of_chance():
    voice = Voice("east-0001")
    even = [voice.turnout(hour, 20 * hour) for hour in range(1, 14)]
    assert "T206:east-0001:even" not in _alerts(voice.opened(), *even)
    voice = Voice("east-0001")
    figures = [4, 21, 43, 61, 88, 102, 123, 131, 147, 166, 171, 188, 196]
    hours = [voice.turnout(hour, figure) for hour, figure in enumerate(figures, start=1)]
    alerts = _alerts(voice.opened(), *hours, voice.closed(196))
    assert {alert.code for alert in alerts.values()} <= {"S103"}  # delivered by their moments


def test_the_least_likely_run_is_found():
    assert most_even([5, 20, 20, 20, 7, 7])[:2] == (3, 20)
    assert most_even([0, 0, 0, 0]) == (1, 0, 1.0)
    equal = 1 / (2 * math.sqrt(math.pi * 20))
    assert most_even([20, 20, 20])[2] == pytest.approx(equal**2)


def test_a_binomial_tail():
    assert at_least(0, 5, 0.1) == pytest.approx(1)
    assert at_least(5, 5, 0.1) == pytest.approx(1e-5)
    assert at_least(1, 2, 0.5) == pytest.approx(0.75)


def test_without_polling_hours_nothing_is_early_late_or_overdue():
    voice = Voice("east-0001")
    stage = StationStage(ROSTER)
    stage.feed([record(voice.opened()), record(voice.turnout(0, 5))])
    stage.advance(LATER + 10**9)
    stage.finish()
    assert stage.alerts() == []
