"""What was read, as a picture of the moment."""

from io import StringIO

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from console.watch import LATEST, Board, lines, news
from console.watch_view import WatchView
from stream.alerts import Alert
from stream.kafka.figures import encode, key_of, values_of
from stream.table import NATION, Place, area_numbers, areas
from tests.small_election import ELECTION

START = 1_627_171_200_000
FIGURES = {
    "registered": 1_000,
    "voters": 250,
    "polling_stations": 9,
    "stations_opened": 8,
    "stations_closed": 7,
    "stations_counted": 6,
    "contests": 3,
    "contests_decided": 2,
}


def show(board, run="one", scope="national", region="", **figures):
    values = {metric: {"total": value} for metric, value in (FIGURES | figures).items()}
    board.take_figures(key_of(run, Place(scope, region, "")), encode(values))


def raise_alert(board, place="east-0001", opened=START, run="one", **fields):
    id_ = f"S102:{place}"
    alert = Alert(id_, "S102", "warning", "station", place, "east", opened, None, "open", 1, {})
    for name, value in fields.items():
        setattr(alert, name, value)
    board.take_alert(f"{run}/{id_}".encode(), msgspec.json.encode(alert))


def test_an_empty_board_says_that_there_is_nothing():
    said = list(lines(Board().picture()).values())
    assert said == ["SIMULATION  no run yet", "nothing is tallied yet", "alerts  0 open of 0"]


def test_the_nation_is_one_line():
    board = Board()
    show(board)
    assert lines(board.picture())["nation"] == (
        "national  registered 1,000  voters 250  turnout 25.00 %"
        "  opened 8  closed 7  counted 6/9  contests 2/3"
    )


def test_regions_are_in_order_each_with_its_own_figures():
    board = Board()
    show(board)
    show(board, scope="region", region="west", voters=500)
    show(board, scope="region", region="east", voters=125)
    regions = board.picture().regions
    assert [(one.name, one.turnout) for one in regions] == [("east", "12.50"), ("west", "50.00")]


def test_the_figures_are_those_of_the_pipeline(small_day):
    board = Board()
    tallies = small_day.tallies()
    for place, area in areas(ELECTION, tallies):
        board.take_figures(key_of("one", place), encode(values_of(area_numbers(area, ()))))
    picture = board.picture()
    nation = picture.nation
    assert (nation.registered, nation.voters) == (tallies.nation.registered, tallies.nation.voters)
    assert (nation.contests, nation.decided) == (tallies.nation.contests, tallies.nation.decided)
    assert nation.counted == tallies.nation.counted == 5
    assert [one.name for one in picture.regions] == sorted(tallies.regions)
    assert sum(one.voters for one in picture.regions) == nation.voters


@pytest.mark.parametrize(
    "key",
    [
        "one|national|east|",
        "one|region|east|a",
        "one|district:a|east|",
        "one|contest|east|a",
        "one|contest|east|a|with|bars",
        "nonsense",
    ],
)
def test_other_places_change_nothing(key):
    board = Board()
    show(board)
    before = board.picture()
    board.take_figures(key.encode(), b'{"voters":{"total":77}}')
    assert board.picture() == before


def test_what_are_no_figures_or_is_no_alert_changes_nothing():
    board = Board()
    show(board)
    before = board.picture()
    board.take_figures(b"one|national||", b"\xff")
    board.take_figures(b"\xff", b"1")
    board.take_alert(b"one/S102:x", b"{}")
    board.take_alert(b"one/S102:x", b"\xff")
    assert board.picture() == before


def test_a_place_that_is_taken_back_is_gone():
    board = Board()
    show(board)
    board.take_figures(b"one|national||", None)
    board.take_figures(b"two|national||", None)
    assert board.picture() == Board().picture()
    assert board.runs == []


def test_an_alert_that_is_taken_back_is_gone():
    board = Board()
    raise_alert(board)
    board.take_alert(b"other/S102:east-0001", None)
    assert len(board.picture().alerts) == 1
    board.take_alert(b"one/S102:east-0001", None)
    assert board.picture() == Board().picture()


