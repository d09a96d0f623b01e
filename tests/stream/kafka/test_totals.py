"""Partials in, rows out: the same as one process says, whoever sent the partials."""

import logging
from itertools import islice

import pytest

from stream.kafka import totals
from stream.kafka.part import PROGRESS, Part, Partial
from stream.kafka.totals import Totals, is_figure
from stream.pipeline import Pipeline
from stream.table import rows
from tests.small_election import ELECTION, KEYS, ROSTER, Voice, quiet_day, record

EVENTS = [
    *quiet_day("east-0001", 300, "east-a", {"c1": 120, "c2": 60}),
    *quiet_day("east-0002", 200, "east-a", {"c1": 20, "c2": 60}),
    *quiet_day("east-0003", 100, "east-a", {"c1": 20, "c2": 60}),
    *quiet_day("west-0004", 250, "west-b", {"c1": 30}),
    Voice("reporter-commission").withdrawn("west-b", "c2"),
]


CORRECTION = Voice("east-0001").counted({"c1": 300}, version=2, seq=9, registered=300)
AS_BEFORE = Voice("east-0001").counted({"c1": 120, "c2": 60}, version=3, seq=10, registered=300)


def _holding(figures):
    return {key: value for key, value in figures.items() if value is not None}


def _partials(events):
    """Fold events in as many parts as there are partitions; return their partials."""
    found = []
    for number in range(ROSTER.partitions):
        part = Part(ROSTER, number, KEYS)
        mine = [each for each in map(record, events) if each.partition == number]
        if mine:
            part.fold(mine, range(len(mine)))
        for unit, partial in part.partials():
            found.append((totals.key_of(ROSTER.run, number, unit), totals.encode(partial)))
    return found


def _progress(partition, offset):
    return totals.key_of(ROSTER.run, partition, PROGRESS), totals.encode(Partial(offset))


def _figures(news):
    said = ((key.decode(), value) for key, value in news)
    return {key: value and value.decode() for key, value in said if is_figure(key)}


def _expected(events):
    pipeline = Pipeline(ROSTER, KEYS)
    pipeline.feed([record(event) for event in events])
    table = rows(ELECTION, pipeline.tallies(), ())
    return {"|".join((ROSTER.run, *row[:-1])): row.value for row in table}


def _added(*partials):
    added = Totals(ELECTION, ROSTER)
    for partial in partials:
        added.take(*partial)
    return added


def test_the_rows_are_those_of_one_process():
    added = _added(*_partials(EVENTS))
    expected, news = _expected(EVENTS), dict(added.news())
    assert _figures(news.items()) == expected
    assert added.rows == len(news)
    assert any("|elected|" in key for key in expected)
    assert not added.changed
    assert dict(added.news()) == {}


def test_all_news_together_make_the_rows_of_one_process():
    added, table = Totals(ELECTION, ROSTER), {}
    for until in range(0, len(EVENTS) + 1, 3):
        for partial in _partials(EVENTS[:until]):
            added.take(*partial)
        for key, value in _figures(added.news()).items():
            assert table.get(key) != value, "what did not change is not said"
            table[key] = value
        assert {key: value for key, value in table.items() if value is not None} == _expected(
            EVENTS[:until]
        )


def test_of_two_partials_for_one_place_the_higher_offset_counts():
    early, late = _partials(EVENTS[:3]), _partials(EVENTS)
    one, other = _added(*early, *late), _added(*late, *early)
    assert dict(one.news()) == dict(other.news())


def test_a_row_that_no_longer_holds_is_taken_back():
    added = _added(*_partials(EVENTS))
    winners = {key for key, _ in added.news() if b"|elected|" in key}
    for partial in _partials([*EVENTS, CORRECTION]):
        added.take(*partial)
    news = dict(added.news())
    gone = {key for key, value in news.items() if value is None}
    assert gone & winners
    assert added.rows == len(_expected([*EVENTS, CORRECTION])) + len(gone) + ROSTER.partitions


def test_what_was_taken_back_is_taken_back_again_and_holds_again_if_it_does():
    added = _added(*_partials(EVENTS))
    table = dict(added.news())
    for partial in _partials([*EVENTS, CORRECTION]):
        added.take(*partial)
    table |= dict(added.news())
    assert None in table.values()
    assert dict(islice(added.again(), len(table))) == table
    for partial in _partials([*EVENTS, CORRECTION, AS_BEFORE]):
        added.take(*partial)
    table |= dict(added.news())
    assert _figures(table.items()) == _expected(EVENTS) | {
        key: None for key, value in _figures(table.items()).items() if value is None
    }


def _successor(said, *partials):
    """Return totals that heard what somebody else said and took partials in."""
    added = _added(*partials)
    for row in said.items():
        added.heard(*row)
    return added


