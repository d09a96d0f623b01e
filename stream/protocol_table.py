"""The protocols that stand, side by side: what the rules on many stations look at."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from stream.protocol_lines import COUNTED, FIGURES, FIRST, GONE, KIND, SLOT, WITHDRAWN, Lines
from stream.protocol_slots import NUMBERS, ProtocolSlots
from stream.standing import standing
from stream.station_figures import Integers, StationFigures
from stream.tally import ContestSums, CountSums

_AGAINST_ALL = NUMBERS.index("against_all")


class ProtocolTable:
    """Figures by slot.

    Args:
        slots: of the run.

    Attributes:
        withdrawn: candidates off the ballot, by contest.
    """

    def __init__(self, slots: ProtocolSlots) -> None:
        self._slots = slots
        self._figures = np.zeros((len(slots.row), len(NUMBERS) + slots.width), np.int32)
        self._stands = np.zeros(len(slots.row), np.bool_)
        self._firsts: dict[int, Integers] = {}
        self._of_contest: dict[str, Integers] = {}
        self.withdrawn: dict[str, set[str]] = {}

    def take(self, lines: Lines) -> None:
        """Take lines in, in their order."""
        if self._firsts or (lines[:, KIND] != COUNTED).any():
            for line in lines:
                self._take(line)
        else:
            slots = lines[:, SLOT]
            # Of lines for one slot the last is kept, as numpy promises for assignments.
            self._figures[slots] = lines[:, FIGURES:]
            self._stands[slots] = True

    def _take(self, line: Integers) -> None:
        kind, slot = int(line[KIND]), int(line[SLOT])
        if kind == FIRST:
            self._firsts[slot] = line[FIGURES:]
        elif kind == WITHDRAWN:
            contest = self._slots.contests[slot]
            column = int(line[FIGURES])
            named = self._slots.columns(contest).items()
            off = {name for name, place in named if place == column}
            self.withdrawn[contest] = self.withdrawn.get(contest, set()) | off
        else:
            self._firsts.pop(slot, None)
            self._stands[slot] = kind != GONE
            self._figures[slot] = line[FIGURES:]

    def figures(self, region: int | None = None) -> StationFigures:
        """Return the figures of all protocols, or of a region's, a row each: its slot."""
        asked = self._stands if region is None else self._stands & (self._slots.region == region)
        slots = np.flatnonzero(asked)
        numbers = self._figures[slots].astype(np.int64)
        registered, issued, found, invalid = numbers[:, :_AGAINST_ALL].T
        return StationFigures(
            row=slots,
            region=self._slots.region[slots],
            contest=self._slots.contest[slots],
            registered=registered,
            issued=issued,
            found=found,
            invalid=invalid,
            votes=numbers[:, len(NUMBERS) :],
        )

    def complete(self, contest: str) -> bool:
        """Say whether all stations of a contest are counted."""
        return bool(self._stands[self._slots_of(contest)].all())

    def outcome(self, contest: str, *, first: bool) -> str:
        """Return who is elected in a contest all counted, or why nobody is.

        Args:
            contest: its id.
            first: go by the protocols before any correction.
        """
        slots = self._slots_of(contest)
        figures = self._figures[slots].astype(np.int64)
        if first:
            for place, slot in enumerate(slots.tolist()):
                figures[place] = self._firsts.get(slot, figures[place])
        votes = np.maximum(figures[:, len(NUMBERS) :], 0).sum(axis=0)
        named = {name: int(votes[at]) for name, at in self._slots.columns(contest).items()}
        against_all = int(figures[:, _AGAINST_ALL].sum())
        sums = ContestSums(CountSums(stations=len(slots), against_all=against_all, votes=named))
        race = self._slots.roster.races[contest]
        off: Container[str] = self.withdrawn.get(contest, ())
        found = standing(sums, race.candidates, off, race.stations, race.registered)
        return found.winner or found.decision

    def corrected(self, contest: str) -> list[str]:
        """Return the stations of a contest that corrected their protocol, by id."""
        slots, roster = self._slots, self._slots.roster
        return sorted(
            roster.by_row[int(slots.row[slot])].id
            for slot in self._slots_of(contest).tolist()
            if slot in self._firsts
        )

    def _slots_of(self, contest: str) -> Integers:
        known = self._of_contest.get(contest)
        if known is None:
            number = self._slots.contests.index(contest)
            known = self._of_contest[contest] = np.flatnonzero(self._slots.contest == number)
        return known
