"""Which stations' mistakes, as few as can be, make the figures what they are, to the vote."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement
from typing import Final, Literal, NamedTuple, TypeAlias

from sim.load.share import Share

Slip: TypeAlias = Literal["lost", "twice", "superseded"]
Delta: TypeAlias = Mapping[str, int]

MOST_SLIPS: Final = 3
MOST_FOUND: Final = 50
"""Combinations kept; where there are more, the figures do not tell the stations."""

MOST_LOOKS: Final = 200_000
"""Combinations tried for one place."""


class Allowance:
    """How many combinations may still be tried in all, and in vain at how many places.

    Args:
        looks: combinations at first.
        failures: places at first.
    """

    def __init__(self, looks: int = 5_000_000, failures: int = 5_000) -> None:
        self.left = looks
        self.failures = failures

    def take(self, looks: int) -> bool:
        """Take some, if there are as many and they are not too many for one place."""
        if looks > min(self.left, MOST_LOOKS):
            return False
        self.left -= looks
        return True


@dataclass(frozen=True, slots=True)
class Member:
    """A share in which something may have gone wrong.

    Attributes:
        share: whose.
        delta: by row, by how much that changes the figures everywhere.
    """

    share: Share
    delta: Delta


@dataclass(frozen=True, slots=True)
class Suspects:
    """Stations in which the same mistake would change the figures of a place alike.

    Attributes:
        slip: the mistake.
        here: by row, by how much it changes the figures of the place.
        members: the shares.
    """

    slip: Slip
    here: Delta
    members: Sequence[Member]


class Group(NamedTuple):
    """So many of some stations have had the same mistake."""

    slip: Slip
    members: tuple[Member, ...]
    number: int

    @property
    def stations(self) -> tuple[str, ...]:
        """Their ids, sorted."""
        return tuple(sorted({member.share.station for member in self.members}))


Explanation: TypeAlias = tuple[Group, ...]


def explanations(
    target: Delta,
    shares: Sequence[Share],
    here: Callable[[str], bool],
    allowance: Allowance,
    most_slips: int = MOST_SLIPS,
) -> list[Explanation]:
    """Return all smallest combinations of mistakes that explain differences; perhaps none.

    Args:
        target: by row, how much too much there is; rows that are right are left out.
        shares: of the stations that come into question.
        here: whether a row is among those that were compared at the place.
        allowance: what is left to try.
        most_slips: how many mistakes at most.
    """
    suspects = _suspects(shares, here)
    marks = [_mark(each.here) for each in suspects]
    by_mark: dict[int, list[int]] = {}
    for at, mark in enumerate(marks):
        by_mark.setdefault(mark, []).append(at)
    wanted = _mark(target)
    for number in range(1, most_slips + 1):
        if not allowance.take(_looks(len(suspects), number)):
            break
        found: list[Explanation] = []
        for chosen in _combinations(marks, by_mark, wanted, number):
            some = [suspects[at] for at in chosen]
            if _sum(some) == target and (explanation := _viable(some)):
                found.append(explanation)
                if len(found) == MOST_FOUND:
                    break
        if found:
            return found
    return []


def agreed(found: Sequence[Explanation], known: Mapping[str, Container[Slip]]) -> Explanation:
    """Return one explanation that says what all of some equally small ones say.

    Where stations come into question that are `known` to have had mistakes, it was those, and
    rather those that had the same. What the explanations agree on is certain; of the rest it is
    told which stations they name.
    """
    narrowed = [_narrowed(one, known) for one in found]
    best = max(fit for fit, _ in narrowed)
    kept = [one for fit, one in narrowed if fit == best]
    if len(kept) == 1:
        return kept[0]
    certain = set.intersection(*(_certain(one) for one in kept))
    common: list[Group] = []
    rest: dict[int, Member] = {}
    slips: list[Slip] = []
    for one in kept:
        for group in one:
            for member in group.members:
                if (group.slip, member.share.station) not in certain:
                    rest.setdefault(id(member.share), member)
                    slips.append(group.slip)
                elif one is kept[0]:
                    common.append(Group(group.slip, (member,), 1))
    number = sum(group.number for group in kept[0]) - len(common)
    return (*common, Group(slips[0], tuple(rest.values()), number)) if rest else tuple(common)


def _narrowed(
    explanation: Explanation, known: Mapping[str, Container[Slip]]
) -> tuple[int, Explanation]:
    """Leave only known stations where there are enough; say of how many mistakes they are."""
    fit, groups = 0, []
    for group in explanation:
        some = tuple(one for one in group.members if one.share.station in known)
        same = tuple(one for one in some if group.slip in known[one.share.station])
        for worth, members in ((2, same), (1, some), (0, group.members)):
            if len(members) >= group.number:
                fit += worth * group.number
                groups.append(group._replace(members=members))
                break
    return fit, tuple(groups)


def _certain(explanation: Explanation) -> set[tuple[Slip, str]]:
    return {
        (group.slip, member.share.station)
        for group in explanation
        if len(group.members) == group.number
        for member in group.members
    }


def slips_of(share: Share) -> Iterator[tuple[Slip, dict[str, int]]]:
    """Yield what may go wrong with a share, and by how much that changes the figures."""
    yield "lost", {row: -number for row, number in share.standing.items()}
    yield "twice", dict(share.standing)
    for before in share.before:
        rows = {**share.standing, **before}
        standing = share.standing
        yield "superseded", {row: before.get(row, 0) - standing.get(row, 0) for row in rows}
        yield "twice", dict(before)


def _suspects(shares: Sequence[Share], here: Callable[[str], bool]) -> list[Suspects]:
    """Group what may have gone wrong by how it changes the figures of the place."""
    groups: dict[tuple[Slip, frozenset[tuple[str, int]]], dict[int, Member]] = {}
    compared: dict[str, bool] = {}
    for at, share in enumerate(shares):
        for slip, delta in slips_of(share):
            seen = []
            for row, number in delta.items():
                if row not in compared:
                    compared[row] = here(row)
                if number and compared[row]:
                    seen.append((row, number))
            if seen:
                members = groups.setdefault((slip, frozenset(seen)), {})
                members.setdefault(at, Member(share, delta))
    return [
        Suspects(slip, dict(seen), tuple(members.values()))
        for (slip, seen), members in groups.items()
    ]


def _looks(suspects: int, number: int) -> int:
    """Return how often `_combinations` has to look one up."""
    return 1 if number == 1 else suspects if number == 2 else suspects * (suspects + 1) // 2


def _combinations(
    marks: Sequence[int], by_mark: Mapping[int, Sequence[int]], wanted: int, number: int
) -> Iterator[tuple[int, ...]]:
    """Yield ascending places whose marks add up to the one that is wanted."""
    for chosen in combinations_with_replacement(range(len(marks)), number - 1):
        rest = wanted - sum(marks[at] for at in chosen)
        for last in by_mark.get(rest, ()):
            if not chosen or last >= chosen[-1]:
                yield (*chosen, last)


def _viable(chosen: Sequence[Suspects]) -> Explanation | None:
    """Return who can have made the mistakes, no share more than one; None if nobody can."""
    groups: list[Group] = []
    for suspects in dict.fromkeys(map(id, chosen)):
        same = [one for one in chosen if id(one) == suspects]
        others = [one for one in chosen if id(one) != suspects]
        members = tuple(
            member
            for member in same[0].members
            if _possible([*same[1:], *others], {id(member.share)})
        )
        if not members:
            return None
        groups.append(Group(same[0].slip, members, len(same)))
    return tuple(groups)


def _possible(left: Sequence[Suspects], taken: set[int]) -> bool:
    """Say whether everything left can have been done by shares that are not taken."""
    if not left:
        return True
    return any(
        _possible(left[1:], taken | {id(member.share)})
        for member in left[0].members
        if id(member.share) not in taken
    )


def _sum(chosen: Sequence[Suspects]) -> dict[str, int]:
    total: dict[str, int] = {}
    for suspects in chosen:
        for row, number in suspects.here.items():
            total[row] = total.get(row, 0) + number
    return {row: number for row, number in total.items() if number}


def _mark(delta: Delta) -> int:
    """Return a number that stands for differences: sums of them have the sum of the marks."""
    return sum(number * _weight(row) for row, number in delta.items())


@lru_cache(maxsize=65_536)
def _weight(row: str) -> int:
    digest = hashlib.blake2b(row.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")
