"""Who leads a contest, who won it, and from when on that is certain.

The candidate with the most votes wins. A tie, or "against all" before every
candidate, has no winner: the law of 2021 was not found on either, so the rule
is our own (a tie goes to the lot, "against all" first to a repeat vote), and
the simulation names it rather than decides it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from config.election import AGAINST_ALL
from stream.tally import ContestSums, CountSums

Decision: TypeAlias = Literal["open", "won", "tie", "against-all-first"]


class Standing(Struct, frozen=True):
    """Where a contest stands.

    Attributes:
        leader: candidate with strictly the most votes, also before "against all"; else None.
        margin: votes between the first and the second on the ballot, 0 in a tie.
        decision: "open" until every station is counted.
        winner: the elected candidate once decided.
        certain: no ballot that is still out, held or in doubt can change the leader.
    """

    leader: str | None
    margin: int
    decision: Decision
    winner: str | None
    certain: bool


def standing(
    sums: ContestSums,
    candidates: Container[str],
    withdrawn: Container[str],
    stations: int,
    roll: int,
    total: CountSums | None = None,
) -> Standing:
    """Judge one contest.

    Args:
        sums: its protocols.
        candidates: ids on the ballot.
        withdrawn: ids that cannot win any more.
        stations: number of its stations.
        roll: voters on the lists of all its stations.
        total: `sums.total`, of whoever has it already.
    """
    total = total or sums.total
    first, margin = _first(total.votes, total.against_all, candidates, withdrawn)
    leader = first if margin and first != AGAINST_ALL else None
    decision: Decision = "open"
    if total.stations >= stations:
        decision = "won" if leader else "tie" if not margin else "against-all-first"
    clean = sums.clean
    clean_first, lead = first, margin
    if clean.votes != total.votes or clean.against_all != total.against_all:
        clean_first, lead = _first(clean.votes, clean.against_all, candidates, withdrawn)
    outstanding = max(0, roll - sums.settled_roll)
    return Standing(
        leader=leader,
        margin=margin,
        decision=decision,
        winner=leader if decision == "won" else None,
        certain=leader is not None and clean_first == leader and lead > outstanding,
    )


def _first(
    votes: Mapping[str, int],
    against_all: int,
    candidates: Container[str],
    withdrawn: Container[str],
) -> tuple[str, int]:
    """Return who is first on the ballot and by how many votes."""
    first, most, second = AGAINST_ALL, against_all, 0
    for candidate in sorted(votes):
        if candidate not in candidates or candidate in withdrawn:
            continue
        number = votes[candidate]
        if number > most:
            first, most, second = candidate, number, most
        elif number > second:
            second = number
    return first, most - second
