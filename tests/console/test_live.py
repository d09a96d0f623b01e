import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from console.live import LiveView, Picture, alert_text
from console.messages import Message
from console.overview import Observer
from stream.pipeline import Pipeline
from tests.small_election import ELECTION, KEYS, ROSTER, Voice, record_at


def terminal(width=80, height=24, **options):
    return Console(
        width=width, height=height, file=io.StringIO(), force_terminal=True, _environ={}, **options
    )


def painted(picture, width, height):
    out = terminal(width, height, record=True)
    out.print(picture)
    return out.export_text().splitlines()


@pytest.fixture
def picture(small_day):
    picture = Picture(ELECTION, "calm · seed 1")
    picture.overview = Observer(ELECTION, small_day).look(small_day.watermark)
    return picture


def test_the_first_picture_says_what_is_being_prepared():
    picture = Picture(ELECTION, "calm · seed 1")
    picture.preparing = "drawing"
    text = "\n".join(painted(picture, 80, 24))
    assert "SIMULATION" in text
    assert "drawing" in text


@pytest.mark.parametrize(("width", "height"), [(80, 24), (60, 20), (100, 30), (200, 50)])
def test_a_picture_fits_its_terminal(picture, width, height):
    lines = painted(picture, width, height)
    assert len(lines) <= height
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("width", [80, 160])
def test_a_picture_has_clock_nation_regions_bulletins_and_alerts(picture, width):
    text = "\n".join(painted(picture, width, 24))
    for part in (
        "SIMULATION",
        "Small election",
        "seed 1",
        "UTC+06",
        "UTC+05",
        "55.00 %",
        "seats 2/2",
        "east",
        "west",
        "Bulletin",
        "Alerts",
        "0 open of 0",
    ):
        assert part in text, part


def test_the_leader_of_a_region_is_shown_with_its_share(picture):
    text = "\n".join(painted(picture, 80, 24))
    assert "blue 46 %" in text
    assert "independent 56 %" in text


def test_what_people_report_stands_among_the_alerts_and_is_none(small_day):
    at = datetime.fromtimestamp(small_day.watermark / 1000, UTC)
    messages = (Message(at, "INCIDENT", "east-0001", "gifts to voters", "press"),)
    picture = Picture(ELECTION, "calm")
    picture.overview = Observer(ELECTION, small_day, "en", lambda: messages).look(
        small_day.watermark
    )
    text = "\n".join(painted(picture, 100, 24))
    assert "0 open of 0, 1 messages" in text
    assert "INCIDENT east-0001 gifts to voters (press)" in text


def test_where_there_is_no_room_for_all_bulletins_the_latest_are_shown(picture):
    (line,) = [line for line in painted(picture, 40, 20) if "Bulletins" in line]
    assert "…" not in line
    last = picture.overview.bulletins[-1]
    assert line.rstrip().endswith(f"{last.key[:2]}h {last.turnout}")


@pytest.mark.parametrize("width", [80, 160])
def test_before_the_first_bulletin_and_count_the_picture_says_so(width):
    pipeline, picture = Pipeline(ROSTER, KEYS), Picture(ELECTION, "calm")
    opens = int(ELECTION.opens("east").timestamp() * 1000)
    picture.overview = Observer(ELECTION, pipeline).look(opens)
    text = "\n".join(painted(picture, width, 24))
    assert "none issued yet" in text
    assert "voting 0 %" in text


def test_alerts_are_listed_the_newest_first(small_day):
    late = small_day.watermark + 60_000
    for number, station in enumerate(("east-0001", "west-0004")):
        event = Voice(station).turnout(1, 999, seq=20)
        small_day.feed([record_at(event, late + number * 60_000)])
    picture = Picture(ELECTION, "calm")
    picture.overview = Observer(ELECTION, small_day).look(late + 60_000)
    lines = painted(picture, 80, 24)
    places = [line.split()[3] for line in lines if "T201" in line]
    assert places == ["west-0004", "east-0001"]


def test_after_the_last_closing_the_picture_shows_the_count(small_day):
    picture = Picture(ELECTION, "calm")
    picture.overview = Observer(ELECTION, small_day).look(small_day.watermark + 20 * 3_600_000)
    assert "counting 100 %" in "\n".join(painted(picture, 80, 24))


def test_an_alert_says_when_it_cleared(small_day):
    voice, now = Voice("east-0001"), small_day.watermark
    for event in (voice.turnout(1, 999, seq=20), voice.turnout(1, 20, seq=21)):
        small_day.feed([record_at(event, now)])
    alerts = Observer(ELECTION, small_day).look(now).alerts
    (line,) = [alert_text(alert).plain for alert in alerts if alert.code == "T201"]
    assert "T201 error east-0001 cleared 14:00 turnout above the roll" in line


def test_the_view_wants_an_overview_four_times_a_second():
    now = [0.0]
    view = LiveView(ELECTION, "calm", "en", terminal(), clock=lambda: now[0])
    wanted = []
    for now[0] in (0.0, 0.1, 0.25, 0.3, 0.5):
        wanted.append(view.due(0))
    assert wanted == [True, False, True, False, True]


def test_the_last_picture_stays_when_the_view_ends(small_day):
    out = terminal()
    overview = Observer(ELECTION, small_day).look(small_day.watermark)
    with LiveView(ELECTION, "calm", "en", out) as view:
        view.preparing("drawing")
        view.finish(overview)
    after = out.file.getvalue().rpartition("\x1b[?1049l")[2]
    assert "55.00 %" in after


def test_an_interrupted_view_leaves_nothing_but_the_terminal_as_it_was():
    out = terminal()
    with pytest.raises(KeyboardInterrupt), LiveView(ELECTION, "calm", "en", out):
        raise KeyboardInterrupt
    assert out.file.getvalue().rpartition("\x1b[?1049l")[2] == ""
