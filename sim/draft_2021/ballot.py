"""Who stands and who is elected: names on the ballots, and the seats they win.

Candidates by nomination and seats by party are published for each region, the
ballots of the contests are not. A winner carries the party of the regional table
and that of the national one: the nation counts 65 of the 98 independents with
Nur Otan, and one seat of Nur Otan with Auyl; in Almaty Nur Otan won 57 seats with
51 candidates, so six of its winners had nominated themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from config.election import INDEPENDENT
from sim.apportion import Integers, fit
from sim.draft_2021.sources import Sources

NUR_OTAN: Final = "nur-otan"
PARTIES: Final = (NUR_OTAN, "auyl", "qhp", "adal", "ak-zhol", "jsdp", INDEPENDENT)
_NUR: Final = 0
_AUYL: Final = 1
_SELF: Final = len(PARTIES) - 1
_SEAT_FOR_AUYL: Final = "almaty"  # where the nation's seat more for Auyl is placed: own decision
_VOTES_KNOWN: Final = "akmola"  # the one region with votes by nomination
_WINNING_SHARE: Final = 0.62  # of the ballots, for a winner of a small party
_OF_ITS_VOTES: Final = 0.8  # what the winners hold of their party's votes
_SMALL: Final = 400  # voters; no loser of a small party where votes are scarce and known


@dataclass(frozen=True)
class Standing:
    """One candidate; the first of a contest is the one elected, until they are shuffled."""

    nominated_by: str
    party: str
    national_party: str
    elected: bool


def counted_with_nur_otan(sources: Sources, regions: tuple[str, ...]) -> dict[str, int]:
    """How many independent winners of each region the nation counts with Nur Otan."""
    won = np.array([sources.figure(region, "seats", INDEPENDENT) for region in regions])
    moved = int(won.sum()) - sources.figure("", "seats", INDEPENDENT)
    return dict(zip(regions, fit(won, moved, 0, won).tolist(), strict=True))


def standings(
    sources: Sources, region: str, rolls: Integers, counted: int, rng: np.random.Generator
) -> list[list[Standing]]:
    """Return the candidates of each contest in ballot order.

    Args:
        sources: seats and candidates.
        region: whose contests.
        rolls: voters by contest.
        counted: independent winners that the nation counts with Nur Otan.
        rng: draws who stands where, who wins and the order on the ballot.
    """
    won = _winners(sources, region, rolls, rng)
    nominated = won.copy()
    spare = sources.figure(region, "seats", NUR_OTAN) - sources.figure(
        region, "candidates", NUR_OTAN
    )
    nominated[rng.permutation(np.flatnonzero(won == _NUR))[: max(spare, 0)]] = _SELF
    national = won.copy()
    national[rng.permutation(np.flatnonzero(won == _SELF))[:counted]] = _NUR
    if region == _SEAT_FOR_AUYL:
        national[np.flatnonzero((won == _NUR) & (nominated == _SELF))[0]] = _AUYL
    standing = _nominations(sources, region, nominated, rolls, rng)
    ballots = []
    for contest, numbers in enumerate(standing):
        winner = Standing(
            nominated_by=PARTIES[nominated[contest]],
            party=PARTIES[won[contest]],
            national_party=PARTIES[national[contest]],
            elected=True,
        )
        losers = numbers.copy()
        losers[nominated[contest]] -= 1
        others = [
            Standing(party, party, party, elected=False)
            for party, times in zip(PARTIES, losers.tolist(), strict=True)
            for _ in range(times)
        ]
        names = [winner, *others]
        ballots.append([names[at] for at in rng.permutation(len(names)).tolist()])
    return ballots


def _winners(sources: Sources, region: str, rolls: Integers, rng: np.random.Generator) -> Integers:
    """Party of the regional table by contest, as an index into `PARTIES`."""
    seats = [sources.figure(region, "seats", party) for party in PARTIES]
    won = np.full(len(rolls), -1, dtype=np.int64)
    free = rng.permutation(len(rolls)).tolist()
    if region == _VOTES_KNOWN:  # a small party wins where its published votes are enough
        turnout = sources.figure(region, "ballots") / sources.figure(region, "registered")
        small = sorted(range(1, _SELF), key=lambda at: sources.figure(region, "votes", PARTIES[at]))
        for party in small:
            for _ in range(seats[party]):
                votes = sources.figure(region, "votes", PARTIES[party]) * _OF_ITS_VOTES
                ballots = votes / seats[party] / _WINNING_SHARE
                best = min(free, key=lambda at: abs(float(rolls[at]) * turnout - ballots))
                won[best] = party
                free.remove(best)
    for party, number in enumerate(seats):
        for _ in range(number - int((won == party).sum())):
            won[free.pop()] = party
    return won


def _nominations(
    sources: Sources, region: str, nominated: Integers, rolls: Integers, rng: np.random.Generator
) -> Integers:
    """Candidates by contest and nomination: two at least, one of a party at most."""
    contests = len(nominated)
    standing = np.zeros((contests, len(PARTIES)), dtype=np.int64)
    standing[np.arange(contests), nominated] = 1
    left = [sources.figure(region, "candidates", party) for party in PARTIES]
    left = [number - int((nominated == at).sum()) for at, number in enumerate(left)]
    scarce = region == _VOTES_KNOWN
    for party in range(_SELF):  # losers of parties stand rather where few do
        free = np.flatnonzero(standing[:, party] == 0)
        weights = 1.0 / standing[free].sum(axis=1)
        if scarce and party != _NUR:
            weights *= rolls[free] > _SMALL
        chosen = rng.choice(free, left[party], replace=False, p=weights / weights.sum())
        standing[chosen, party] += 1
    if scarce:  # exact totals by party leave room in every contest: an independent takes the rest
        standing[:, _SELF] = np.maximum(standing[:, _SELF], 1)
    standing[standing.sum(axis=1) < 2, _SELF] += 1
    extra = sources.figure(region, "candidates", INDEPENDENT) - int(standing[:, _SELF].sum())
    if extra < 0:
        raise ValueError(f"{region}: too few candidates for two in every contest")
    weights = rng.gamma(2, 1, contests) / standing.sum(axis=1)
    for _ in range(extra):
        contest = int(rng.choice(contests, p=weights / weights.sum()))
        standing[contest, _SELF] += 1
        weights[contest] *= 0.6
    return standing
