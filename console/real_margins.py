"""How near real stations come to what the rules allow: distances, pace, round figures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from config.rulebook import thresholds
from sim.georgia import RealStation

SPANS_H: Final = (4, 5, 3)
"""Hours from the opening to 12:00, to 17:00, and to the end."""

QUANTILES: Final = (0.5, 0.9, 0.99, 0.999, 1.0)

STEPS: Final = (
    ("-11 and below", -math.inf, -11),
    ("-10 to -6", -10, -6),
    ("-5 to -3", -5, -3),
    ("-2", -2, -2),
    ("-1", -1, -1),
    ("0", 0, 0),
    ("+1", 1, 1),
    ("+2", 2, 2),
    ("+3 to +5", 3, 5),
    ("+6 to +10", 6, 10),
    ("+11 and above", 11, math.inf),
)
"""Ballots found less signatures: name, least and most of each step."""


class Margins(NamedTuple):
    """What stations have, apart from any rule.

    Attributes:
        stations: how many.
        steps: (ballots found less signatures as text, stations with so many).
        pace: voters a desk and hour in the busiest span of a station, by quantile.
        most: the pace above which T203 speaks.
        round_: (figure, stations where it is above 0, of these those where it is a multiple
            of ten).
        round_expected: stations where the figures of 12:00 and 17:00 would both be, were they
            round apart from each other.
        invalid: stations with more than `invalid_least` of the ballots found invalid.
        open_ballots: stations where a ballot was found.
    """

    stations: int
    steps: Sequence[tuple[str, int]]
    pace: Sequence[tuple[float, float]]
    most: float
    round_: Sequence[tuple[str, int, int]]
    round_expected: float
    invalid: int
    open_ballots: int


def margins(stations: Iterable[RealStation]) -> Margins:
    """Measure some stations."""
    listed = list(stations)
    figures = np.array(
        [(s.by_12, s.by_17, s.signed, s.found, s.invalid, s.roll) for s in listed], np.int64
    )
    voters, (found, invalid, roll) = figures[:, :3], figures[:, 3:].T
    given = thresholds()
    desks = -(-roll // int(given.voters_per_desk))
    new = np.diff(voters, axis=1, prepend=0)[desks > 0]
    pace = (new / SPANS_H).max(1) / desks[desks > 0]
    some = found > 0
    round_, expected = _round(voters)
    return Margins(
        stations=len(listed),
        steps=_steps(found - voters[:, 2]),
        pace=[(q, float(np.quantile(pace, q))) for q in QUANTILES],
        most=3600 / given.fastest_service_seconds,
        round_=round_,
        round_expected=expected,
        invalid=int((invalid[some] > given.invalid_least * found[some]).sum()),
        open_ballots=int(some.sum()),
    )


def _steps(more: NDArray[np.int64]) -> list[tuple[str, int]]:
    """Count distances by step."""
    return [(name, int(((more >= least) & (more <= most)).sum())) for name, least, most in STEPS]


def _round(voters: NDArray[np.int64]) -> tuple[list[tuple[str, int, int]], float]:
    """Count round figures of int64[n, 3]: each by itself, and the first two together."""
    tens = voters % 10 == 0
    counts: list[tuple[str, int, int]] = []
    for name, column in (("12:00", 0), ("17:00", 1), ("the day", 2)):
        some = voters[:, column] > 0
        counts.append((name, int(some.sum()), int(tens[some, column].sum())))
    both = (voters[:, :2] > 0).all(1)
    together = tens[both, :2].all(1)
    counts.append(("12:00 and 17:00", int(both.sum()), int(together.sum())))
    first, second = tens[both, :2].sum(0).tolist()
    return counts, first * second / max(int(both.sum()), 1)
