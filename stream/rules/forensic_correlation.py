"""F405: turnout and the leader's share rise together.

After Myagkov, Ordeshook and Shakin, "The Forensics of Election Fraud" (2009). The measure is
Spearman's rank correlation of what is left of both inside groups of like stations, their size
apart (aligned ranks: Hodges and Lehmann, Annals of Mathematical Statistics 33 (1962), 482).
Dealing the shares out anew inside the groups gives a sum of products whose mean is 0 and whose
variance is known; small stations may be noisier in both, so the variance is also taken from the
products themselves (DiCiccio and Romano, JASA 112 (2017), 1211), and the larger of the two
counts.
"""

from __future__ import annotations

import numpy as np

from stream.rules.forensic_finding import ForensicFinding, nothing
from stream.rules.likes import Compared, Likes
from stream.rules.tails import bounded, normal_tail
from stream.station_figures import Flags, Integers, Reals

CODE = "F405"
_LEAST_FREE = 30
_NAMED = 5


def rise_together(compared: Compared) -> ForensicFinding:
    """Correlate turnout and leader's share; the statistic is the correlation."""
    figures = compared.figures
    if not len(figures):
        return nothing(CODE)
    likes, together = compared.likes, compared.together
    free = int((likes.size[likes.size > 1] - 1).sum())
    if free < _LEAST_FREE:
        return nothing(CODE)
    turnout = aligned(compared.turnout.left, likes, together)
    share = aligned(compared.share.left, likes, together)
    product = turnout * share
    groups = len(likes.size)
    dealt = np.bincount(likes.group, turnout**2, groups) * np.bincount(
        likes.group, share**2, groups
    )
    own = np.bincount(likes.group, product**2, groups) * likes.size / likes.free
    variance = max(float((dealt / likes.free).sum()), float(own.sum()))
    total = float(product.sum())
    z = total / variance**0.5 if variance else 0.0
    scale = float((turnout**2).sum() * (share**2).sum()) ** 0.5
    rho = total / scale if scale else 0.0
    return ForensicFinding(
        CODE,
        bounded(normal_tail(z)),
        rho,
        int(together.sum()),
        {
            "correlation": f"{rho:.3f}",
            "deviations": f"{z:.1f}",
            "regions": [*_strongest(figures.region, product)],
        },
    )


def aligned(distance: Reals, likes: Likes, together: Flags) -> Reals:
    """Return the ranks of the distances from the group, levelled in each group, [n].

    They lie between -1/2 and 1/2 before that; stations alone in their group have 0.
    """
    left = distance[together]
    score = np.zeros(len(distance))
    score[together] = mean_ranks(left) / len(left) - 0.5
    level: Reals = np.where(together, likes.levelled(score), 0.0)
    return level


def mean_ranks(value: Reals) -> Reals:
    """Return ranks less one half, equal values sharing the mean of theirs."""
    _, which, times = np.unique(np.round(value, 9), return_inverse=True, return_counts=True)
    ranks: Reals = (np.cumsum(times) - times / 2)[which.reshape(-1)]
    return ranks


def _strongest(region: Integers, product: Reals) -> list[int]:
    """Return the regions that add most to the correlation."""
    names, which = np.unique(region, return_inverse=True)
    sums = np.bincount(which.reshape(-1), product)
    order = np.lexsort((names, -np.round(sums, 9)))[:_NAMED]
    named: list[int] = names[order[sums[order] > 0]].tolist()
    return named
