"""Partials in, figures out: the same as one process says, whoever sent the partials."""

import logging
from itertools import islice

import pytest

from stream.kafka import figures, partial_book
from stream.kafka.figures import PROGRESS as PLACE
from stream.kafka.figures import Figures
from stream.kafka.part import PROGRESS, Part, Partial
from stream.kafka.totals import Totals
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
PROGRESS_KEY = figures.key_of(ROSTER.run, PLACE)


def _partials(events):
    """Fold events in as many parts as there are partitions; return their partials."""
    found = []
    for number in range(ROSTER.partitions):
        part = Part(ROSTER, number, KEYS)
        mine = [each for each in map(record, events) if each.partition == number]
        if mine:
            part.fold(mine, range(len(mine)))
        for unit, partial in part.partials():
            found.append(
                (partial_book.key_of(ROSTER.run, number, unit), partial_book.encode(partial))
            )
    return found


def _progress(partition, offset):
    return partial_book.key_of(ROSTER.run, partition, PROGRESS), partial_book.encode(
        Partial(offset)
    )


def _rows(news):
    """Return the rows that hold once all news are read."""
    said = [Figures.of(key, value) for key, value in dict(news).items()]
    return {
        (*each.place, *name): value
        for each in said
        if each.place != PLACE
        for name, value in each.by_name.items()
    }


def _expected(events):
    pipeline = Pipeline(ROSTER, KEYS)
    pipeline.feed([record(event) for event in events])
    return {row[:-1]: row.value for row in rows(ELECTION, pipeline.tallies(), ())}


def _added(*partials):
    added = Totals(ELECTION, ROSTER)
    for partial in partials:
        added.take(*partial)
    return added


def test_the_figures_are_those_of_one_process():
    added = _added(*_partials(EVENTS))
    expected, news = _expected(EVENTS), dict(added.news())
    assert _rows(news.items()) == expected
    assert added.places == len(news) == len({row[:3] for row in expected}) + 1
    assert any(metric == "elected" for *_, metric, _ in expected)
    assert not added.changed
    assert dict(added.news()) == {}


def test_all_news_together_make_the_figures_of_one_process():
    added, table = Totals(ELECTION, ROSTER), {}
    for until in range(0, len(EVENTS) + 1, 3):
        for partial in _partials(EVENTS[:until]):
            added.take(*partial)
        for key, value in added.news():
            assert table.get(key) != value, "what did not change is not said"
            table[key] = value
        assert _rows(table.items()) == _expected(EVENTS[:until])


def test_of_two_partials_for_one_place_the_higher_offset_counts():
    early, late = _partials(EVENTS[:3]), _partials(EVENTS)
    one, other = _added(*early, *late), _added(*late, *early)
    assert dict(one.news()) == dict(other.news())


def test_a_figure_that_no_longer_holds_goes():
    added = _added(*_partials(EVENTS))
    table = dict(added.news())
    winners = {row for row in _rows(table.items()) if row[3] == "elected"}
    for partial in _partials([*EVENTS, CORRECTION]):
        added.take(*partial)
    table |= dict(added.news())
    assert winners - _rows(table.items()).keys()
    assert _rows(table.items()) == _expected([*EVENTS, CORRECTION])
    for partial in _partials([*EVENTS, CORRECTION, AS_BEFORE]):
        added.take(*partial)
    table |= dict(added.news())
    assert _rows(table.items()) == _expected(EVENTS)


def _successor(said, *partials):
    """Return totals that heard what somebody else said and took partials in."""
    added = _added(*partials)
    for each in said.items():
        added.heard(*each)
    return added


def test_who_takes_over_says_anew_what_the_one_before_said_and_no_longer_holds():
    table = dict(_added(*_partials(EVENTS)).news())
    after = [*EVENTS, CORRECTION]
    news = dict(_successor(table, *_partials(after)).news())
    assert news
    assert news.keys() < table.keys()
    assert _rows((table | news).items()) == _expected(after)


