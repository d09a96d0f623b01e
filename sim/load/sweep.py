"""Mistakes that sweep over many stations: too many to be found one by one, and soon tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from sim.load.explanation import Delta, Explanation, Group, Member, Slip, slips_of
from sim.load.share import Share

Known = Mapping[str, AbstractSet[Slip]]
"""By station: the mistakes that were made with other statements of it."""


def same_again(
    target: Delta, shares: Sequence[Share], here: Callable[[str], bool], known: Known
) -> Explanation | None:
    """Suppose that what is known of stations happened to these statements too, at all of them."""
    slips = [
        (slip, Member(share, delta))
        for share in shares
        for slip, delta in _whole(share)
        if slip in known.get(share.station, ())
    ]
    return _if_it_fits(target, slips, here)


def everywhere(
    target: Delta, shares: Sequence[Share], here: Callable[[str], bool]
) -> Explanation | None:
    """Suppose one mistake at all stations: all lost, all twice, or all corrections ignored."""
    for supposed in _suppositions(shares):
        explanation = _if_it_fits(target, supposed, here)
        if explanation:
            return explanation
    return None


def _suppositions(shares: Sequence[Share]) -> Iterator[list[tuple[Slip, Member]]]:
    for slip in ("lost", "twice"):
        yield [(one, Member(s, delta)) for s in shares for one, delta in _whole(s) if one == slip]
    for which in (0, -1):
        ignored: list[tuple[Slip, Member]] = []
        for share in shares:
            deltas = [delta for slip, delta in slips_of(share) if slip == "superseded"]
            if deltas:
                ignored.append(("superseded", Member(share, deltas[which])))
        yield ignored


def _whole(share: Share) -> list[tuple[Slip, dict[str, int]]]:
    """Return the mistakes that take a share as a whole, where it has anything."""
    return [*islice(slips_of(share), 2)] if share.standing else []


def _if_it_fits(
    target: Delta, slips: Iterable[tuple[Slip, Member]], here: Callable[[str], bool]
) -> Explanation | None:
    """Return the explanation by some mistakes, all of them, if it is one."""
    total: dict[str, int] = {}
    members: dict[Slip, list[Member]] = {}
    compared: dict[str, bool] = {}
    for slip, member in slips:
        members.setdefault(slip, []).append(member)
        for row, number in member.delta.items():
            if row not in compared:
                compared[row] = here(row)
            if compared[row]:
                total[row] = total.get(row, 0) + number
    if {row: number for row, number in total.items() if number} != target:
        return None
    return tuple(Group(slip, tuple(some), len(some)) for slip, some in members.items())
