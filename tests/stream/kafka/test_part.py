"""A partition in a worker's hands: written to pages, taken in again, the same as before."""

import pytest
import zstandard

from config.library import load_election
from stream.kafka import page as pages
from stream.kafka import part as part_module
from stream.kafka.part import PROGRESS, WITHDRAWN, Part, Partial
from stream.pipeline import Pipeline
from stream.record import Record
from stream.roster import Roster
from tests.small_election import KEYS, ROSTER, RUN, Voice, quiet_day, record, small_election

STATION = "east-0001"
NUMBER = ROSTER.sources[STATION].partition


def _part():
    return Part(ROSTER, NUMBER, KEYS)


def _records():
    """A day of one station with a fall, a rival, a correction and something corrupt."""
    voice = Voice(STATION)
    events = quiet_day(STATION, 300, "east-a", {"c1": 120, "c2": 60})
    voice.seq = len(events)
    events.append(voice.turnout(9, 10))
    events.append(voice.counted({"c1": 121, "c2": 60}, version=2))
    events.append(voice.counted({"c1": 122, "c2": 60}, version=2, seq=voice.seq))
    events.append(voice.turnout(11, 170, seq=voice.seq + 4))
    records = [record(event, received) for received, event in enumerate(events)]
    return [*records, record(events[0], 99, mac="0" * 32), record(events[1], 700_000)]


def _written(part):
    return pages.decode(pages.encode(part.page()))


@pytest.mark.parametrize("size", [1, 3, 300])
def test_what_is_written_on_pages_makes_the_same_partition_again(size):
    part, written, records = _part(), [], _records()
    for start in range(0, len(records), size):
        some = records[start : start + size]
        part.fold(some, range(start, start + len(some)))
        written.append(_written(part))
    again = _part()
    again.recall(written)
    assert again.offset == part.offset == len(records)
    assert {unit: each.sums for unit, each in again.partials() if unit >= 0} == {
        unit: each.sums for unit, each in part.partials() if unit >= 0
    }
    assert again.alerts() == part.alerts()
    assert {alert.code for alert in again.alerts()} >= {"S102", "S103", "S104", "T202"}
    assert again.waiting == 0


def test_pages_of_two_writers_in_any_order_say_the_same():
    records = _records()
    one, other = _part(), _part()
    one.fold(records[:5], range(5))
    first = [_written(one)]
    one.fold(records[5:9], range(5, 9))
    zombie = _written(one)
    other.recall(first)
    other.fold(records[5:], range(5, len(records)))
    last = _written(other)
    expected = dict(other.partials())[0].sums
    for order in ([*first, zombie, last], [*first, last, zombie]):
        again = _part()
        again.recall(order)
        assert dict(again.partials())[0].sums == expected
        assert again.offset == len(records)


def test_sums_and_alerts_are_those_of_the_pipeline_in_one_process():
    records = _records()
    part, pipeline = _part(), Pipeline(ROSTER, KEYS)
    part.fold(records, range(len(records)))
    pipeline.feed(records)
    assert part.alerts() == pipeline.alerts()
    tally = pipeline.tallies().contests["east-a"]
    assert dict(part.partials())[0].sums.contests["east-a"].total == tally.count


def test_only_units_that_changed_are_given_and_each_once():
    part, records = _part(), _records()
    part.fold(records[:2], range(2))
    assert [unit for unit, _ in part.partials()] == [0, PROGRESS]
    assert list(part.partials()) == []
    part.fold(records[-1:], [40])
    assert [*part.partials()] == [(PROGRESS, Partial(41))]
    part.fold(records[2:3], [41])
    assert [(unit, partial.offset) for unit, partial in part.partials()] == [
        (0, 42),
        (PROGRESS, 42),
    ]


def test_a_refused_record_is_given_with_its_offset():
    part, records = _part(), _records()
    part.fold(records, range(100, 100 + len(records)))
    ((offset, rejection),) = part.refused
    assert (offset, rejection.code) == (100 + len(records) - 2, "S102")


def test_after_an_error_the_page_says_what_came_before(monkeypatch):
    part, records = _part(), _records()[:6]
    part.fold(records[:2], range(2))

    def fails(_batch):
        raise ZeroDivisionError("in the middle")

    monkeypatch.setattr(part._stage, "feed", fails)
    with pytest.raises(ZeroDivisionError):
        part.fold(records[2:], range(2, 6))
    again = _part()
    again.recall([_written(part)])
    assert again.offset == 2
    again.fold(records[2:3], [2])
    again.refuse(records[3], 3, ZeroDivisionError("in the middle"))
    ((offset, rejection),) = again.refused
    assert (offset, rejection.code, again.offset) == (3, "S105", 4)
    assert "in the middle" in rejection.reason


def test_a_source_of_another_partition_is_misplaced_and_an_unknown_one_a_stranger():
    other = next(each for each in ROSTER.by_row if each.partition != NUMBER and each.unit)
    part = _part()
    here = record(Voice(other.id).opened(), partition=NUMBER)
    stranger = record(Voice("north-0001").opened(), partition=NUMBER)
    part.fold([here, stranger], range(2))
    assert [rejection.code for _, rejection in part.refused] == ["S107", "S101"]
    assert [alert.code for alert in part.alerts()] == ["S101", "S107"]
    assert [*part.partials()] == [(PROGRESS, Partial(2))]