def test_who_takes_over_says_nothing_of_what_stands_but_says_it_again():
    table = dict(_added(*_partials(EVENTS)).news())
    added = _successor(table, *_partials(EVENTS))
    assert dict(added.news()) == {}
    assert dict(islice(added.again(), len(table))) == table


def test_what_is_heard_after_the_first_news_changes_nothing():
    before = dict(_added(*_partials(EVENTS)).news())
    added = _added(*_partials([*EVENTS, CORRECTION]))
    table = before | dict(added.news())
    for said in before.items():
        added.heard(*said)
    assert not added.changed
    assert dict(added.news()) == {}
    assert _rows(table.items()) == _expected([*EVENTS, CORRECTION])


def test_nothing_is_said_again_where_nothing_was_said():
    added = Totals(ELECTION, ROSTER)
    added.heard(b"calm-2|national||", b"{}")
    assert list(added.again()) == []


def test_unknown_places_are_taken_back_and_other_runs_left_alone():
    strange = {
        b"calm-1|district:gone|east|": b"{}",
        b"calm-1|national|||voters|total": b"3",
        b"calm-1|district:back|east|": None,
        b"calm-2|district:gone|east|": b"{}",
        b"calm-1|\xff": b"1",
        b"calm-1": b"1",
    }
    added = _successor(strange, *_partials(EVENTS))
    gone = {key for key, value in added.news() if value is None}
    assert gone == {
        b"calm-1|district:gone|east|",
        b"calm-1|national|||voters|total",
        b"calm-1|\xff",
    }
    again = dict(islice(added.again(), added.places))
    assert again[b"calm-1|district:back|east|"] is again[b"calm-1|district:gone|east|"] is None
    assert not again.keys() & {b"calm-1|national|||voters|total", b"calm-1|\xff"}


def test_what_another_version_wrote_is_taken_back_once_and_by_nobody_after():
    row = b"calm-1|national|||voters|total"
    added = _successor({row: b"3"}, *_partials(EVENTS))
    assert dict(added.news())[row] is None
    added.heard(row, None)
    assert not added.changed
    assert dict(added.news()) == {}


def test_the_progress_that_was_heard_holds_no_longer_once_partitions_are_not_so_far():
    heard = {PROGRESS_KEY: figures.encode(figures.progress([(0, 3), (9, 7)]))}
    news = dict(_successor(heard, _progress(1, 8)).news())
    assert Figures.of(PROGRESS_KEY, news[PROGRESS_KEY]).offsets == {1: 8}
    assert dict(_successor(heard).news())[PROGRESS_KEY] == figures.encode(figures.progress([]))


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
    sums = [partial for partial in _partials(EVENTS) if not partial[0].endswith(b"/-3")]
    added = _added(_progress(1, 8), *sums)
    *keys, last = [key for key, _ in added.news()]
    assert last == PROGRESS_KEY == b"calm-1|progress||"
    assert PROGRESS_KEY not in keys
    assert len(keys) > 5
    added.take(*_progress(1, 8))
    added.take(*_progress(0, 2))
    added.take(*_progress(1, 7))
    assert list(added.news()) == [(PROGRESS_KEY, b'{"offset":{"0":2,"1":8}}')]


def test_all_places_can_be_had_again_a_few_at_a_time_with_news_between():
    added = Totals(ELECTION, ROSTER)
    assert list(added.again()) == []
    for partial in [*_partials(EVENTS[:8]), _progress(0, 1)]:
        added.take(*partial)
    table = dict(added.news())
    again, seen = added.again(), {}
    seen.update(islice(again, 4))
    for partial in [*_partials(EVENTS), _progress(0, 2)]:
        added.take(*partial)
    news = dict(added.news())
    table |= news
    for key, value in islice(again, 2 * len(table)):
        assert table[key] == value
        seen[key] = value
    assert seen == table
