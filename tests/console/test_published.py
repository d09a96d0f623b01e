"""What workers published makes the same picture as the pipeline it came from."""

import msgspec
import pytest

from console.overview import Observer
from console.published import Published
from stream.kafka.figures import PROGRESS, encode, key_of
from stream.table import NATION, Place, rows
from tests.small_election import RUN, small_election

ELECTION = small_election()
NOON = 1_627_192_800_000


def _places(table):
    """Return the values of a table's places."""
    values = {}
    for *place, metric, key, value in table:
        number = int(value) if value.isdecimal() else value
        values.setdefault(Place(*place), {}).setdefault(metric, {})[key] = number
    return values


@pytest.fixture
def published(small_day):
    """All that workers would have published of the small election's day."""
    found = Published(ELECTION, RUN)
    for place, values in _places(rows(ELECTION, small_day.tallies())).items():
        assert found.take_figures(key_of(RUN, place), encode(values))
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
    assert sorted(published.rows()) == sorted(rows(ELECTION, small_day.tallies()))
    assert published.alerts() == small_day.alerts()


def test_before_anything_is_published_the_picture_is_empty():
    overview = Published(ELECTION, RUN).look(NOON)
    assert (overview.nation.voters, overview.nation.stations) == (0, 5)
    assert overview.bulletins == ()


def test_what_says_the_same_changes_nothing_and_what_is_taken_back_goes(published):
    nation, values = key_of(RUN, NATION), _places(published.rows())[NATION]
    assert not published.take_figures(nation, encode(values))
    del values["voters"]["total"]
    assert published.take_figures(nation, encode(values))
    assert published.look(NOON).nation.voters == 0
    assert published.look(NOON).nation.opened == 5
    assert published.take_figures(nation, None)
    assert published.look(NOON).nation.opened == 0
    assert not any(row.scope == "national" for row in published.rows())


def test_other_runs_are_passed_over_and_named(published):
    before = published.rows()
    values = b'{"voters":{"total":7}}'
    assert not published.take_figures(key_of("other-1", NATION), values)
    assert not published.take_figures(b"nonsense", values)
    assert not published.take_figures(key_of(RUN, NATION), b"7")
    assert not published.take_figures(key_of(RUN, PROGRESS), b'{"offset":{"0":7}}')
    assert not published.take_alert(b"other-1/S102:x", b"{}")
    assert not published.take_alert(f"{RUN}/S102:x".encode(), b"no alert")
    assert published.rows() == before
    assert published.others == {"other-1"}