def test_withdrawals_are_given_with_the_partition_of_who_said_so():
    source = ROSTER.sources["reporter-commission"]
    part = Part(ROSTER, source.partition, KEYS)
    part.fold([record(Voice(source.id).withdrawn("east-a", "c1"))], [0])
    partial = dict(part.partials())[WITHDRAWN]
    assert partial.withdrawn == [("east-a", "c1")]
    again = Part(ROSTER, source.partition, KEYS)
    again.recall([_written(part)])
    assert dict(again.partials())[WITHDRAWN].withdrawn == [("east-a", "c1")]


def test_a_page_that_is_none_is_told():
    for content in (b"", b"\x93\x01", zstandard.compress(b"\x93\x01\x02\x03")):
        with pytest.raises(ValueError, match=r"page|truncated|Expected"):
            pages.decode(content)


def test_what_a_partition_taken_over_knows_is_said_again_some_at_a_time(monkeypatch):
    monkeypatch.setattr(part_module, "MOST_AGAIN", 1)
    records = _records()
    part, again = _part(), _part()
    part.fold(records, range(len(records)))
    again.recall([_written(part)])
    said = dict(part.partials())
    assert said[PROGRESS] == Partial(len(records))
    assert dict(part.partials()) == {}
    first = dict(again.partials())
    while PROGRESS not in first:
        first |= dict(again.partials())
    assert first.pop(WITHDRAWN) == Partial(len(records), None, [])
    assert first == said


def test_progress_is_said_though_no_sum_changed():
    part, records = _part(), _records()[:3]
    part.fold(records, range(3))
    assert dict(part.partials())[PROGRESS].offset == 3
    part.fold(records, range(3, 6))
    assert [*part.partials()] == [(PROGRESS, Partial(6))]


def test_behind_a_page_that_is_missing_all_is_folded_again():
    part, records = _part(), _records()
    written = []
    for start in range(0, 12, 3):
        part.fold(records[start : start + 3], range(start, start + 3))
        written.append(_written(part))
    again = _part()
    again.recall([*written[:1], *written[2:]])
    assert again.offset == 3
    again.fold(records[3:], range(3, len(records)))
    part.fold(records[12:], range(12, len(records)))
    assert dict(again.partials())[0] == dict(part.partials())[0]


def test_pages_of_another_definition_are_refused():
    part = _part()
    part.fold(_records()[:3], range(3))
    page = _written(part)
    for changed in (Roster.of(small_election(), "another", 5), Roster.of(small_election(), RUN)):
        other = Part(changed, NUMBER, KEYS)
        if changed.partitions == ROSTER.partitions:
            other.recall([page])
        else:
            with pytest.raises(ValueError, match="another definition"):
                other.recall([page])


def test_a_page_too_large_for_a_message_is_several_of_which_the_last_claims_all(monkeypatch):
    monkeypatch.setattr(pages, "LARGEST", 200)
    part, records = _part(), _records()
    part.fold(records, range(len(records)))
    written = [pages.decode(content) for content in pages.encode_all(part.page())]
    assert len(written) > 2
    assert [page.offset for page in written] == [0] * (len(written) - 1) + [len(records)]
    again, half = _part(), _part()
    again.recall(written)
    assert again.offset == len(records)
    assert dict(again.partials())[0] == dict(part.partials())[0]
    half.recall(written[:-1])
    assert half.offset == 0


@pytest.mark.parametrize("election", ["kz-2021-08-01", "kz-2021-08-22"])
def test_a_record_astray_of_any_station_on_any_partition_harms_nothing(election):
    roster = Roster.of(load_election(election), RUN)
    for number in range(roster.partitions):
        part = Part(roster, number, KEYS)
        astray = [
            Record(1, number, source.id, "", "", b"x")
            for source in roster.by_row
            if source.partition != number
        ]
        part.fold(astray, range(len(astray)))
        assert len(part.refused) == len(astray)
        assert [*part.partials()] == [(PROGRESS, Partial(len(astray)))]


def test_results_are_held_in_its_own_partition_and_told():
    part = _part()
    station = quiet_day(STATION, 300, "east-a", {"c1": 120, "c2": 60})
    part.fold([record(event, now) for now, event in enumerate(station)], range(len(station)))
    unit = ROSTER.sources[STATION].unit.index
    assert dict(part.partials())[unit].sums.contests["east-a"].clean.stations == 1
    elsewhere = next(one.id for one in ROSTER.sources.values() if one.partition != NUMBER)
    part.heed({elsewhere: True, "nobody": True})
    assert dict(part.partials()) == {}
    part.heed({STATION: True})
    held = dict(part.partials())[unit].sums.contests["east-a"]
    assert (held.clean.stations, held.total.stations) == (0, 1)
    part.heed({STATION: False})
    assert dict(part.partials())[unit].sums.contests["east-a"].clean.stations == 1
