"""The figures of the counted stations side by side, as the rules on many stations read them.

A row is the protocol of one contest at one station. Whoever fills the columns may do so in
any order: `counted` sorts by row, so the same protocols give the same findings however they
arrived.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Integers: TypeAlias = NDArray[np.int64]
Reals: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

NOBODY: Final = -1
"""Stands for votes where nobody of that column was on the ballot."""


@dataclass(frozen=True, eq=False)
class StationFigures:
    """The protocols of n stations, int64.

    Attributes:
        row: [n] a number of its own for each protocol.
        region: [n] index of the region: whose stations are peers.
        contest: [n] index of the contest: who was on one ballot.
        registered: [n] voters on the list.
        issued: [n] ballots issued.
        found: [n] ballots found.
        invalid: [n] invalid ballots.
        votes: [n, k] votes by nomination or by place on the ballot, against all not among
            them; `NOBODY` where there was none. A column means the same one throughout a
            contest.
    """

    row: Integers
    region: Integers
    contest: Integers
    registered: Integers
    issued: Integers
    found: Integers
    invalid: Integers
    votes: Integers

    def __len__(self) -> int:
        """Number of protocols."""
        return len(self.row)

    def at(self, rows: Integers | Flags) -> StationFigures:
        """Return some of the protocols, by index or mask, in that order."""
        return StationFigures(*(getattr(self, each.name)[rows] for each in fields(self)))

    def counted(self) -> StationFigures:
        """Return the protocols that can be read as shares, in order of their rows.

        Left out is what other rules speak of: nothing found, or more found or issued than
        there are voters, or more votes or invalid ballots than were found.
        """
        most = np.maximum(self.found, self.issued)
        said = np.maximum(self.votes, 0).max(axis=1, initial=0)
        sound = (self.found > 0) & (self.invalid >= 0) & (self.issued >= 0)
        sound &= (most <= self.registered) & (np.maximum(said, self.invalid) <= self.found)
        order = np.argsort(self.row, kind="stable")
        return self.at(order[sound[order]])

    @cached_property
    def stratum(self) -> Integers:
        """[n] index of the contest in its region: one ballot, one place."""
        pairs = self.contest * (int(self.region.max(initial=0)) + 1) + self.region
        return _dense(np.unique(pairs, return_inverse=True)[1])

    @cached_property
    def leader(self) -> Integers:
        """[n] votes of the leader of the row's contest.

        The leader is the column with the highest sum of shares, stations weighing alike:
        to exchange shares between stations does not change who leads.
        """
        shares = np.maximum(self.votes, 0) / self.found[:, None]
        contest = _dense(np.unique(self.contest, return_inverse=True)[1])
        sums = np.zeros((int(contest.max(initial=-1)) + 1, self.votes.shape[1]))
        np.add.at(sums, contest, shares)
        # Sums that differ by less than rounding are a tie, and the first column leads.
        first = np.round(sums, 9).argmax(axis=1)
        votes: Integers = np.maximum(self.votes[np.arange(len(self)), first[contest]], 0)
        return votes


def logits(part: Integers, whole: Integers) -> tuple[Reals, Reals]:
    """Return the logit of part / whole, and the variance that chance alone gives it.

    Half a ballot is added on both sides, so that 0 and 100 % have a finite one: the empirical
    logit (Cox, "Analysis of binary data", 1970, section 3.2).
    """
    yes, no = part + 0.5, whole - part + 0.5
    return np.log(yes / no), 1 / yes + 1 / no


def _dense(index: NDArray[np.intp]) -> Integers:
    """Return what `np.unique` gives as inverse, flat in every version of numpy."""
    return index.reshape(-1).astype(np.int64)