def test_alerts_are_the_latest_first_and_the_open_ones_are_counted():
    board = Board()
    raise_alert(board, "a", START)
    raise_alert(board, "b", START + 60_000, condition="cleared", cleared=START + 90_000)
    picture = board.picture()
    assert [str(alert) for alert in picture.alerts] == [
        "25 Jul 00:01 UTC  S102 warning b cleared",
        "25 Jul 00:00 UTC  S102 warning a open",
    ]
    assert picture.open_alerts == 1


def test_of_several_runs_the_one_seen_last_is_shown_and_named():
    board = Board()
    show(board, "one")
    show(board, "two", voters=1)
    raise_alert(board, run="one")
    assert board.picture().run == "two"
    assert board.picture().note == "the run seen last of 2; --run chooses: one, two"
    show(board, "one")
    assert board.picture().run == "one"


def test_a_settled_board_stays_with_its_run():
    board = Board()
    board.settle()
    show(board, "one")
    board.settle()
    show(board, "two")
    assert board.picture().run == "one"
    assert "--run chooses" in board.picture().note


def test_a_run_that_is_asked_for_is_shown_without_a_word_of_others():
    board = Board("one")
    show(board, "one")
    show(board, "two", voters=1)
    assert (board.picture().run, board.picture().note) == ("one", "")
    assert board.picture().nation.voters == 250


def test_a_run_that_is_not_there_yet_is_waited_for():
    board = Board("three")
    assert board.picture().note == ""
    show(board, "one")
    assert board.picture().nation is None
    assert board.picture().note == "nothing of this run yet; there is something of one"


def test_news_are_the_lines_that_changed():
    board = Board()
    show(board)
    show(board, scope="region", region="east")
    first = board.picture()
    show(board, scope="region", region="east", voters=500)
    raise_alert(board)
    assert news(first, first) == []
    assert news(first, board.picture()) == [
        str(board.picture().regions[0]),
        "alerts  1 open of 1",
        "25 Jul 00:00 UTC  S102 warning east-0001 open",
    ]


def test_a_first_look_tells_the_latest_alerts_only_and_later_ones_all():
    board = Board()
    show(board)
    first = board.picture()
    for number in range(LATEST + 5):
        raise_alert(board, f"place-{number}", START + number)
    assert sum("place-" in line for line in news(None, board.picture())) == LATEST
    assert sum("place-" in line for line in news(first, board.picture())) == LATEST + 5


entries = st.lists(
    st.tuples(
        st.sampled_from(["one", "two"]),
        st.sampled_from([NATION, Place("region", "east", "")]),
        st.one_of(st.none(), st.integers(0, 9)),
    )
)


@given(entries)
def test_what_compaction_takes_away_is_not_missed(said):
    def board_of(records):
        board = Board("one")
        for key, value in records:
            board.take_figures(key, value)
        return board.picture().nation, board.picture().regions

    records = [
        (key_of(run, place), n if n is None else encode({"voters": {"total": n}}))
        for run, place, n in said
    ]
    compacted = [
        (key, value)
        for at, (key, value) in enumerate(records)
        if value is not None and key not in [later for later, _ in records[at + 1 :]]
    ]
    assert board_of(records) == board_of(compacted)


@pytest.mark.parametrize(("width", "height"), [(80, 24), (130, 40), (200, 50)])
def test_the_painted_picture_fits(width, height):
    board = Board()
    show(board, registered=12_345_678, voters=9_876_543)
    for number in range(20):
        show(board, scope="region", region=f"region-of-some-name-{number:02}")
    for number in range(LATEST + 1):
        raise_alert(board, f"place-{number}", START + number)
    out = StringIO()
    console = Console(width=width, height=height, file=out)
    console.print(WatchView(board.picture()))
    painted = out.getvalue()
    assert "SIMULATION" in painted
    assert "80.00 %" in painted
    assert "contests decided 2/3" in painted
    assert "25.00" in painted
    assert "place-8" in painted
    assert "place-0" not in painted
    assert all(len(line) <= width for line in painted.splitlines())
    assert len(painted.splitlines()) <= height


def test_a_place_is_no_markup_and_no_command():
    board = Board()
    raise_alert(board, "[red]\x1b[2J")
    out = StringIO()
    Console(width=120, file=out).print(WatchView(board.picture()))
    assert "[red]\\x1b[2J open" in out.getvalue()
