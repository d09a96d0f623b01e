"""The verdict on a pipeline: which of its figures are right, and what went wrong with others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct

from sim.load.difference import Difference, Place, kinds_of, place_of
from sim.load.finding import Finding, Kind, contradictory, too_late
from sim.load.inquiry import Inquiry
from sim.load.share import Expected

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Verdict(Struct, frozen=True):
    """How well a pipeline counted.

    Attributes:
        rows: how many figures were compared.
        right: how many of them are right in the end.
        findings: what went wrong; empty if nothing did.
    """

    rows: int
    right: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether all is right, and was so in time."""
        return not self.findings

    @property
    def lost(self) -> int:
        """Stations of which something is lost."""
        return self._number("lost")

    @property
    def twice(self) -> int:
        """Stations of which something is counted twice."""
        return self._number("twice")

    @property
    def superseded(self) -> int:
        """Stations of which something stands that was superseded."""
        return self._number("superseded")

    @property
    def wrong(self) -> int:
        """Stations, and places without one, where figures are wrong for no reason known."""
        return self._number("wrong")

    @property
    def late(self) -> int:
        """Places of which something came right too late."""
        return self._number("late")

    def _number(self, kind: Kind) -> int:
        of_kind = [finding for finding in self.findings if finding.kind == kind]
        certain = {name for one in of_kind if not one.one_of for name in one.stations}
        unsure: dict[tuple[str, ...], int] = {}
        for one in of_kind:
            if one.one_of and not certain & {*one.stations}:
                unsure[one.stations] = max(one.number, unsure.get(one.stations, 0))
        nowhere = sum(not one.stations for one in of_kind)
        return len(certain) + sum(unsure.values()) + nowhere


def judge(
    expected: Expected,
    found: Mapping[str, int],
    judged: Callable[[str], bool],
    late: Mapping[str, float] = NOTHING,
    contradictions: Mapping[str, Sequence[int]] = NOTHING,
) -> Verdict:
    """Compare figures with those expected, and explain what differs.

    Args:
        expected: what has to come out.
        found: what the pipeline says, by row.
        judged: whether the pipeline says anything of a row; others are left out.
        late: by row, how many seconds after the last event it came right, where that was
            too late.
        contradictions: by row, what the pipeline says of it where it says several things.
    """
    wanted = {row: number for row, number in expected.rows() if judged(row)}
    differing = [
        Difference(row, number, found.get(row))
        for row, number in wanted.items()
        if found.get(row, 0) != number and row not in contradictions
    ]
    wrong = {one.row for one in differing}
    surplus = [row for row, number in found.items() if number and row not in wanted]
    if surplus:
        kinds = kinds_of(wanted)
        differing += [
            Difference(row, None, found[row])
            for row in surplus
            if row not in contradictions and kinds_of((row,)) <= kinds and judged(row)
        ]
    findings = [
        contradictory(place_of(row), one.about, one, stated)
        for row, stated in contradictions.items()
        if row in wanted
        for one in (Difference(row, wanted.get(row), found.get(row)),)
    ]
    if differing:
        nominations = {
            row.split("|", 4)[4]
            for row in wanted
            if row.startswith(("national|||votes|", "region|"))
        }
        findings += Inquiry(expected, differing, judged, nominations).findings()
    findings += _late(wanted, found, {*wrong, *contradictions}, late)
    right = len(wanted) - len(wrong) - sum(row in wanted for row in contradictions)
    return Verdict(len(wanted), right, tuple(findings))


def _late(
    wanted: Mapping[str, int],
    found: Mapping[str, int],
    wrong: set[str],
    late: Mapping[str, float],
) -> list[Finding]:
    """Return a finding for each place with rows that came right too late."""
    places: dict[Place, list[Difference]] = {}
    for row in late:
        if row in wanted and row not in wrong:
            one = Difference(row, wanted[row], found.get(row))
            places.setdefault(one.place, []).append(one)
    return [
        too_late(place, rows, max(late[row.row] for row in rows)) for place, rows in places.items()
    ]
