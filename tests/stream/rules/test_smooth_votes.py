"""Votes drawn anew: traces of digits go, what is honestly bent stays."""

import numpy as np
import pytest

from stream.rules.smooth_votes import SmoothVotes, surprise


def votes_of(figures, votes):
    size = len(votes)
    return SmoothVotes.of(figures([10**6] * size, [10**6] * size, [[each] for each in votes]))


def test_as_many_counts_as_there_were(figures):
    smooth = votes_of(figures, [120, 340, 340, 900]).smooth

    assert smooth.sum() == pytest.approx(4)


def test_a_preferred_digit_leaves_no_trace(figures):
    smooth = votes_of(figures, [*range(100, 1500, 10)] * 20).smooth

    inside = smooth[300:1200]
    assert inside == pytest.approx(np.full(900, 2.0), rel=1e-4)


def test_a_slope_and_a_bend_stay(figures):
    votes = np.arange(1200)
    times = np.round(300 * np.exp(-votes / 200)).astype(int)
    smooth = votes_of(figures, np.repeat(votes, times).tolist()).smooth

    assert smooth[150:500] == pytest.approx(300 * np.exp(-votes[150:500] / 200), rel=0.02)


def test_the_surprise_of_all_counts_is_the_score_less_that_of_the_smooth_ones(figures):
    given = votes_of(figures, [105, 250, 255, 777])
    size = len(given.counts)

    def score(votes):
        return np.sin(votes / 7)

    told = np.where(np.arange(size) >= 110, score(np.arange(size)), 0)
    found = float(given.counts @ surprise(score, size, 110))
    assert found == pytest.approx(float((given.counts - given.smooth) @ told))


def test_who_was_not_on_the_ballot_and_what_no_station_has_is_left_out(figures):
    given = votes_of(figures, [-1, 30_000, 7])

    assert given.counts.sum() == 1
    assert given.counts[7] == 1
