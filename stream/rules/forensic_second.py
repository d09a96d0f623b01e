"""F404: second digits that are not those of the same votes drawn anew.

After Mebane, "Election forensics" (2006), but for the null: Benford's own frequencies do not
hold for stations of like size (Deckert, Myagkov, Ordeshook, Political Analysis 19 (2011), 245).
"""

from __future__ import annotations

import numpy as np

from config.rulebook import thresholds
from stream.rules.forensic_finding import ForensicFinding, nothing
from stream.rules.smooth_votes import SmoothVotes, drawn, scored
from stream.rules.tails import bounded, normal_tail
from stream.station_figures import Integers, Reals, StationFigures

CODE = "F404"
_LEAST_COUNTS = 50


def second_digits(figures: StationFigures, votes: SmoothVotes) -> ForensicFinding:
    """Hold the mean second digit against that of the votes drawn anew.

    The statistic is the difference of the means in standard deviations.

    Args:
        figures: `counted()`.
        votes: of these figures.
    """
    least = int(thresholds().digits_least)
    size = len(votes.counts)
    number = int(votes.counts[least:].sum())
    if number < _LEAST_COUNTS:
        return nothing(CODE)
    digit, one = scored(_digit, size, least), scored(_one, size, least)
    its_draws, draws = drawn(_digit, size, least), drawn(_one, size, least)
    mean = float(votes.counts @ digit) / number
    smooth = float(votes.counts @ its_draws) / float(votes.counts @ draws)
    told = digit - its_draws - smooth * (one - draws)
    spread = float(votes.counts @ told**2) ** 0.5
    z = float(votes.counts @ told) / spread if spread else 0.0
    return ForensicFinding(
        CODE,
        bounded(2 * normal_tail(abs(z))),
        z,
        len(figures),
        {"counts": number, "mean_digit": f"{mean:.3f}", "expected": f"{smooth:.3f}"},
    )


def second_digit(votes: Integers) -> Integers:
    """Return the second digit from the left; 0 below ten."""
    power = np.ones(len(votes), dtype=np.int64)
    while (longer := votes // power >= 100).any():
        power[longer] *= 10
    digit: Integers = np.where(votes < 10, 0, votes // power % 10)
    return digit


def _digit(votes: Integers) -> Reals:
    return second_digit(votes).astype(np.float64)


def _one(votes: Integers) -> Reals:
    return np.ones(len(votes))
