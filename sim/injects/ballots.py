"""What can be done to the figures of a protocol, so that no more is wrong than has to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

import msgspec
import numpy as np

from stream.events import CountReported

_Pile: TypeAlias = tuple[str, ...]
"""A candidate, or what is no vote for anybody."""

_AGAINST: Final[_Pile] = ("", "against all")
_INVALID: Final[_Pile] = ("", "invalid")


def more_for(count: CountReported, candidate: str, ballots: int) -> CountReported:
    """Return the protocol with more ballots for a candidate, taken from the unused ones.

    What is not unused is said never to have been spoiled, or to have been received besides.
    """
    votes = {**count.votes, candidate: count.votes.get(candidate, 0) + ballots}
    return _issued_more(msgspec.structs.replace(count, votes=votes), ballots)


def more_alike(count: CountReported, ballots: int, dice: np.random.Generator) -> CountReported:
    """Return the protocol with more ballots, spread as those that are there."""
    piles = _piles(count)
    weights = np.array(list(piles.values()), float)
    if not weights.sum():
        weights += 1
    drawn = dice.multinomial(ballots, weights / weights.sum()).tolist()
    more = {pile: had + new for (pile, had), new in zip(piles.items(), drawn, strict=True)}
    return _issued_more(_with_piles(count, more), ballots)


def fewer(
    count: CountReported,
    ballots: int,
    dice: np.random.Generator,
    *,
    issued: bool,
    sparing: str | None = None,
) -> CountReported:
    """Return the protocol with fewer ballots found, drawn at random; as many at most as there are.

    Args:
        count: as it is.
        ballots: to be taken out.
        dice: draws them.
        issued: whether they are said never to have been issued either.
        sparing: a candidate whose ballots are taken last.
    """
    piles = _piles(count)
    spared: dict[_Pile, int] = {} if sparing is None else {(sparing,): count.votes[sparing]}
    others = {pile: n for pile, n in piles.items() if pile not in spared}
    ballots = min(ballots, count.found)
    first = min(ballots, sum(others.values()))
    left = {**piles, **_drawn(others, first, dice), **_drawn(spared, ballots - first, dice)}
    at_home = max(count.found_home - max(0, ballots - count.found_station), 0)
    found = count.found - ballots
    changed = msgspec.structs.replace(
        _with_piles(count, left), found_home=at_home, found_station=found - at_home
    )
    if not issued:
        return changed
    issued_now = count.issued - ballots
    return msgspec.structs.replace(
        changed,
        issued=issued_now,
        issued_home=max(min(count.issued_home, issued_now), at_home),
        unused=count.unused + ballots,
    )


def moved(count: CountReported, giver: str, taker: str, ballots: int) -> CountReported:
    """Return the protocol with votes of one candidate called another's."""
    votes = {**count.votes, giver: count.votes[giver] - ballots}
    votes[taker] = votes.get(taker, 0) + ballots
    return msgspec.structs.replace(count, votes=votes)


def drawn_together(
    count: CountReported, candidate: str, votes: int, dice: np.random.Generator
) -> CountReported:
    """Return the protocol with so many votes for a candidate; all others make up for it.

    As many at most as ballots were found.
    """
    piles = _piles(count)
    more = min(votes, count.found) - piles[candidate,]
    others = {pile: n for pile, n in piles.items() if pile != (candidate,)}
    if more >= 0:
        others = _drawn(others, more, dice)
    else:
        others[_INVALID] -= more
    return _with_piles(count, {**piles, **others, (candidate,): piles[candidate,] + more})


def invalidated(count: CountReported, ballots: int, dice: np.random.Generator) -> CountReported:
    """Return the protocol with valid ballots called invalid; as many at most as there are."""
    piles = _piles(count)
    valid = {pile: n for pile, n in piles.items() if pile != _INVALID}
    ballots = min(ballots, sum(valid.values()))
    left = _drawn(valid, ballots, dice)
    return _with_piles(count, {**left, _INVALID: count.invalid + ballots})


def _piles(count: CountReported) -> dict[_Pile, int]:
    """Return the piles of ballots: one for each candidate, against all, invalid."""
    piles: dict[_Pile, int] = {_AGAINST: count.against_all, _INVALID: count.invalid}
    piles.update({(name,): votes for name, votes in count.votes.items()})
    return piles


def _with_piles(count: CountReported, piles: Mapping[_Pile, int]) -> CountReported:
    return msgspec.structs.replace(
        count,
        votes={name: piles.get((name,), votes) for name, votes in count.votes.items()},
        against_all=piles.get(_AGAINST, count.against_all),
        invalid=piles.get(_INVALID, count.invalid),
    )


def _drawn(piles: Mapping[_Pile, int], ballots: int, dice: np.random.Generator) -> dict[_Pile, int]:
    """Return piles with so many ballots less, drawn from all of them together."""
    if not piles:
        return {}
    out = dice.multivariate_hypergeometric(list(piles.values()), ballots).tolist()
    return {pile: n - taken for (pile, n), taken in zip(piles.items(), out, strict=True)}


def _issued_more(count: CountReported, ballots: int) -> CountReported:
    unused = count.unused - ballots
    spoiled = count.spoiled + min(unused, 0)
    return msgspec.structs.replace(
        count,
        issued=count.issued + ballots,
        found_station=count.found_station + ballots,
        unused=max(unused, 0),
        spoiled=max(spoiled, 0),
        ballots_received=count.ballots_received - min(spoiled, 0),
    )
