"""What workers say, taken in: the same tallies and alerts as a pipeline's, without asking rules."""

from collections import deque

import msgspec

from console.board.workers_fold import WorkersFold
from stream.kafka import partial_book
from stream.kafka.part import Part
from stream.kafka.reader import Entry
from stream.kafka.topics import ALERTS, PARTIALS
from stream.pipeline import Pipeline
from tests.small_election import KEYS, ROSTER, RUN, quiet_day, record

STATIONS = ("east-0001", "east-0002")


def _records():
    events = [
        event
        for station in STATIONS
        for event in quiet_day(station, 300, "east-a", {"c1": 120, "c2": 90})
    ]
    return [record(event, now) for now, event in enumerate(events)]


def _said_by_workers(records):
    """Return what workers, one for each partition, say of some records."""
    said = []
    for number in range(ROSTER.partitions):
        part = Part(ROSTER, number, KEYS)
        mine = [one for one in records if one.partition == number]
        if mine:
            part.fold(mine, range(len(mine)))
        for unit, partial in part.partials():
            key = partial_book.key_of(RUN, number, unit)
            said.append(Entry(PARTIALS, key, partial_book.encode(partial)))
        said += [
            Entry(ALERTS, f"{RUN}/{alert.id}".encode(), msgspec.json.encode(alert))
            for alert in part.alerts()
        ]
    return said


def test_tallies_states_and_alerts_are_those_of_a_pipeline():
    records, said = _records(), deque[Entry]()
    fold, pipeline = WorkersFold(ROSTER, KEYS, said), Pipeline(ROSTER, KEYS)
    pipeline.feed(records)
    assert fold.feed(records) == []
    assert fold.running.tallies != pipeline.tallies()  # nobody said anything yet
    said.extend(_said_by_workers(records))
    alerts = fold.advance(records[-1].received)
    assert fold.running.tallies == pipeline.tallies()
    assert sorted(one.id for one in alerts) == sorted(one.id for one in pipeline.alerts())
    assert alerts
    rows = ROSTER.index.rows([*STATIONS], len(STATIONS)).tolist()
    assert [one.counted for one in fold.states_of(rows)] == [True, True]
    assert not said


def test_the_last_word_on_an_alert_counts_and_what_is_taken_back_is_told_once():
    said = deque(_said_by_workers(_records()))
    first = next(one for one in said if one.topic == ALERTS)
    id_ = first.key.decode().removeprefix(f"{RUN}/")
    fold = WorkersFold(ROSTER, KEYS, said)
    said.append(Entry(ALERTS, first.key, None))
    assert id_ not in {one.id for one in fold.advance(0)}
    assert fold.taken_back() == []  # nobody heard of it
    said.append(first)
    assert [one.id for one in fold.advance(0)] == [id_]
    said.append(Entry(ALERTS, first.key, None))
    assert fold.advance(0) == []
    assert fold.taken_back() == [id_]
    assert fold.taken_back() == []


def test_what_is_of_other_runs_or_of_no_worker_changes_nothing():
    said = deque(
        [
            Entry(ALERTS, b"other/P301:east-0001", b"{}"),
            Entry(ALERTS, f"{RUN}/P301:east-0001".encode(), b"{}"),
            Entry(ALERTS, f"{RUN}/P301:east-0001".encode(), b"[" * 9_000),
            Entry(PARTIALS, b"other/0/0", b"\x90"),
            Entry(PARTIALS, b"\xff", b"\x90"),
        ]
    )
    fold = WorkersFold(ROSTER, KEYS, said)
    assert fold.advance(0) == []
    assert fold.running.tallies.nation.voters == 0
    assert not said


def test_an_alert_under_the_key_of_another_is_passed_over():
    first = next(one for one in _said_by_workers(_records()) if one.topic == ALERTS)
    said = deque([Entry(ALERTS, f"{RUN}/P301:east-0001".encode(), first.value)])
    assert WorkersFold(ROSTER, KEYS, said).advance(0) == []
