"""A tape: wound to any moment, while it grows or when it is all there."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from console.board import tape as module
from console.board.tape import BEFORE_MS, BLOCK, Tape
from stream.record import Record


def record(received, key="a"):
    return Record(received, 0, key, "", "", b"")


def test_as_many_records_are_passed_as_were_received_by_a_moment():
    tape = Tape(0, 100)
    tape.extend([record(at) for at in (5, 5, 9, 40)])
    assert [tape.place(at) for at in (4, 5, 8, 9, 39, 40, 99)] == [0, 2, 2, 3, 3, 4, 4]
    assert [one.received for one in tape.part(1, 3)] == [5, 9]
    assert len(tape) == 4


def test_what_a_source_said_by_a_moment_is_found():
    tape = Tape(0, 100)
    tape.extend([record(1, "a"), record(2, "b"), record(3, "a"), record(4, "a")])
    assert [one.received for one in tape.of("a", 3)] == [1, 3]
    assert [*tape.of("nobody", 99)] == []


def test_there_is_something_to_see_until_nothing_comes_any_more():
    opens, closes = datetime(2021, 7, 25, tzinfo=UTC), datetime(2021, 7, 26, tzinfo=UTC)
    tape = Tape.between(opens, closes)
    begin, end = tape.begin, tape.end
    assert end - begin == 86_400_000 + BEFORE_MS
    assert tape.edge == begin
    tape.extend([record(begin - 10**9), record(end + 9)])
    assert (tape.begin, tape.end, tape.edge) == (begin, end + 9, end + 9)
    assert tape.place(begin) == 1
    tape.finish()
    assert tape.complete


def test_of_a_quiet_time_it_is_known_that_nothing_came():
    tape = Tape(0, 100)
    tape.reach(50)
    assert tape.edge == 50
    tape.extend([record(20)])
    tape.reach(30)
    assert tape.edge == 50


@given(st.lists(st.lists(st.integers(0, 50), max_size=5), max_size=6), st.integers(0, 60))
def test_records_that_come_too_late_count_as_received_after_those_before(batches, moment):
    tape = Tape(0, 50)
    for batch in batches:
        tape.extend([record(at) for at in batch])
    flat = [at for batch in batches for at in batch]
    latest = [max(flat[: n + 1]) for n in range(len(flat))]
    assert tape.place(moment) == sum(at <= moment for at in latest)
    assert len([*tape.of("a", moment)]) == tape.place(moment)


def test_what_is_not_packed_yet_is_read_in_its_place(monkeypatch):
    """Another thread reads while one extends: then more than a block waits to be packed."""
    tape, pack, seen = Tape(0, 10**6), module._packed, []

    def read_and_pack(records):
        seen.append([one.received for one in tape.part(0, len(tape))])
        return pack(records)

    monkeypatch.setattr(module, "_packed", read_and_pack)
    first, more = BLOCK - 3, 3 * BLOCK + 9
    tape.extend([record(at) for at in range(first)])
    tape.extend([record(at) for at in range(first, first + more)])
    assert len(seen) == 4
    assert seen == [[*range(first + more)]] * len(seen)
    around = range(BLOCK - 1, BLOCK + 2)
    assert [one.received for one in tape.part(around.start, around.stop)] == [*around]
