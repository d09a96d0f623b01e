"""What stands of a station's statements does not depend on the order they come in."""

from itertools import permutations

from sim.oracle.standing import Standing
from tests.sim.oracle.diary import CONTEST, Diary


def standing(events):
    found = Standing()
    for event in events:
        found.take(event)
    return found


def test_the_last_word_counts_in_any_order():
    day = Diary().opens().reports("08:00", 5).reports("08:00", 6).closes("20:01", voters=8)
    day.closes("20:05", voters=9)
    events = [event for _, event in day.heard]

    for some in permutations(events):
        found = standing(some)
        assert [voters for _, voters in found.hours] == [6]
        assert [voters for _, voters in found.course] == [6, 9]
        assert found.opened == events[0]
        assert found.closed == events[-1]


def test_the_highest_version_counts_in_any_order():
    """Of two under one version the same one, and of equal ones the first."""
    day = Diary().counts().counts(version=2).counts(version=2, spoiled=9).counts("23:00")
    events = [event for _, event in day.heard]
    found = {standing(some).counts[CONTEST].seq for some in permutations(events)}

    assert len(found) == 1
    assert found < {2, 3}
    first = [events[0], events[3]]
    assert {standing(some).counts[CONTEST].seq for some in permutations(first)} == {1}


def test_rivals_leave_the_same_behind_in_any_order():
    day = Diary().opens().reports("08:00", 5, seq=2).reports("09:00", 6, seq=2)
    events = [event for _, event in day.closes(voters=9, seq=2).heard]

    assert len({str(standing(some).course) for some in permutations(events)}) == 1


def test_only_what_is_new_changes_anything():
    day = Diary().reports("08:00", 5).again().reports("08:00", 6, seq=1)
    found = Standing()

    assert not found
    assert [found.take(event) for _, event in day.heard] == [True, False, True]
    assert found
