"""Votes drawn anew: traces of digits go, what is honestly bent stays."""

import numpy as np
import pytest

from stream.rules.smooth_votes import SmoothVotes, drawn, scored


def votes_of(figures, votes):
    size = len(votes)
    return SmoothVotes.of(figures([10**6] * size, [10**6] * size, [[each] for each in votes]))


def one(votes):
    return np.ones(len(votes))


def smooth(given, score, least=0):
    return float(given.counts @ drawn(score, len(given.counts), least))


def test_as_many_counts_as_there_were(figures):
    assert smooth(votes_of(figures, [120, 340, 340, 900]), one) == pytest.approx(4)


@pytest.mark.parametrize("digit", [0, 1, 5, 9])
def test_a_preferred_digit_leaves_no_trace(figures, digit):
    given = votes_of(figures, [*range(100, 1500, 10)] * 20)

    inside = smooth(
        given, lambda votes: (votes % 10 == digit) * (votes >= 300.0) * (votes < 1200.0)
    )
    assert inside == pytest.approx(90 * 2.0, rel=1e-3)


@pytest.mark.parametrize("begin", [150, 250, 400])
def test_a_slope_and_a_bend_stay(figures, begin):
    votes = np.arange(1200)
    times = np.round(300 * np.exp(-votes / 200)).astype(int)
    given = votes_of(figures, np.repeat(votes, times).tolist())

    inside = smooth(given, lambda votes: (votes >= begin) * (votes < begin + 50.0))
    assert inside == pytest.approx(float(times[begin : begin + 50].sum()), rel=0.02)


def test_below_the_least_nothing_scores():
    assert scored(one, 5, 3).tolist() == [0, 0, 0, 1, 1]


def test_of_a_sum_of_scores_the_draws_score_the_sum():
    def wave(votes):
        return np.sin(votes / 7)

    def both(votes):
        return one(votes) - 2 * wave(votes)

    apart = drawn(one, 600, 100) - 2 * drawn(wave, 600, 100)
    assert drawn(both, 600, 100) == pytest.approx(apart)


def test_who_was_not_on_the_ballot_and_what_no_station_has_is_left_out(figures):
    given = votes_of(figures, [-1, 30_000, 7])

    assert given.counts.sum() == 1
    assert given.counts[7] == 1
