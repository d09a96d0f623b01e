"""The ledger of one source: every distinct statement it made, once.

A statement has a number (`seq`). The same statement again changes nothing. Two
different statements under one number are equivocation: the one with the smaller
digest counts, whichever came first, and the number stays on record. So the
ledger, and all that is folded from it, depends on the set of statements and not
on the order of their arrival.

Hourly reports are nine tenths of all statements and are kept as bare tuples.
"""

from __future__ import annotations

import hashlib
from enum import Enum
from typing import Final, TypeAlias

import msgspec

from stream.events import AnyEvent, TurnoutReported
from stream.moment import moments, text_of

Turnout: TypeAlias = tuple[float, float, int]
"""An hourly report: at, as_of (seconds since 1970 UTC), voters."""

Statement: TypeAlias = (
    "Turnout | AnyEvent"  # a turnout report is kept as its tuple, all others as they came
)


class Entry(Enum):
    """What became of a statement."""

    NEW = "new"
    SAME = "same"
    REPLACED = "replaced"
    REFUSED = "refused"


def canonical(statement: Statement) -> Statement:
    """Return a statement with its moment in UTC, so that notation makes no difference."""
    if isinstance(statement, tuple):
        return statement
    return msgspec.structs.replace(statement, at=text_of(moments[statement.at]))


def digest(statement: Statement) -> bytes:
    """Return the BLAKE2b digest (16 bytes) of what a statement says, not of how it is written."""
    content = msgspec.json.encode(canonical(statement), order="sorted")
    return hashlib.blake2b(content, digest_size=16).digest()


def statement_of(event: AnyEvent) -> Statement:
    """Return the compact form of an event."""
    if type(event) is TurnoutReported:
        return (moments[event.at], moments[event.as_of], event.voters)
    return event


NOTHING_AHEAD: Final[dict[int, Statement]] = {}
"""Shared by all ledgers without a gap; replaced before anything is put in."""


class Ledger:
    """Statements of one source by number.

    Attributes:
        prefix: the statements that count, number 1 first, up to the first gap.
        ahead: those beyond the gap, by number.
        equivocal: numbers under which different things were said.
    """

    __slots__ = ("ahead", "equivocal", "prefix")

    def __init__(self) -> None:
        self.prefix: list[Statement] = []
        self.ahead = NOTHING_AHEAD
        self.equivocal: frozenset[int] = frozenset()

    @property
    def last(self) -> int:
        """The highest number seen, 0 before the first."""
        return max(self.ahead, default=len(self.prefix))

    @property
    def missing(self) -> int:
        """How many numbers up to the highest were not seen."""
        return self.last - len(self.prefix) - len(self.ahead)

    def gaps(self, most: int = 20) -> list[int]:
        """Return the lowest missing numbers, at most `most`."""
        found: list[int] = []
        seq = len(self.prefix) + 1
        while len(found) < most and seq < self.last:
            if seq not in self.ahead:
                found.append(seq)
            seq += 1
        return found

    def has_all(self, first: int, last: int) -> bool:
        """Say whether all numbers from one to another were seen."""
        begin = max(first, len(self.prefix) + 1)
        return all(seq in self.ahead for seq in range(begin, last + 1))

    def statements(self) -> list[Statement]:
        """Return the statements that count, in the order of their numbers."""
        return [*self.prefix, *(self.ahead[seq] for seq in sorted(self.ahead))]

    def said(self, seq: int) -> Statement | None:
        """Return the statement that counts under a number, None if there is none."""
        return self.prefix[seq - 1] if seq <= len(self.prefix) else self.ahead.get(seq)

    def record(self, seq: int, statement: Statement) -> Entry:
        """Record a statement; say whether it is new, the same again, or a rival of another."""
        following = len(self.prefix) + 1
        known = self.said(seq)
        if known is None and seq == following and not self.ahead:
            self.prefix.append(statement)
            return Entry.NEW
        if known is None:
            if self.ahead is NOTHING_AHEAD:
                self.ahead = {}
            self.ahead[seq] = statement
            while (after := self.ahead.pop(len(self.prefix) + 1, None)) is not None:
                self.prefix.append(after)
            return Entry.NEW
        if known == statement or canonical(known) == canonical(statement):
            return Entry.SAME
        self.equivocal |= {seq}
        if digest(statement) >= digest(known):
            return Entry.REFUSED
        if seq <= len(self.prefix):
            self.prefix[seq - 1] = statement
        else:
            self.ahead[seq] = statement
        return Entry.REPLACED
