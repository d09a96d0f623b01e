"""What workers published makes the same picture as the pipeline it came from."""

import msgspec
import pytest

from console.overview import Observer
from console.published import Published
from stream.kafka.totals import progress_key
from stream.table import rows
from tests.small_election import RUN, small_election

ELECTION = small_election()
NOON = 1_627_192_800_000


@pytest.fixture
def published(small_day):
    """All that workers would have published of the small election's day."""
    found = Published(ELECTION, RUN)
    for row in rows(ELECTION, small_day.tallies()):
        assert found.take_figure("|".join((RUN, *row[:-1])).encode(), row.value.encode())
    for alert in small_day.alerts():
        assert found.take_alert(f"{RUN}/{alert.id}".encode(), msgspec.json.encode(alert))
    return found


@pytest.mark.parametrize("now", [NOON, NOON + 24 * 3_600_000])
def test_the_picture_is_that_of_the_pipeline(published, small_day, now):
    ours = published.look(now)
    theirs = Observer(ELECTION, small_day).look(now)
    same = ("at", "nation", "regions", "bulletins", "alerts", "voting", "messages")
    assert [getattr(ours, name) for name in same] == [getattr(theirs, name) for name in same]


def test_rows_and_alerts_come_back_as_they_were(published, small_day):
    assert published.rows() == list(rows(ELECTION, small_day.tallies()))
    assert published.alerts() == small_day.alerts()


def test_before_anything_is_published_the_picture_is_empty():
    overview = Published(ELECTION, RUN).look(NOON)
    assert (overview.nation.voters, overview.nation.stations) == (0, 5)
    assert overview.bulletins == ()


def test_what_says_the_same_changes_nothing_and_what_is_taken_back_goes(published):
    key = f"{RUN}|national|||voters|total".encode()
    value = published.figures["national", "", "", "voters", "total"].encode()
    assert not published.take_figure(key, value)
    assert published.take_figure(key, None)
    assert published.look(NOON).nation.voters == 0


def test_other_runs_are_passed_over_and_named(published):
    before = published.rows()
    assert not published.take_figure(b"other-1|national|||voters|total", b"7")
    assert not published.take_figure(b"nonsense", b"7")
    assert not published.take_figure(progress_key(RUN, 0).encode(), b"7")
    assert not published.take_alert(b"other-1/S102:x", b"{}")
    assert not published.take_alert(f"{RUN}/S102:x".encode(), b"no alert")
    assert published.rows() == before
    assert published.others == {"other-1"}
