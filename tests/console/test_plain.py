import io
from datetime import datetime

import pytest

from console.messages import Message
from console.overview import Observer
from console.plain import PlainView
from stream.pipeline import Pipeline
from tests.small_election import ELECTION, KEYS, ROSTER, Voice, record_at

TEN = int(ELECTION.bulletin_times()[0].timestamp() * 1000)
MINUTE = 60_000


@pytest.fixture
def day():
    """Speaks for a station and prints what the view says of it."""

    class Day:
        def __init__(self):
            self.pipeline = Pipeline(ROSTER, KEYS)
            self.voice = Voice("east-0001")
            self.out = io.StringIO()
            self.view = PlainView("Small election", self.out)
            self.view.__enter__()
            self.show(TEN, self.voice.opened())

        def show(self, now, *events):
            self.pipeline.feed([record_at(event, now) for event in events])
            self.out.truncate(0)
            self.out.seek(0)
            self.view.show(Observer(ELECTION, self.pipeline).look(now))
            return self.out.getvalue().splitlines()

    return Day()


def test_the_first_line_says_simulation():
    out = io.StringIO()
    with PlainView("Small election", out) as view:
        view.preparing("drawing")
    assert out.getvalue() == "SIMULATION  Small election\ndrawing\n"


def test_a_line_for_each_hour_and_no_more(day):
    assert day.show(TEN + 15 * MINUTE) == []
    (line,) = day.show(TEN + 60 * MINUTE)[:1]
    assert line.startswith("25 Jul 11:00  turnout 0.00 %  open 1  reporting 1")


def test_a_bulletin_is_printed_once_and_again_when_revised(day):
    day.show(TEN + 10 * MINUTE, day.voice.turnout(3, 120))
    (line,) = day.show(TEN + 30 * MINUTE)
    assert "BULLETIN 10:00: 12.00 %, 120 voters; highest east 20.00 %" in line
    assert day.show(TEN + 45 * MINUTE) == []
    (line,) = day.show(TEN + 50 * MINUTE, day.voice.turnout(3, 110))
    assert "BULLETIN REVISED 10:00: 11.00 %, 110 voters" in line


def test_an_alert_is_printed_when_it_opens_clears_and_comes_again(day):
    (line,) = day.show(TEN + MINUTE, day.voice.turnout(3, 301))
    assert line.endswith("ALERT T201 error east-0001: turnout above the roll")
    (line,) = day.show(TEN + 2 * MINUTE, day.voice.turnout(3, 30))
    assert line.endswith("CLEARED T201 east-0001")
    (line,) = day.show(TEN + 3 * MINUTE, day.voice.turnout(3, 302))
    assert line.endswith("ALERT again T201 error east-0001: turnout above the roll")


def test_an_alert_that_came_and_went_unseen_is_printed_too(day):
    lines = day.show(TEN + MINUTE, day.voice.turnout(3, 301), day.voice.turnout(3, 30))
    assert ["ALERT" in lines[0], "CLEARED" in lines[1]] == [True, True]


def test_there_are_no_control_codes(day):
    lines = day.show(TEN + 90 * MINUTE, day.voice.turnout(3, 301))
    assert lines
    assert all(character.isprintable() for line in lines for character in line)


def test_the_view_wants_an_overview_every_quarter_of_an_hour():
    view = PlainView("x", io.StringIO())
    wanted = [view.due(TEN + minutes * MINUTE) for minutes in (0, 5, 14, 15, 29, 45)]
    assert wanted == [True, False, False, True, False, True]


def test_lines_are_in_the_order_of_their_times(day):
    lines = day.show(TEN + 90 * MINUTE, day.voice.turnout(3, 301), day.voice.turnout(3, 30))
    times = [line[:12] for line in lines]
    assert len(lines) > 3
    assert times == sorted(times)


def test_a_message_is_printed_once_and_is_no_alert(day):
    at = datetime.fromtimestamp(TEN / 1000, ELECTION.official_zone)
    messages = (Message(at, "INCIDENT", "east-0001", "gifts to voters", "press"),)
    observer = Observer(ELECTION, day.pipeline, "en", lambda: messages)
    day.view.show(observer.look(TEN + MINUTE))
    day.view.show(observer.look(TEN + 2 * MINUTE))
    out = day.out.getvalue()
    assert out.count("25 Jul 10:00  INCIDENT east-0001: gifts to voters (press)\n") == 1
    assert "ALERT" not in out


def test_the_last_line_is_not_said_twice(day):
    overview = Observer(ELECTION, day.pipeline).look(TEN + 120 * MINUTE)
    day.view.show(overview)
    before = day.out.getvalue()
    day.view.finish(overview)
    assert day.out.getvalue() == before
