"""The stopwatch takes turns and leaves the first round out."""

from bench.stopwatch import Lap, interleaved, median


def test_works_take_turns_and_their_first_round_does_not_count():
    called = []

    laps = interleaved({"a": lambda: called.append("a"), "b": lambda: called.append("b")}, 2)

    assert "".join(called) == "ababab"
    assert {name: len(all_of) for name, all_of in laps.items()} == {"a": 2, "b": 2}


def test_medians_are_of_each_hand():
    assert median([Lap(1, 9), Lap(2, 8), Lap(50, 1)]) == Lap(2, 8)


def test_laps_add_up():
    assert Lap(1, 2) + Lap(3, 4) == Lap(4, 6)
