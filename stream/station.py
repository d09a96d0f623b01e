"""What one station has said, folded: the state that rules look at and sums are made of.

The state is the fold of the ledger's statements: under each heading (an hour,
the opening, the closing, a contest's protocol) the statement with the highest
number counts, for protocols the highest version, and of two protocols under one
version the one with the smaller digest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from stream.events import AnyEvent, CandidateWithdrawn, CountReported, StationClosed, StationOpened
from stream.ledger import Entry, Ledger, Statement, Turnout, digest, statement_of
from stream.moment import moments
from stream.roster import Roster, Source
from stream.rules.limits import most_an_hour
from stream.tally import ContestSums, Sums

NONE_OPEN: Final[Mapping[str, frozenset[str]]] = {}
LONG_AGO: Final = float("-inf")
_ANY_MOMENT: Final = "1970-01-01T00:00:00Z"


class StationState(Ledger):
    """One source's ledger, and what follows from it.

    Attributes:
        source, row: who speaks, and its row in the roster.
        roll: its voters on the list by the definition.
        races: all contests by id.
        hours: its polling hours.
        per_hour: voters its desks can serve in an hour at most.
        sums: the sums of the unit the station belongs to.
        moment, voters: the latest moment reported for (seconds since 1970 UTC), and the
            figure; exact while reports come in order, see `figures` for all of them.
        counts: the protocol that counts, by contest.
        twice: contests with different protocols under one version.
        withdrawn: candidates this source took off the ballot, as (contest, candidate).
        straight: whether the next hourly report can be entered on the straight way: the
            station was heard of, nothing is missing, and it has not closed.
        doubtful: whether an error of this station is open, or its result is held.
        open_ids: ids of the alerts that are open here, by family.
        told_to: the highest number when a gap was last looked for.
        noticed: first and last number of gaps, and when each was noticed (receive time,
            milliseconds); some of their numbers may have come since.
    """

    __slots__ = (
        "closed",
        "counts",
        "doubtful",
        "hours",
        "moment",
        "noticed",
        "open_ids",
        "opened",
        "per_hour",
        "races",
        "roll",
        "row",
        "source",
        "straight",
        "sums",
        "told_to",
        "twice",
        "voters",
        "withdrawn",
    )

    def __init__(self, source: Source, row: int, sums: Sums, roster: Roster) -> None:
        super().__init__()
        self.source = source
        self.row = row
        self.roll = source.registered
        self.races = roster.races
        self.hours = roster.hours_of(source)
        self.per_hour = most_an_hour(source.registered)
        self.sums = sums
        self.straight = False
        self.doubtful = False
        self.told_to = 0
        self.noticed: Sequence[tuple[int, int, int]] = ()
        self.open_ids: Mapping[str, frozenset[str]] = NONE_OPEN
        self._empty()

    def _empty(self) -> None:
        self.moment = LONG_AGO
        self.voters = 0
        self.opened: StationOpened | None = None
        self.closed: StationClosed | None = None
        self.counts: dict[str, CountReported] = {}
        self.twice: frozenset[tuple[str, int]] = frozenset()
        self.withdrawn: frozenset[tuple[str, str]] = frozenset()

    def enter(self, event: AnyEvent) -> Entry:
        """Enter an event into the ledger and, if it counts, into the state."""
        statement = statement_of(event)
        entry = self.record(event.seq, statement)
        if entry is Entry.NEW and event.seq == len(self.prefix):
            self.fold(statement)
        elif entry is not Entry.SAME:
            self.refold()
        self.straight = not self.ahead and self.closed is None and self.source.unit is not None
        return entry

    def enter_anyhow(self, event: AnyEvent) -> Entry:
        """Enter an event wherever it belongs: take the share out of the sums, put it back after."""
        # Most repetitions end here, before the share is made up.
        if self.said(event.seq) == statement_of(event):
            return Entry.SAME
        before = self.share()
        entry = self.enter(event)
        if entry is not Entry.SAME:
            self.sums.take_out(before)
            self.sums += self.share()
        return entry

    def take(self, event: AnyEvent) -> None:
        """Enter a heading that comes straight on, and is in the sums already."""
        self.prefix.append(event)
        if isinstance(event, StationOpened):
            self.opened = event
            self.straight = True
        elif isinstance(event, StationClosed):
            self.closed = event
            self.straight = False
        elif isinstance(event, CountReported):
            self.counts[event.contest] = event

    def take_hours(self, reports: Sequence[Turnout]) -> None:
        """Enter hourly reports that come straight on, in order, and are in the sums already."""
        self.prefix += reports
        self.moment, self.voters = reports[-1][1:]

    def fold(self, statement: Statement) -> None:
        """Fold one more statement of the ledger into the state."""
        if isinstance(statement, tuple):
            if self.moment <= statement[1]:
                self.moment, self.voters = statement[1:]
        elif isinstance(statement, CountReported):
            known = self.counts.get(statement.contest)
            if known is None or known.version < statement.version:
                self.counts[statement.contest] = statement
            else:
                self._choose(statement.contest)
        elif isinstance(statement, StationOpened):
            if self.opened is None or self.opened.seq < statement.seq:
                self.opened = statement
        elif isinstance(statement, StationClosed) and (
            self.closed is None or self.closed.seq < statement.seq
        ):
            self.closed = statement
        elif isinstance(statement, CandidateWithdrawn):
            self.withdrawn |= {(statement.contest, statement.candidate)}

    def _choose(self, contest: str) -> None:
        """Choose among the protocols of a contest: the highest version, of rivals one."""
        best: dict[int, tuple[bytes, CountReported]] = {}
        for other in self.statements():
            if isinstance(other, CountReported) and other.contest == contest:
                mark = digest(_figures(other))
                rival = best.get(other.version)
                if rival is not None and rival[0] != mark:
                    self.twice |= {(contest, other.version)}
                if rival is None or mark < rival[0]:
                    best[other.version] = (mark, other)
        self.counts[contest] = best[max(best)][1]

    def refold(self) -> None:
        """Fold the ledger from the start (a statement was replaced by its rival)."""
        self._empty()
        protocols: dict[str, CountReported] = {}
        for statement in self.statements():
            if isinstance(statement, CountReported):
                protocols[statement.contest] = statement
            else:
                self.fold(statement)
        for contest in protocols:
            self._choose(contest)

    def figures(self) -> dict[float, int]:
        """Return the voters by moment reported for, in order of the moments.

        Of two reports for one moment the one with the higher number counts.
        """
        reports = (report for report in self.statements() if isinstance(report, tuple))
        return dict(sorted({as_of: voters for _, as_of, voters in reports}.items()))

    def turnout(self) -> list[tuple[float, int]]:
        """Return (moment, voters) in order of the moments, the closing figure last.

        The closing speaks of the whole day, so it never stands before an hourly report.
        """
        hours = self.figures()
        if self.closed is not None:
            moment = max(moments[self.closed.at], self.moment)
            hours[moment] = self.closed.voters
        return list(hours.items())

    def first_count(self, contest: str) -> CountReported | None:
        """Return the protocol of a contest before any correction; of rivals the one that counts."""
        said = [
            each
            for each in self.statements()
            if isinstance(each, CountReported) and each.contest == contest
        ]
        return min(said, key=lambda each: (each.version, digest(_figures(each))), default=None)

    def share(self) -> Sums:
        """Return this station's share of its unit's sums."""
        contests = self.source.unit.contests if self.source.unit else ()
        share = Sums(
            opened=int(self.opened is not None),
            reporting=int(self.last > 0),
            closed=int(self.closed is not None),
            counted=int(bool(contests) and all(contest in self.counts for contest in contests)),
            registered=self.registered,
        )
        before = 0
        for moment, voters in self.turnout():
            if voters != before:
                share.turnout[moment] = voters - before
                before = voters
        for contest, count in self.counts.items():
            sums = share.contests[contest] = ContestSums()
            sums.enter(count, self.roll, doubtful=self.doubtful)
        return share

    @property
    def counted(self) -> bool:
        """Whether all its contests are counted."""
        unit = self.source.unit
        return unit is not None and len(self.counts) == len(unit.contests)

    @property
    def registered(self) -> int:
        """Voters on the list: by the protocol once there is one, before that by the opening."""
        counts = self.counts
        if len(counts) == 1:  # nearly always, and this is asked for every protocol
            return next(iter(counts.values())).registered
        if counts:
            return max(count.registered for count in counts.values())
        return self.opened.registered if self.opened else 0


def _figures(count: CountReported) -> CountReported:
    """Return a protocol without number and moment: what two of one version must agree on."""
    return msgspec.structs.replace(count, seq=1, at=_ANY_MOMENT)
