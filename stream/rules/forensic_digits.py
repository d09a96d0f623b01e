"""F403: last digits of votes that are not equally frequent.

After Beber and Scacco, Political Analysis 20 (2012), 211. Among counts of 100 votes and more
the digits are only nearly equal: there are more of 100 than of 109 votes, and at 100,000
stations a test sees that. So each digit is held against the smooth histogram of the votes.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from config.rulebook import thresholds
from stream.rules.forensic_finding import ForensicFinding, nothing
from stream.rules.smooth_votes import Score, SmoothVotes, drawn
from stream.rules.tails import bounded, chi_square_tail_9
from stream.station_figures import StationFigures

CODE = "F403"
TEN = 10
_MOST_WIDER = 100.0
_LEAST_EXPECTED = 5.0
"""Fewer of a digit make no chi-square (Cochran, Biometrics 10 (1954), 417)."""


def last_digits(figures: StationFigures, votes: SmoothVotes) -> ForensicFinding:
    """Hold the last digits against what is expected; the statistic is chi-square.

    Args:
        figures: `counted()`.
        votes: of these figures.
    """
    least = int(thresholds().digits_least)
    seen = _by_digit(votes.counts[least:], least)
    number = int(seen.sum())
    if number < TEN * _LEAST_EXPECTED:
        return nothing(CODE)
    size = len(votes.counts)
    smooth = np.array([float(votes.counts @ drawn(ends, size, least)) for ends in _ENDS])
    expected = smooth * number / smooth.sum()
    statistic = float(((seen - expected) ** 2 / expected).sum())
    more = seen - expected
    order = np.lexsort((np.arange(TEN), -np.round(more, 6)))
    return ForensicFinding(
        CODE,
        bounded(chance(statistic, number)),
        statistic,
        len(figures),
        {
            "counts": number,
            "chi_square": f"{statistic:.1f}",
            "frequent": [*order[:2].tolist()],
            "rare": [*order[:-3:-1].tolist()],
            "times": [*seen.astype(np.int64).tolist()],
        },
    )


def chance(statistic: float, number: int) -> float:
    """Return the chance of a chi-square so far out, or farther, among so many counts.

    Far out the tail of a multinomial is heavier than that of chi-square: at 7 in a million three
    times among 50 counts, by half among 200. It is widened to second order, exp((x - 9)^2 / 10 n):
    exact tails of 50 to 200 counts stay below that (see the tests).
    """
    beyond = max(statistic - (TEN - 1), 0.0)
    return chi_square_tail_9(statistic) * math.exp(min(beyond**2 / (TEN * number), _MOST_WIDER))


def _ends_in(digit: int) -> Score:
    """Return the score of votes that end in a digit: 1, of others 0."""
    return lambda votes: (votes % TEN == digit).astype(np.float64)


_ENDS: Final = tuple(map(_ends_in, range(TEN)))


def _by_digit(counts: np.ndarray, least: int) -> np.ndarray:
    """Return how many have each last digit; `counts` begin at `least` votes."""
    digits = (np.arange(len(counts)) + least) % TEN
    return np.bincount(digits, counts, TEN)
