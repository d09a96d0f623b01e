"""P312 by hand: two stations, two candidates, a correction that turns the contest or not."""

from sim.oracle.overturned import overturned_alerts
from tests.small_election import Voice

ONE, OTHER = "west-0004", "west-0005"


def _told(*said):
    """Say protocols given as (station, votes of c1, votes of c2, version), a minute apart."""
    voices = {name: Voice(name) for name in (ONE, OTHER)}
    found = {name: [] for name in voices}
    for minute, (name, first, second, version) in enumerate(said):
        votes = {"c1": first, "c2": second}
        count = voices[name].counted(votes, contest="west-b", version=version)
        found[name].append((minute * 60_000, count))
    return found


def _alerts(*said):
    found = overturned_alerts("west-b", ["c1", "c2", "c3"], _told(*said))
    return [(alert.place, alert.opened, alert.cleared) for alert in found]


def test_a_correction_that_turns_the_contest_is_told_of_when_it_comes():
    assert _alerts((ONE, 9, 5, 1), (OTHER, 1, 2, 1), (ONE, 5, 9, 2)) == [("west-b", 120_000, None)]


def test_one_that_comes_before_all_are_counted_is_told_of_with_the_last():
    assert _alerts((ONE, 9, 5, 1), (ONE, 5, 9, 2), (OTHER, 1, 2, 1)) == [("west-b", 120_000, None)]


def test_it_clears_with_a_correction_back():
    said = ((ONE, 9, 5, 1), (OTHER, 1, 2, 1), (ONE, 5, 9, 2), (ONE, 9, 5, 3))
    assert _alerts(*said) == [("west-b", 120_000, 180_000)]


def test_a_winner_who_stays_and_a_contest_that_is_not_counted_raise_nothing():
    assert _alerts((ONE, 9, 5, 1), (OTHER, 1, 2, 1), (ONE, 9, 6, 2)) == []
    assert _alerts((ONE, 9, 5, 1), (ONE, 5, 9, 2)) == []


def test_a_winner_who_is_lost_to_a_tie_was_turned_too():
    assert _alerts((ONE, 9, 5, 1), (OTHER, 1, 2, 1), (ONE, 6, 5, 2)) == [("west-b", 120_000, None)]
