"""Tail probabilities, from numpy alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from stream.station_figures import Integers, Reals

LEAST_P: Final = 1e-12
"""Below this a probability is rounding, and said to be this."""

_NEAR_MEAN: Final = 1e-3
_STEPS: Final = 100
_FEW: Final = 16


def bounded(p: float) -> float:
    """Return a p-value between `LEAST_P` and 1."""
    return min(max(p, LEAST_P), 1.0)


def normal_tail(z: float) -> float:
    """Return the probability that a standard normal number is above z."""
    return math.erfc(z / math.sqrt(2)) / 2


def chi_square_tail_9(x: float) -> float:
    """Return the probability of more than x with 9 degrees of freedom.

    For odd degrees the tail is closed: Abramowitz and Stegun, 26.4.4.
    """
    series = 1 + x / 3 + x**2 / 15 + x**3 / 105
    return math.erfc(math.sqrt(x / 2)) + math.sqrt(2 * x / math.pi) * math.exp(-x / 2) * series


def log_factorials(most: int) -> Reals:
    """Return the logarithms of 0! to most!, (most + 1)."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])


def weighted_tail(total: float, chance: Reals, weight: Reals) -> float:
    """Return the probability that independent events weigh as much as `total` or more.

    Of up to 16 events all outcomes are added up. Of more, the saddlepoint approximation (Lugannani
    and Rice, Advances in Applied Probability 12 (1980), 475): right to a few per cent far out in
    the tail too (1 in 10,000 and less), where a normal one is not; among two or three events it
    would be anything.

    Args:
        total: weight of the events that happened.
        chance: (n) of each event, 0 < chance < 1.
        weight: (n) of each event, above 0.
    """
    if len(chance) <= _FEW:
        return _exact_tail(total, chance, weight)
    mean, spread = float(weight @ chance), math.sqrt(float(weight**2 @ (chance * (1 - chance))))
    if not spread:
        return 1.0
    if total <= 0:
        return 1.0
    if total >= float(weight.sum()) * (1 - 1e-9):
        return math.exp(float(np.log(chance).sum()))
    z = (total - mean) / spread
    if abs(z) < _NEAR_MEAN:
        return 0.5
    t, excess, curve = _saddle(total, chance, weight, 1 / spread)
    r = math.copysign(math.sqrt(2 * max(excess, 0.0)), t)
    v = t * math.sqrt(curve)
    density = math.exp(-r * r / 2) / math.sqrt(2 * math.pi)
    return normal_tail(r) + density * (1 / v - 1 / r)


def _exact_tail(total: float, chance: Reals, weight: Reals) -> float:
    sums, likely = np.zeros(1), np.ones(1)
    for p, more in zip(chance.tolist(), weight.tolist(), strict=True):
        sums = np.concatenate([sums, sums + more])
        likely = np.concatenate([likely * (1 - p), likely * p])
    # Sums in another order differ by their last digits.
    reached = sums >= total - 1e-9 * float(weight.sum())
    return float(likely[reached].sum())


def _saddle(total: float, chance: Reals, weight: Reals, unit: float) -> tuple[float, float, float]:
    """Solve K'(t) = total; return t, t total - K(t) and K''(t)."""
    yes, no = np.log(chance), np.log1p(-chance)
    low, high, t = -math.inf, math.inf, 0.0
    cumulant, curve = 0.0, 1.0
    for _ in range(_STEPS):
        each = np.logaddexp(no, yes + weight * t)
        tilted = np.exp(yes + weight * t - each)
        cumulant = float(each.sum())
        slope = float(weight @ tilted) - total
        curve = float(weight**2 @ (tilted * (1 - tilted)))
        if abs(slope) * unit < 1e-9:
            break
        low, high = (t, high) if slope < 0 else (low, t)
        step = t - slope / curve if curve > 0 else math.nan
        if not low < step < high:
            # Newton left the bracket: halve it, or walk on where it has no end yet.
            if math.isinf(low) or math.isinf(high):
                step = t + math.copysign(max(unit, abs(t)), -slope)
            else:
                step = (low + high) / 2
        t = step
    return t, t * total - cumulant, curve


def hypergeometric(marks: Sequence[int], logs: Reals) -> Reals:
    """Return the chances of 0, 1, ... members that are among both, if drawn independently.

    Args:
        marks: size of the group, members with the one mark, and with the other.
        logs: `log_factorials` up to the size at least.
    """
    size, some, others = marks
    both = np.arange(min(some, others) + 1)
    left = size - some - others + both
    fits = left >= 0
    told = logs[size] + logs[both] + logs[some - both] + logs[others - both]
    told = told + logs[np.where(fits, left, 0)]
    whole = logs[some] + logs[size - some] + logs[others] + logs[size - others]
    chances: Reals = np.where(fits, np.exp(whole - told), 0.0)
    return chances


def sum_tail(total: int, kinds: list[Reals], numbers: Integers) -> float:
    """Return the probability that independent counts add up to `total` or more.

    The distribution is exact: a product of Fourier transforms, one a kind.

    Args:
        total: what they add up to.
        kinds: chances of 0, 1, ... for each kind of count.
        numbers: how many counts are of each kind.
    """
    most = sum(
        (len(kind) - 1) * number for kind, number in zip(kinds, numbers.tolist(), strict=True)
    )
    if total <= 0 or not kinds:
        return 1.0
    length = 1 << most.bit_length()
    product = np.ones(length // 2 + 1, dtype=np.complex128)
    for kind, number in zip(kinds, numbers.tolist(), strict=True):
        product *= np.fft.rfft(kind, length) ** number
    return float(np.fft.irfft(product, length)[total : most + 1].sum())
