"""Effects: what is done is done at so many stations, and is found where it is large."""

import numpy as np
import pytest

from bench.detection.days import drawn
from bench.detection.effects import EFFECTS, recalled, rounded_up, spoiled, stuffed, whole
from bench.detection.recall import recall, smallest
from stream.rules.forensic_finding import levels
from stream.rules.forensic_percent import is_whole, nearest_percent

LEVEL = levels(14).nation


@pytest.fixture(scope="module")
def day():
    return drawn(1847, 11)


def dice():
    return np.random.default_rng(1)


def test_ballots_are_put_in_for_the_leader_at_a_share_of_the_stations(day):
    changed = stuffed(day, 0.1, dice())

    more = changed.found - day.found
    assert (more > 0).sum() == pytest.approx(185, abs=5)
    votes = np.maximum(changed.votes, 0).sum(axis=1) - np.maximum(day.votes, 0).sum(axis=1)
    assert votes.tolist() == more.tolist()
    assert (changed.leader - day.leader).tolist() == more.tolist()


def test_spoiled_votes_become_invalid_ballots(day):
    changed = spoiled(day, 0.5, dice())

    lost = np.maximum(day.votes, 0).sum(axis=1) - np.maximum(changed.votes, 0).sum(axis=1)
    assert (changed.invalid - day.invalid).tolist() == lost.tolist()
    assert (lost > 0).sum() == pytest.approx(37, abs=2)


def test_whole_percentages_are_whole(day):
    changed = whole(day, 1.0, dice())
    large = day.registered > 200

    def share_whole(part, of):
        return is_whole(part, of, nearest_percent(part, of))[large].mean()

    assert share_whole(changed.found, changed.registered) > 0.98
    assert share_whole(changed.leader, changed.found) > 0.9


def test_lifted_figures_are_just_over_the_hundred(day):
    changed = rounded_up(day, 1.0, dice())

    other = changed.votes[changed.votes != day.votes]
    assert (other % 100 < 10).all()
    assert not (changed.votes[changed.votes >= 100] % 100 >= 80).any()


@pytest.mark.parametrize(
    ("code", "size"),
    [("T207", 0.99), ("P308", 0.95), ("F401", 0.4), ("F402", 0.2), ("F403", 0.6), ("F404", 0.6),
     ("F405", 0.25)],
)  # fmt: skip
def test_a_large_effect_is_found_and_none_is_not(code, size, day):
    assert recalled(code, day, size, dice(), LEVEL) > 0.5
    assert recalled(code, day, 0.0, dice(), LEVEL) == 0


def test_every_rule_on_many_stations_has_an_effect():
    assert list(EFFECTS) == ["T207", "P308", "F401", "F402", "F403", "F404", "F405"]


def test_the_smallest_effect_found_lies_where_recall_passes_nine_in_ten(day):
    days = [day, drawn(1847, 12), drawn(1847, 13)]

    least = smallest("F402", days)

    assert 0.01 < least < 0.1
    assert recall("F402", days, least * 1.3) == 1
    assert recall("F402", days, least / 1.5) < 0.9


def test_among_the_stations_of_one_region_less_is_found():
    days = [drawn(1847, seed) for seed in (12, 13, 14)]

    assert smallest("F402", days, level=levels(14).region) > smallest("F402", days)


def test_where_nothing_is_ever_found_there_is_no_smallest_effect():
    assert smallest("F402", [drawn(20, 1)], most=0.001) is None
