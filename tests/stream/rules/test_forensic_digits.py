"""F403 and F404: digits against those of the same votes drawn anew."""

import math

import numpy as np
import pytest

from stream.rules.forensic_digits import chance, last_digits
from stream.rules.forensic_finding import levels
from stream.rules.forensic_second import second_digit, second_digits
from stream.rules.smooth_votes import SmoothVotes


def drawn(figures, size=2000, change=None):
    dice = np.random.default_rng(3)
    votes = np.rint(dice.lognormal(5.6, 0.6, size)).astype(np.int64)
    votes = np.minimum(votes, 5000)
    if change is not None:
        votes = change(votes, dice)
    return figures([9000] * size, [9000] * size, votes[:, None])


def both(given):
    votes = SmoothVotes.of(given)
    return last_digits(given, votes), second_digits(given, votes)


def test_honest_digits_are_no_cause(figures):
    last, second = both(drawn(figures))

    assert last.p > 0.01
    assert second.p > 0.01
    assert sum(last.evidence["times"]) == last.evidence["counts"] == second.evidence["counts"]


def test_a_preferred_last_digit_is_found_and_named(figures):
    def prefer(votes, dice):
        return np.where(dice.random(len(votes)) < 0.15, votes // 10 * 10 + 5, votes)

    last, _ = both(drawn(figures, change=prefer))

    assert last.p <= levels(14).nation
    assert last.evidence["frequent"][0] == 5


def test_figures_lifted_over_the_hundred_are_found_by_the_second_digit(figures):
    def lift(votes, _):
        return np.where(votes % 100 >= 85, (votes // 100 + 1) * 100 + votes % 10, votes)

    _, second = both(drawn(figures, change=lift))

    assert second.p <= levels(14).nation
    assert second.statistic < 0


def smeared(counts):
    """Let each count of v votes draw anew around v, as wide as a Poisson number."""
    found, votes = np.zeros(len(counts)), np.arange(len(counts))
    for each in np.flatnonzero(counts):
        deviation = np.sqrt(max(each, 0.25))
        chance = np.exp(-(((votes - each) / deviation) ** 2) / 2)
        chance[np.abs(votes - each) > np.ceil(4.5 * deviation)] = 0
        found += counts[each] * chance / chance.sum()
    return found


def test_chi_square_is_that_of_the_definition(figures):
    given = drawn(figures, size=400)
    votes = SmoothVotes.of(given)
    large = given.votes[given.votes >= 100]
    seen = np.bincount(large % 10, minlength=10)
    once = smeared(votes.counts.astype(float))
    twice = 2 * once - smeared(once)
    smooth = [twice[100:][digit::10].sum() for digit in range(10)]
    expected = np.array(smooth) / sum(smooth) * len(large)

    told = last_digits(given, votes)

    assert told.statistic == pytest.approx(((seen - expected) ** 2 / expected).sum(), rel=1e-4)


def test_few_counts_tell_nothing(figures):
    last, second = both(drawn(figures, size=30))

    assert (last.p, second.p) == (1.0, 1.0)


def test_second_digits():
    given = np.array([0, 7, 10, 19, 123, 2905, 19999])

    assert second_digit(given).tolist() == [0, 0, 0, 9, 2, 9, 9]


def tails(number):
    """Return the exact tail of sums of squares of ten equally likely digits, by the sum.

    All ways to share out so many counts, cell by cell: how likely is each number of counts with
    each sum of squares so far.
    """
    most = number * (number + 90) // 10
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, number + 1)))])
    ways = np.zeros((number + 1, most + 1))
    ways[0, 0] = 1.0
    for _ in range(10):
        after = np.zeros_like(ways)
        for count in range(min(number, math.isqrt(most)) + 1):
            square = count * count
            likely = math.exp(count * math.log(number / 10) - number / 10 - logs[count])
            after[count:, square:] += likely * ways[: number + 1 - count, : most + 1 - square]
        ways = after
    poisson = math.exp(number * math.log(number) - number - logs[number])
    chances = ways[number] / poisson
    # What lies beyond the largest sum that is gone through belongs to every tail.
    return np.cumsum(chances[::-1])[::-1] + max(1 - chances.sum(), 0.0)


@pytest.mark.parametrize("number", [50, 80, 120, 200])
def test_the_chance_far_out_is_not_below_that_of_all_ways_to_share_out_the_counts(number):
    exact = tails(number)
    sums = np.arange(-(-(number**2) // 10), len(exact))
    for nominal in (1e-3, 1e-4, 7.1e-6, 1.4e-6):
        raised = [
            total
            for total in sums.tolist()
            if chance(10 * total / number - number, number) <= nominal
        ]
        assert exact[min(raised)] <= nominal, nominal
