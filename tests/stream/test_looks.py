"""Rules on many stations within the pipeline: when they are asked, and what they are given."""

import numpy as np
import pytest

from stream import looks
from stream.alerts import AlertBook
from stream.looks import PLACES, Looks, figures_of
from stream.pipeline import Pipeline
from stream.station_figures import NOBODY
from tests.small_election import LATER, ROSTER, Voice, record


def _counted(station, votes, **changed):
    voice = Voice(station)
    contest = "east-a" if station.startswith("east") else "west-b"
    total = sum(votes.values())
    return [voice.opened(), voice.closed(total), voice.counted(votes, contest=contest, **changed)]


def test_looks_are_due_at_shares_of_the_stations():
    some = Looks(ROSTER, AlertBook())
    due = []
    for counted in range(1, 6):
        if counted >= some.next:
            due.append(counted)
            some.take([], counted, 0)
    assert due == [2, 3, 4, 5]  # of five stations: 25, 50, 75 and 100 %, rounded up


def test_figures_are_those_of_the_protocols_a_row_each():
    pipeline = Pipeline(ROSTER)
    for station in ("west-0004", "east-0001"):
        pipeline.feed([record(e) for e in _counted(station, {"c1": 9, "c2": 4}, invalid=2)])
    figures = figures_of(pipeline.stations(), ROSTER).counted()
    rows = [ROSTER.by_row[row // PLACES].id for row in figures.row.tolist()]
    assert rows == ["east-0001", "west-0004"]
    assert figures.found.tolist() == [15, 15]
    assert figures.registered.tolist() == [300, 250]
    assert figures.votes.tolist() == [[9, 4, 0], [9, 4, 0]]
    assert (figures.votes != NOBODY).all()
    assert len(np.unique(figures.region)) == 2


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_a_correction_that_changes_the_winner_is_told_of_however_records_are_batched(batch):
    days = [_counted("west-0004", {"c1": 9, "c2": 5}), _counted("west-0005", {"c1": 1, "c2": 2})]
    again = Voice("west-0004")
    again.seq = 3
    turned = again.counted({"c1": 5, "c2": 9}, contest="west-b", version=2)
    back = again.counted({"c1": 9, "c2": 5}, contest="west-b", version=3)
    events = [*days[0], turned, *days[1], back]
    records = [record(event, n) for n, event in enumerate(events)]
    pipeline = Pipeline(ROSTER)
    for start in range(0, len(records), batch):
        pipeline.feed(records[start : start + batch])
    (alert,) = [each for each in pipeline.alerts() if each.code == "P312"]
    assert (alert.id, alert.scope, alert.opened, alert.cleared) == (
        "P312:west-b",
        "contest",
        LATER + 6,
        LATER + 7,
    )
    assert alert.evidence == {"first": "c1", "now": "c2", "corrected_by": ["west-0004"]}


def test_a_rule_on_many_stations_that_fails_is_counted_and_the_stream_goes_on(monkeypatch, caplog):
    def broken(figures):
        raise ZeroDivisionError(len(figures))

    monkeypatch.setattr(looks, "far_turnout", broken)
    pipeline = Pipeline(ROSTER)
    for station in ("west-0004", "west-0005", "east-0001", "east-0002", "east-0003"):
        pipeline.feed([record(e) for e in _counted(station, {"c1": 9})])
    pipeline.finish()
    (name,) = pipeline.failures
    assert name.endswith("broken")
    assert pipeline.failures[name] == 5  # four looks, and the last one again at the end
    assert caplog.text.count("is left out") == 1
    assert pipeline.tallies().nation.counted == 5
