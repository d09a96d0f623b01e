"""What the ballots say: votes by station, contest and candidate.

A contest is drawn first, with its winner strictly ahead of every other candidate
and of "against all"; then its votes are laid over its stations. Where votes are
published, by candidate or by nomination over a region, they come out exactly.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.election import AGAINST_ALL, INVALID
from sim.apportion import Integers, Reals, spread, table, tables
from sim.ground import NOBODY, Ground
from sim.known import Known

BESIDES: Final = 2
"""Columns after the candidates: against all, invalid."""

_AGAINST_ALL: Final = 0.05  # usual shares of the ballots; Akmola published 6.4 and 4.05 %
_INVALID: Final = 0.033
_LIKE_BALLOTS: Final = (60, 80)  # how firmly contests keep to these shares (beta, ballots)
_WINNER: Final = 0.62  # usual share of the valid votes
_STRONGEST_WINNER: Final = 0.76  # of a winner whose party stands in most contests
_LIKE_WINNERS: Final = 14
_LOSERS: Final = 1.2  # concentration (Dirichlet) of the others' votes
_CLOSEST: Final = 0.93  # of the winner's share, for anyone else
_CLEARLY: Final = 0.85  # the same while votes by nomination are fitted
_STATION_NOISE: Final = 14  # gamma shape: 27 % standard deviation of a share at a station
_SWEEPS: Final = 5000
_SETTLED: Final = 1e-9


def votes(
    ground: Ground,
    known: Known,
    contests: tuple[str, ...],
    received: Integers,
    dice: np.random.Generator,
) -> Integers:
    """Return votes by row, (P, K + 2): candidates in ballot order, against all, invalid.

    Each row adds up to the ballots of its station. Columns beyond a contest's
    candidates are 0.

    Args:
        ground: the region.
        known: what is published of it.
        contests: ids of its contests, as `known` names them; may be empty if it names none.
        received: (S) ballots of each station.
        dice: draws all of it.

    Raises:
        ValueError: the published votes do not fit the ballots, or leave no winner.
    """
    rows = received[ground.station_of]
    winner, shares = _shares(ground, known, dice)
    noise = dice.gamma(_STATION_NOISE, 1 / _STATION_NOISE, (len(rows), shares.shape[1]))
    if (ground.elected == NOBODY).all() and not known.region_votes and not known.contest_votes:
        return spread(shares[ground.contest_of] * noise, rows)
    ballots = np.add.reduceat(rows, ground.starts[:-1])
    if known.region_votes:
        totals = _by_nomination(ground, known.region_votes, winner, shares, ballots)
    else:
        totals = spread(shares, ballots)
    if not known.region_votes:
        _let_winners_win(ground, totals)
    for at, contest in enumerate(contests):
        if contest in known.contest_votes:
            *of_candidates, against, invalid = known.contest_votes[contest]
            totals[at] = 0
            totals[at, : len(of_candidates)] = of_candidates
            totals[at, -BESIDES:] = against, invalid
    _check_winners(ground, totals)
    weights = (totals / ballots[:, None])[ground.contest_of] * noise
    return tables(weights, rows, totals, ground.starts)


def _shares(ground: Ground, known: Known, dice: np.random.Generator) -> tuple[Integers, Reals]:
    """The winner of each contest, (C), and shares of its ballots, (C, K + 2), nobody close."""
    standing = ground.nominated != NOBODY
    means = np.array([_AGAINST_ALL, _INVALID])
    if known.region_votes:
        of_all = [known.region_votes.get(name, 0) for name in (AGAINST_ALL, INVALID)]
        means = np.array(of_all) / sum(known.region_votes.values())
    winner = _winners(ground, standing, dice)
    shares = np.zeros((ground.contests, ground.places + BESIDES))
    todo = np.arange(ground.contests)
    while todo.size:
        drawn = _draw(ground, todo, winner[todo], means, dice)
        shares[todo] = drawn
        first = drawn[np.arange(len(todo)), winner[todo]]
        drawn[np.arange(len(todo)), winner[todo]] = 0
        todo = todo[drawn[:, :-1].max(axis=1) >= _CLOSEST * first]
    return winner, shares


def _winners(ground: Ground, standing: NDArray[np.bool_], dice: np.random.Generator) -> Integers:
    """The winner by contest: the one to be, or one by lot, the strongest party's rather."""
    chance = dice.random(standing.shape) * standing
    chance *= np.where(ground.nominated == ground.strongest, 3.0, 1.0)
    return np.where(ground.elected == NOBODY, chance.argmax(axis=1), ground.elected)


