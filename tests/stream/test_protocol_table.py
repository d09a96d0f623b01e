"""Slots, lines and the table of the protocols that stand."""

import numpy as np
import pytest

from stream.protocol_lines import COUNTED, FIRST, GONE, KIND, RECEIVED, LineWriter, lines_of
from stream.protocol_slots import ProtocolSlots
from stream.protocol_table import ProtocolTable
from stream.station_figures import NOBODY
from stream.station_stage import StationStage
from tests.small_election import LATER, ROSTER, Voice, record

SLOTS = ProtocolSlots(ROSTER)

EAST, WEST = 0, 1


def _table(*records, many=256):
    stage, table = StationStage(ROSTER, many=many), ProtocolTable(SLOTS)
    table.take(lines_of(stage.feed([*records]).lines, SLOTS))
    return table


def _day(station, *counts):
    voice = Voice(station)
    contest = "east-a" if station.startswith("east") else "west-b"
    said = [voice.opened(), voice.closed(20)]
    said += [
        voice.counted(votes, contest=contest, version=version)
        for version, votes in enumerate(counts, 1)
    ]
    return [record(event) for event in said]


def test_a_partition_has_the_slots_of_its_stations_in_its_own_order():
    seen = []
    for number in range(ROSTER.partitions):
        part = ROSTER.part(number)
        own = ProtocolSlots(part)
        theirs = SLOTS.of_partition(number)
        assert len(theirs) == len(own.row)
        for slot, whole in enumerate(theirs.tolist()):
            station = part.by_row[own.row[slot]].id
            assert ROSTER.by_row[SLOTS.row[whole]].id == station
            assert own.contests[own.contest[slot]] == SLOTS.contests[SLOTS.contest[whole]]
            assert own.regions[own.region[slot]] == SLOTS.regions[SLOTS.region[whole]]
        seen += theirs.tolist()
    assert sorted(seen) == list(range(5))
    assert SLOTS.partitions() == {each.partition for each in ROSTER.by_row if each.unit}


def test_a_station_has_no_slot_for_a_contest_that_is_not_its_own():
    with pytest.raises(ValueError, match="not in tuple"):
        SLOTS.of(0, "west-b")


@pytest.mark.parametrize("many", [1, 256])
def test_figures_are_those_of_the_protocols_a_row_each(many):
    days = [_day(station, {"c1": 9, "c2": 4}) for station in ("west-0004", "east-0001")]
    figures = _table(*days[0], *days[1], many=many).figures().counted()
    rows = [ROSTER.by_row[SLOTS.row[slot]].id for slot in figures.row.tolist()]
    assert rows == ["east-0001", "west-0004"]
    assert figures.found.tolist() == [13, 13]
    assert figures.registered.tolist() == [300, 250]
    assert figures.votes.tolist() == [[9, 4, 0], [9, 4, 0]]
    assert (figures.votes != NOBODY).all()
    assert len(np.unique(figures.region)) == 2


def test_who_is_not_in_a_protocol_has_nobodys_votes_and_who_is_not_on_the_ballot_none():
    count = Voice("west-0004").counted({"c1": 9}, contest="west-b")
    count = type(count)(**{**_fields(count), "votes": {"c1": 9, "stranger": 5}})
    assert SLOTS.figures(count)[-SLOTS.width :] == [9, NOBODY, NOBODY]


def test_the_protocol_that_counts_and_the_first_one_are_told_apart():
    table = _table(*_day("west-0004", {"c1": 9}, {"c2": 9}), *_day("west-0005", {"c1": 1}))
    assert table.complete("west-b")
    assert not table.complete("east-a")
    assert (table.outcome("west-b", first=True), table.outcome("west-b", first=False)) == (
        "c1",
        "c2",
    )
    assert table.corrected("west-b") == ["west-0004"]
    assert len(table.figures()) == len(table.figures(WEST)) == 2
    assert not len(table.figures(EAST))


def test_a_tie_and_a_withdrawn_winner_elect_nobody_by_their_votes():
    table = _table(*_day("west-0004", {"c1": 9}), *_day("west-0005", {"c2": 9}))
    assert table.outcome("west-b", first=False) == "tie"
    off = Voice("reporter-commission").withdrawn("west-b", "c2")
    stage = StationStage(ROSTER)
    table.take(lines_of(stage.feed([record(off)]).lines, SLOTS))
    assert table.withdrawn == {"west-b": {"c2"}}
    assert table.outcome("west-b", first=False) == "c1"


def test_a_protocol_that_its_rival_takes_back_is_gone():
    stage, table = StationStage(ROSTER), ProtocolTable(SLOTS)
    voice = Voice("west-0004")
    said = [voice.opened(), voice.closed(9), voice.counted({"c1": 9}, contest="west-b")]
    rivals = [voice.turnout(10, voters, seq=3) for voters in range(30)]
    # Of two statements under one number the one with the smaller digest counts: some report does.
    lines = []
    for event in said:
        lines += stage.feed([record(event)]).lines
    for rival in rivals:
        lines += stage.feed([record(rival)]).lines
    assert [line[KIND] for line in lines] == [COUNTED, GONE]
    table.take(lines_of(lines, SLOTS))
    assert not len(table.figures())
    assert not len(table.figures())


def test_lines_say_when_they_were_received_and_a_first_protocol_comes_behind_the_one_that_counts():
    stage = StationStage(ROSTER)
    counts = _day("west-0004", {"c1": 9}, {"c2": 9})
    lines = [line for each in counts for line in stage.feed([each]).lines]
    assert [line[KIND] for line in lines] == [COUNTED, COUNTED, FIRST]
    assert {line[RECEIVED] for line in lines} == {LATER}


def test_a_withdrawal_from_no_ballot_makes_no_line():
    writer = LineWriter(SLOTS)
    voice = Voice("reporter-commission")
    assert [*writer.withdrawn(voice.withdrawn("nowhere", "c1"), LATER)] == []
    assert [*writer.withdrawn(voice.withdrawn("west-b", "stranger"), LATER)] == []


def _fields(event):
    return {name: getattr(event, name) for name in event.__struct_fields__}
