"""F401: stations far out in turnout and in the leader's share at once.

After Klimek, Yegorov, Hanel and Thurner, PNAS 109 (2012), 16469: ballots put in for one
candidate smear a cloud of stations towards full turnout and full share. What counts here is
how many stations stand in that corner, as against the shares being dealt out among like
stations anew. A group of m stations with a far out in turnout and b in share has
hypergeometrically many in both; the sum over the groups has an exact distribution.

Where turnout and share go together for honest reasons, stations also stand in the opposite
corner, low in both; no ballots put in bring them there. So among larger groups the corner must
be fuller than chance, and fuller than the opposite one (sign test): the p-value is the larger of
the two (an intersection-union test: Berger, Technometrics 24 (1982), 295). In a group of two or
three, one station high is the other one low, and only chance is asked. Each kind of group has
half of the error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from config.rulebook import thresholds
from stream.rules.forensic_finding import ForensicFinding, nothing
from stream.rules.likes import Compared, Distance, Likes
from stream.rules.peers import TO_DEVIATION, medians
from stream.rules.tails import bounded, hypergeometric, log_factorials, sum_tail
from stream.station_figures import Flags, Integers

CODE = "F401"
_NAMED = 20


def joint_outliers(compared: Compared) -> ForensicFinding:
    """Count the stations that are far out in both.

    The statistic is their number.
    """
    figures = compared.figures
    if not len(figures):
        return nothing(CODE)
    likes, together = compared.likes, compared.together
    turnout, share = far(compared, compared.turnout), far(compared, compared.share)
    large = likes.large[likes.group]
    few = Corner.of(likes, turnout.up & ~large, share.up & ~large)
    high = Corner.of(likes, turnout.up & large, share.up & large)
    low = Corner.of(likes, turnout.down & large, share.down & large)
    parts = [few.chance] if (~large & together).any() else []
    parts += [max(high.chance, fuller(high.count, low.count))] if large.any() else []
    inside = few.inside | high.inside
    return ForensicFinding(
        CODE,
        bounded(len(parts) * min(parts) if parts else 1.0),
        float(inside.sum()),
        int(together.sum()),
        {
            "far_up": int(inside.sum()),
            "expected": f"{few.expected + high.expected:.1f}",
            "far_down": low.count,
            "rows": [*figures.row[inside][:_NAMED].tolist()],
            "regions": [*most_frequent(figures.region[inside])],
        },
    )


@dataclass(frozen=True, eq=False)
class Corner:
    """The stations that are far out in both, on one side.

    Attributes:
        inside: [n] which they are.
        expected: how many, if the shares are dealt out anew.
        chance: of so many or more.
    """

    inside: Flags
    expected: float
    chance: float

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.inside.sum())

    @classmethod
    def of(cls, likes: Likes, one: Flags, other: Flags) -> Corner:
        """Count those with both marks, [n] each, inside groups of like stations."""
        groups = len(likes.size)
        some = np.bincount(likes.group[one], minlength=groups)
        others = np.bincount(likes.group[other], minlength=groups)
        open_ = (some > 0) & (others > 0)
        marks = np.stack([likes.size, some, others], axis=1)[open_]
        kinds, numbers = np.unique(marks, axis=0, return_counts=True)
        logs = log_factorials(int(likes.size.max()))
        chances = [hypergeometric(kind, logs) for kind in kinds.tolist()]
        inside = one & other
        return cls(
            inside,
            float((marks[:, 1] * marks[:, 2] / marks[:, 0]).sum()),
            sum_tail(int(inside.sum()), chances, numbers.astype(np.int64)),
        )


def fuller(high: int, low: int) -> float:
    """Return the chance that of the stations in both corners so many or more stand high.

    Honestly each stands there or in the low one with one half: a sign test.
    """
    together = high + low
    numbers = np.arange(high, together + 1)
    logs = log_factorials(together)
    told = logs[together] - logs[numbers] - logs[together - numbers] - together * np.log(2)
    return float(np.exp(told).sum())


class Far(NamedTuple):
    """Which stations are far out, [n] each.

    Attributes:
        up: far above their like.
        down: far below.
    """

    up: Flags
    down: Flags


def far(compared: Compared, distance: Distance) -> Far:
    """Say which stations' turnout, or share, is far from that of their like.

    The distance from the group's median, on the logit scale, is measured by the robust
    spread of such distances in the region, the station's own chance added.
    """
    together, left = compared.together, distance.left
    where = np.unique(compared.figures.region, return_inverse=True)[1].reshape(-1)
    # Stations without a group tell nothing of the spread: a region of such has none.
    size = np.bincount(where[together], minlength=int(where.max()) + 1)
    spread = np.zeros(len(size))
    shown = size > 0
    index = np.cumsum(shown) - 1
    spread[shown] = medians(np.abs(left[together]), index[where[together]], size[shown])
    limit = thresholds().joint_deviations * np.sqrt(
        (TO_DEVIATION * spread[where]) ** 2 + distance.chance
    )
    return Far(together & (left > limit), together & (-left > limit))


def most_frequent(index: Integers, most: int = 5) -> list[int]:
    """Return the most frequent numbers, most frequent first, ties in their order."""
    numbers, times = np.unique(index, return_counts=True)
    order = np.lexsort((numbers, -times))[:most]
    found: list[int] = numbers[order].tolist()
    return found
