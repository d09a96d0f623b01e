"""Whole people out of shares: like seats out of votes, but for everything.

Ballots over stations, votes over candidates, voters over hours: each time real
weights have to become integers whose sums are already known. `fit` does one
list between bounds, `spread` many lists at once, `table` and `tables` do both
directions of a table.

A table is raked (iterative proportional fitting: Deming and Stephan, Annals of
Mathematical Statistics 11, 1940) and then rounded so that both margins stay
exact (controlled rounding: Causey, Cox and Ernst, JASA 80, 1985). Rounding
first takes the greedy step of Gale and Ryser; where that does not come out, an
exact one follows that moves people along shortest paths of columns, which is
the augmenting path method of Edmonds and Karp, and so finds a table whenever
there is one.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]

_TINY: Final = 1e-12  # share of the largest weight that a weight of zero counts as in `fit`
_ALMOST: Final = 1e-9  # a product this close below an integer is taken for it
_NOTHING: Final = 1e-200  # a sum this small cannot be scaled up without overflow
_ROUNDS: Final = 60
_CLOSE: Final = 0.01  # people by which a raked column may be off; rounding makes it exact


def fit(
    weights: ArrayLike, total: int, low: ArrayLike = 0, high: ArrayLike | None = None
) -> Integers:
    """Return integers near a multiple of the weights, between bounds, with an exact sum.

    The multiple is the one at which the clipped products add up to the total;
    what rounding down leaves goes to the largest fractions, ties to the first.

    Args:
        weights: n numbers, none negative; a zero takes only what nobody else can.
        total: the sum.
        low: least value, one or n.
        high: greatest value, one or n; none means no limit.

    Raises:
        ValueError: a weight is negative or no number, a lower bound is above its upper
            one, or the bounds do not admit the total.
    """
    share = _checked(weights)
    least = np.broadcast_to(np.asarray(low, dtype=np.int64), share.shape)
    spare = max(total - int(least.sum()), 0)
    most = least + spare
    if high is not None:
        limit = np.broadcast_to(np.asarray(high, dtype=np.int64), share.shape)
        if (least > limit).any():
            at = int(np.argmax(least > limit))
            raise ValueError(f"bounds cross at {at}: low {least[at]}, high {limit[at]}")
        most = np.minimum(most, limit)
    if not int(least.sum()) <= total <= int(most.sum()):
        raise ValueError(
            f"a total of {total} does not fit between {int(least.sum())} and {int(most.sum())}"
        )
    if not share.size:
        return np.zeros(0, dtype=np.int64)
    greatest = share.max()
    share = np.maximum(share / greatest, _TINY) if greatest > 0 else np.ones_like(share)
    real = np.clip(_multiple(share, total, least, most) * share, least, most)
    whole = np.clip(np.floor(real + _ALMOST).astype(np.int64), least, most)
    rest = real - whole
    while missing := total - int(whole.sum()):
        step = 1 if missing > 0 else -1
        free = np.flatnonzero(whole < most if step > 0 else whole > least)
        chosen = free[np.argsort(-step * rest[free], kind="stable")][: abs(missing)]
        whole[chosen] += step
        rest[chosen] -= step
    return whole


def _checked(weights: ArrayLike) -> Reals:
    share = np.asarray(weights, dtype=np.float64)
    if not np.isfinite(share).all() or (share < 0).any():
        at = np.argwhere(~np.isfinite(share) | (share < 0))[0]
        raise ValueError(f"the weight at {tuple(at.tolist())} is {share[tuple(at)]}, not a share")
    return share


def _multiple(share: Reals, total: int, least: Integers, most: Integers) -> float:
    """Where the sum of `clip(multiple * share, least, most)`, linear in pieces, meets the total."""
    turns = np.concatenate([least / share, most / share])
    order = np.argsort(turns, kind="stable")
    turns = turns[order]
    slope = np.cumsum(np.concatenate([share, -share])[order])
    height = np.concatenate([[0.0], np.cumsum(slope[:-1] * np.diff(turns))]) + least.sum()
    piece = min(max(int(np.searchsorted(height, total, side="right")) - 1, 0), len(turns) - 1)
    if slope[piece] <= _TINY * share.max() or height[piece] >= total:
        return float(turns[piece])
    ahead = turns[piece] + (total - height[piece]) / slope[piece]
    return float(min(ahead, turns[piece + 1]) if piece + 1 < len(turns) else ahead)


def spread(weights: ArrayLike, totals: ArrayLike) -> Integers:
    """Apportion each row's total over the row by largest remainders.

    Each entry is the floor or the ceiling of its quota; a weight of zero gets nothing.

    Args:
        weights: (n, k) numbers, none negative.
        totals: n sums.

    Raises:
        ValueError: a weight is negative or no number, a total is negative, or a row
            of zeros has a total.
    """
    share = _checked(weights)
    greatest = share.max(axis=1, keepdims=True, initial=0.0)
    share = share / np.where(greatest > 0, greatest, 1.0)
    sums = np.asarray(totals, dtype=np.int64)
    whole_weight = share.sum(axis=1)
    if (sums < 0).any() or ((whole_weight == 0) & (sums > 0)).any():
        at = int(np.argmax((sums < 0) | ((whole_weight == 0) & (sums > 0))))
        raise ValueError(f"row {at} cannot have a total of {sums[at]}")
    quota = share * (sums / np.where(whole_weight > 0, whole_weight, 1.0))[:, None]
    whole = np.floor(quota + _ALMOST).astype(np.int64)
    rest = np.where(share > 0, quota - whole, -np.inf)
    missing = sums - whole.sum(axis=1)
    rank = np.empty(rest.shape, dtype=np.int64)
    np.put_along_axis(
        rank, np.argsort(-rest, axis=1, kind="stable"), np.arange(rest.shape[1])[None, :], axis=1
    )
    result: Integers = whole + (rank < missing[:, None])
    return result


def table(weights: ArrayLike, rows: ArrayLike, columns: ArrayLike) -> Integers:
    """Return an integer table near the weights whose rows and columns add up exactly.

    Args:
        weights: (n, k) numbers, none negative; a cell of weight zero stays empty.
        rows: n sums.
        columns: k sums.

    Raises:
        ValueError: the sums of rows and columns differ, or no such table exists.
    """
    share = _checked(weights)
    return tables(share, rows, np.asarray(columns)[None, :], np.array([0, len(share)]))


def tables(weights: ArrayLike, rows: ArrayLike, columns: ArrayLike, starts: ArrayLike) -> Integers:
    """Return many tables at once, stacked on each other: see `table`.

    Args:
        weights: (n, k); the rows of table t are `starts[t]:starts[t + 1]`.
        rows: n sums.
        columns: (tables, k) sums.
        starts: tables + 1 row numbers, rising; no table is empty.

    Raises:
        ValueError: as `table`; the message names the table.
    """
    share = _checked(weights)
    across = np.asarray(rows, dtype=np.int64)
    down = np.asarray(columns, dtype=np.int64)
    edges = np.asarray(starts, dtype=np.int64)
    sums = np.add.reduceat(across, edges[:-1])
    wrong = (sums != down.sum(axis=1)) | (down < 0).any(axis=1)
    wrong |= np.minimum.reduceat(across, edges[:-1]) < 0
    if wrong.any():
        at = int(np.argmax(wrong))
        raise ValueError(f"table {at}: rows add up to {sums[at]}, columns to {down[at].sum()}")
    raked = _raked(share, across, down, edges)
    result = np.zeros(share.shape, dtype=np.int64)
    for at, (first, last) in enumerate(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)):
        block = slice(first, last)
        try:
            result[block] = _rounded(raked[block], share[block] > 0, across[block], down[at])
        except ValueError as error:
            raise ValueError(f"table {at}: {error}") from None
    return result


def _raked(share: Reals, rows: Integers, columns: Integers, edges: Integers) -> Reals:
    """Scale columns and rows in turn until the columns hold with the rows exact."""
    owner = np.repeat(np.arange(len(columns)), np.diff(edges))
    real = share * (rows > 0)[:, None] * (columns > 0)[owner]
    for _ in range(_ROUNDS):
        down = np.add.reduceat(real, edges[:-1], axis=0)
        if np.abs(down - columns).max() < _CLOSE and np.abs(real.sum(axis=1) - rows).max() < _CLOSE:
            break
        real *= _ratio(columns, down)[owner]
        real *= _ratio(rows, real.sum(axis=1))[:, None]
    return real


def _ratio(wanted: Integers, given: Reals) -> Reals:
    """The factor from one to the other; 1 where nothing is given that could be scaled."""
    usable = given > _NOTHING
    return np.where(usable, wanted / np.where(usable, given, 1.0), 1.0)


def _rounded(
    real: Reals, open_cells: NDArray[np.bool_], rows: Integers, columns: Integers
) -> Integers:
    if len(rows) == 1:
        if (columns[~open_cells[0]] > 0).any():
            raise ValueError("a column has a sum but no open cell")
        return columns[None, :].copy()
    whole = np.floor(real + _ALMOST).astype(np.int64)
    rest = np.where(open_cells, real - whole, -1.0)
    missing = rows - whole.sum(axis=1)
    lacking = columns - whole.sum(axis=0)
    for column in np.argsort(-lacking, kind="stable").tolist():
        if lacking[column] <= 0:
            break
        order = np.lexsort((-rest[:, column], -missing, ~open_cells[:, column]))
        chosen = order[: lacking[column]]
        whole[chosen, column] += 1
        missing[chosen] -= 1
    exact = not missing.any() and (whole.sum(axis=0) == columns).all()
    if exact and not whole[~open_cells].any():
        return whole
    return _moved(real, open_cells, rows, columns)


def _moved(
    real: Reals, open_cells: NDArray[np.bool_], rows: Integers, columns: Integers
) -> Integers:
    """Start from exact rows; move people from full columns to lacking ones inside their rows."""
    weights = np.where(open_cells, np.maximum(real, _TINY), 0.0)
    whole = spread(weights, rows)
    while True:
        excess = whole.sum(axis=0) - columns
        if not excess.any():
            return whole
        path = _path(whole, open_cells, excess)
        if path is None:
            short = int(np.argmin(excess))
            raise ValueError(f"column {short} cannot reach {columns[short]} with these empty cells")
        amount = min(int(excess[path[0][1]]), int(-excess[path[-1][2]]))
        amount = min(amount, *(int(whole[row, source]) for row, source, _ in path))
        for row, source, sink in path:
            whole[row, source] -= amount
            whole[row, sink] += amount


def _path(
    whole: Integers, open_cells: NDArray[np.bool_], excess: Integers
) -> list[tuple[int, int, int]] | None:
    """The shortest chain of moves (row, from column, to column) from too many to too few."""
    came: dict[int, tuple[int, int, int] | None] = dict.fromkeys(
        np.flatnonzero(excess > 0).tolist()
    )
    queue = deque(came)
    while queue:
        source = queue.popleft()
        for sink in range(len(excess)):
            if sink in came:
                continue
            room = np.where(open_cells[:, sink], whole[:, source], 0)
            row = int(np.argmax(room))
            if room[row] == 0:
                continue
            came[sink] = (row, source, sink)
            if excess[sink] < 0:
                return _walk(came, sink)
            queue.append(sink)
    return None


def _walk(came: dict[int, tuple[int, int, int] | None], end: int) -> list[tuple[int, int, int]]:
    path = []
    step = came[end]
    while step is not None:
        path.append(step)
        step = came[step[1]]
    return path[::-1]
