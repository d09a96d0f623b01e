"""Of two statements under one number one counts, whichever comes first."""

import pytest

from sim.oracle.rivals import by_number
from stream.ledger import digest, statement_of
from tests.sim.oracle.diary import CONTEST, Diary, quiet


def events():
    day = Diary().opens().reports("08:00", 5).tells("x").withdraws("c").closes().counts()
    return [event for _, event in day.heard]


@pytest.mark.parametrize("event", events(), ids=lambda event: type(event).__name__)
def test_both_sides_compare_the_same_digests(event):
    assert by_number(event) == digest(statement_of(event))


@pytest.mark.parametrize("first", [181, 180])
def test_the_statement_that_counts_does_not_depend_on_the_order(first):
    other = 361 - first
    day = Diary().reports("08:00", first, seq=1).reports("08:00", other, came="08:10", seq=1)
    events = {event.voters: event for _, event in day.heard}
    fast_counts = by_number(events[181]) < by_number(events[180])
    raised = day.raises("T203")

    if first == 181:
        assert raised == {"T203": ("08:00", None if fast_counts else "08:10")}
    else:
        assert raised == ({"T203": ("08:10", None)} if fast_counts else {})


def test_a_rival_may_take_away_what_was_there():
    """Whichever of the two wins, the other heading is as if nothing had been said under it."""
    day = quiet().closes("20:05").counts("20:10", seq=16)
    day.closes("19:59", came="20:30", seq=15)
    closings = [event for _, event in day.heard if event.seq == 15]
    later = min(closings, key=by_number) is closings[1]

    assert day.raises("P310") == {f"P310:{CONTEST}": ("20:10", "20:30" if later else None)}


def test_of_rival_protocols_one_counts_and_of_equal_ones_the_first():
    day = quiet().closes().counts("20:20").counts("20:06", came="20:30")
    assert day.raises("P310") == {}
    early = quiet().closes().counts("20:06", came="20:30").counts("20:20", came="20:40")
    assert early.raises("P310") == {f"P310:{CONTEST}": ("20:30", None)}