def _draw(
    ground: Ground, contests: Integers, winner: Integers, means: Reals, dice: np.random.Generator
) -> Reals:
    line = np.arange(len(contests))
    standing = ground.nominated[contests] != NOBODY
    like = np.array(_LIKE_BALLOTS)
    besides = dice.beta(means * like, (1 - means) * like, (len(contests), BESIDES))
    strong = ground.nominated[contests, winner] == ground.strongest
    usual = np.where(strong, _STRONGEST_WINNER, _WINNER) * _LIKE_WINNERS
    first = dice.beta(usual, _LIKE_WINNERS - usual)
    others = dice.gamma(_LOSERS, 1.0, standing.shape) * standing
    others[line, winner] = 0
    others *= ((1 - first) / np.maximum(others.sum(axis=1), np.finfo(float).tiny))[:, None]
    others[line, winner] = np.where(standing.sum(axis=1) > 1, first, 1.0)
    return np.concatenate([others * (1 - besides.sum(axis=1))[:, None], besides], axis=1)


def _by_nomination(
    ground: Ground,
    published: dict[str, int],
    winner: Integers,
    shares: Reals,
    ballots: Integers,
) -> Integers:
    """Votes by contest whose sums over a nomination, against all and invalid are the published.

    The shares are scaled to both margins in turn while every loser is held below
    its winner; then contests by nomination are rounded as a table, and a nomination
    with several candidates in a contest is divided among them.
    """
    kinds = (*ground.parties, AGAINST_ALL, INVALID)
    wanted = np.array([published.get(kind, 0) for kind in kinds], dtype=np.float64)
    kind = np.full(shares.shape, len(kinds), dtype=np.int64)
    kind[:, :-BESIDES] = np.where(ground.nominated == NOBODY, len(kinds), ground.nominated)
    kind[:, -BESIDES:] = [len(kinds) - 2, len(kinds) - 1]
    of_kind = _scaled(shares * ballots[:, None], kind, wanted, winner, ballots)
    cells = np.zeros((ground.contests, len(kinds) + 1))
    np.add.at(cells, (np.arange(ground.contests)[:, None], kind), of_kind)
    by_kind = table(cells[:, :-1], ballots, wanted.astype(np.int64))
    totals = np.zeros(shares.shape, dtype=np.int64)
    for at in range(len(kinds)):
        inside = np.where(kind == at, of_kind, 0.0)
        totals += spread(inside, by_kind[:, at])
    return totals


def _scaled(
    cells: Reals, kind: Integers, wanted: Reals, winner: Integers, ballots: Integers
) -> Reals:
    line = np.arange(len(cells))
    real = cells.copy()
    rivals = np.ones(cells.shape, dtype=bool)
    rivals[:, -1] = False
    rivals[line, winner] = False
    for _ in range(_SWEEPS):
        limit = _CLEARLY * real[line, winner][:, None]
        held = rivals & (real > limit)
        real = np.where(held, limit, real)
        sums = np.bincount(kind.ravel(), real.ravel(), len(wanted) + 1)[:-1]
        factor = np.ones(len(wanted) + 1)
        factor[:-1] = np.where(sums > 0, wanted / np.where(sums > 0, sums, 1.0), 1.0)
        real *= factor[kind]
        real *= (ballots / real.sum(axis=1))[:, None]
        if not held.any() and np.abs(factor - 1).max() < _SETTLED:
            break
    return real


def _let_winners_win(ground: Ground, totals: Integers) -> None:
    """Where rounding has brought someone level, hand votes to the winner, one by one."""
    todo = np.flatnonzero(ground.elected != NOBODY)
    while todo.size:
        winner = ground.elected[todo]
        line = np.arange(len(todo))
        rivals = totals[todo].copy()
        rivals[line, winner] = -1
        rivals[:, -1] = -1
        first, best = totals[todo, winner], rivals.max(axis=1)
        behind = first <= best
        # With no vote for anyone the winner takes an invalid ballot.
        giver = np.where(best > 0, rivals.argmax(axis=1), totals.shape[1] - 1)
        todo, winner, giver = todo[behind], winner[behind], giver[behind]
        totals[todo, giver] -= 1
        totals[todo, winner] += 1


def _check_winners(ground: Ground, totals: Integers) -> None:
    line = np.flatnonzero(ground.elected != NOBODY)
    rivals = totals[line, :-1].copy()
    rivals[np.arange(len(line)), ground.elected[line]] = -1
    lost = totals[line, ground.elected[line]] <= rivals.max(axis=1)
    if lost.any():
        raise ValueError(f"the elected has not most votes in contest {line[lost.argmax()]}")