def test_who_takes_over_takes_back_what_the_one_before_said_and_no_longer_holds():
    table = dict(_added(*_partials(EVENTS)).news())
    elected = {key for key in table if b"|elected|" in key}
    after = [*EVENTS, CORRECTION]
    news = dict(_successor(table, *_partials(after)).news())
    assert None in {news.get(key, b"") for key in elected}
    table |= news
    assert _holding(_figures(table.items())) == _expected(after)


def test_who_takes_over_says_nothing_of_what_stands_but_says_it_again():
    table = dict(_added(*_partials(EVENTS)).news())
    added = _successor(table, *_partials(EVENTS))
    assert dict(added.news()) == {}
    assert dict(islice(added.again(), len(table))) == table


def test_what_is_heard_after_the_first_news_changes_nothing_but_is_taken_back_if_unknown():
    before = dict(_added(*_partials(EVENTS)).news())
    added = _added(*_partials([*EVENTS, CORRECTION]))
    table = before | dict(added.news())
    for row in before.items():
        added.heard(*row)
    assert added.changed
    news = dict(added.news())
    assert news
    assert set(news.values()) == {None}
    assert _holding(_figures((table | news).items())) == _expected([*EVENTS, CORRECTION])


def test_the_rows_again_end_when_a_whole_round_had_none():
    added = Totals(ELECTION, ROSTER)
    added.heard(b"calm-2|national|||voters|total", b"1")
    assert list(added.again()) == []


def test_rows_of_unknown_places_are_taken_back_and_those_of_other_runs_left_alone():
    strange = {
        b"calm-1|district:gone|east||voters|total": b"3",
        b"calm-1|progress|||offset|9": b"3",
        b"calm-1|district:back|east||voters|total": None,
        b"calm-2|district:gone|east||voters|total": b"3",
        b"calm-1|\xff": b"1",
        b"calm-1": b"1",
    }
    added = _successor(strange, *_partials(EVENTS))
    gone = {key for key, value in added.news() if value is None}
    assert gone == {
        b"calm-1|district:gone|east||voters|total",
        b"calm-1|progress|||offset|9",
    }
    again = dict(islice(added.again(), added.rows))
    assert again[b"calm-1|district:back|east||voters|total"] is None


@pytest.mark.parametrize(
    "key",
    [
        None,
        b"",
        b"calm-1",
        b"\xff/0/1",
        b"calm-1/0/x",
        b"calm-1/x/0",
        b"calm-1/0/99",
        b"calm-1/0/-4",
    ],
)
def test_what_no_worker_writes_is_passed_over_and_told_once(key, caplog):
    added = Totals(ELECTION, ROSTER)
    with caplog.at_level(logging.WARNING, "saylau.adder"):
        added.take(key, b"anything")
        added.take(key, None)
    assert not added.changed
    assert [record.getMessage() for record in caplog.records] == [
        f"saylau.partials, key {key!r}: no partial of a worker, passed over"
    ]


def test_a_partial_taken_back_is_passed_over_and_what_comes_after_counts(caplog):
    (key, content), *_ = _partials(EVENTS)
    added = Totals(ELECTION, ROSTER)
    added.take(key, None)
    assert not added.changed
    assert len(caplog.records) == 1
    added.take(key, content)
    assert added.changed


def test_partials_of_another_run_are_passed_over():
    added = Totals(ELECTION, ROSTER)
    for key, content in _partials(EVENTS):
        added.take(key.replace(ROSTER.run.encode(), b"another-run"), content)
    assert not added.changed


def test_progress_is_said_after_all_figures_of_a_news_and_only_when_it_moved():
    figures = [partial for partial in _partials(EVENTS) if not partial[0].endswith(b"/-3")]
    added = _added(_progress(1, 8), *figures)
    keys = [key.decode() for key, _ in added.news()]
    assert keys[-1] == totals.progress_key(ROSTER.run, 1) == "calm-1|progress|||offset|1"
    assert all(map(is_figure, keys[:-1]))
    added.take(*_progress(1, 8))
    added.take(*_progress(0, 2))
    added.take(*_progress(1, 7))
    assert list(added.news()) == [(b"calm-1|progress|||offset|0", b"2")]


def test_a_region_by_the_name_of_progress_has_figures_all_the_same():
    assert is_figure("calm-1|region|progress||voters|total")
    assert is_figure("progress|national|||voters|total")
    assert not is_figure("progress|progress|||offset|3")


def test_all_rows_can_be_had_again_a_few_at_a_time_with_news_between():
    added = Totals(ELECTION, ROSTER)
    assert list(added.again()) == []
    for partial in [*_partials(EVENTS[:8]), _progress(0, 1)]:
        added.take(*partial)
    table = dict(added.news())
    again, seen = added.again(), {}
    seen.update(islice(again, 10))
    for partial in [*_partials(EVENTS), _progress(0, 2)]:
        added.take(*partial)
    news = dict(added.news())
    table |= news
    for key, value in islice(again, 2 * len(table)):
        assert table[key] == value
        seen[key] = value
    assert seen == table
