"""First stage: raw records in; ledgers, sums by unit, alerts and rejections out.

Nothing here looks at two stations at once, so any number of these stages can
share the stations out among them (by partition); the second stage adds up.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final

import numpy as np
from msgspec import Struct, field

from stream.admission import REFUSALS, Admission, absent, rejection
from stream.alerts import Alert, AlertBook, Evidence, Finding, Scope
from stream.courses import Courses, Rows
from stream.events import AnyEvent, CandidateWithdrawn, TurnoutReported
from stream.headings import Headings
from stream.in_order import enter_heading, enter_hour
from stream.key_index import UNKNOWN
from stream.keys import KeyRing
from stream.ledger import Entry, statement_of
from stream.record import Record
from stream.rejection import Rejection
from stream.roster import Roster, Source
from stream.rules.catalogue import RULES
from stream.rules.families import ALL_FAMILIES, FAMILIES
from stream.station import StationState
from stream.straight import Entered, enter_straight, out_of_turn
from stream.tally import Sums
from stream.unit_sums import UnitSums

GAP_GRACE_MS: Final = 10 * 60_000
"""How long a missing number may still be on its way before S103 opens."""

MANY: Final = 256

MOST_SAMPLES: Final = 20
"""How many unknown keys S101 names of a partition."""

LONGEST_KEY: Final = 100
"""Characters of an unknown key that are named."""

FOREVER: Final = 1 << 62
RECEIVED: Final = attrgetter("received")
KEY: Final = attrgetter("key")
PARTITION: Final = attrgetter("partition")
NOTHING: Final[frozenset[str]] = frozenset()


class Update(Struct):
    """What a batch of records changed, and what it was made of."""

    alerts: list[Alert] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    entered: Entered = field(default_factory=Entered)


class StationStage:
    """Folds the records of some partitions.

    Args:
        roster: who may speak.
        keys: to check the records' codes; None leaves them unchecked.
        many: batches of this size and more take the way by columns; smaller ones do not
            repay it.

    Attributes:
        accepted, duplicates, rejected: records with a number that was new, with one that
            was not (the same again, or a rival), and refused; their sum is what came in.
        watermark: the highest receive time seen, milliseconds since 1970 UTC.
    """

    def __init__(self, roster: Roster, keys: KeyRing | None = None, many: int = MANY) -> None:
        self.roster = roster
        self._courses = Courses(roster.by_row, UnitSums(roster), Headings(roster))
        self.accepted = self.duplicates = self.rejected = 0
        self.watermark = 0
        self._ended = False
        self._many = many
        self._admission = Admission(roster, keys)
        self._alerts = AlertBook()
        self._gaps: list[tuple[int, int]] = []
        self._strangers: dict[str, set[str]] = {}
        self._withdrawers: dict[str, StationState] = {}

    def feed(self, records: Sequence[Record]) -> Update:
        """Fold a batch; return what changed. The same record again changes no figure.

        After an error (memory, say; no record raises one) the stage is half way and must
        not be used any more.
        """
        update = Update()
        if self._ended:
            raise ValueError("the stream has ended: nothing can be fed any more")
        rows = self.roster.index.rows(map(KEY, records), len(records))
        others: Sequence[tuple[int, AnyEvent | None]]
        if len(records) >= self._many:
            others = self._enter_straight(records, rows, update.entered)
        else:
            others = [(place, None) for place in range(len(records))]
        row_of = rows.tolist()
        due = np.unique(rows[[place for place, _ in others]])
        self._courses.settle(due[due != UNKNOWN])
        changed: set[int] = set()
        try:
            for place, event in others:
                record, row = records[place], row_of[place]
                if self._gaps and self._gaps[0][0] <= record.received:
                    self.advance(record.received, update)
                if row == UNKNOWN:
                    self._refuse(absent(record, self.roster), update)
                else:
                    changed.add(row)
                    self._fold(record, row, event, update)
        finally:
            self._courses.follow(changed)
        return self.advance(max(map(RECEIVED, records), default=0), update)

    def _enter_straight(
        self, records: Sequence[Record], rows: Rows, into: Entered
    ) -> list[tuple[int, AnyEvent | None]]:
        """Enter what comes straight on.

        Returns the places of all others in the batch, in their order, each with its
        event if it was admitted.
        """
        given = np.fromiter(map(PARTITION, records), np.int64, len(records))
        placed = ((rows != UNKNOWN) & (given == self.roster.partition_of[rows])).tolist()
        events = self._admission.admit_all(records, placed)
        in_turn = events.copy()
        for place in out_of_turn(self._courses, events, rows):
            in_turn[place] = None
        entered = enter_straight(self._courses, self.roster.by_row, in_turn, rows, into)
        self.accepted += int(entered.sum())
        return [(place, events[place]) for place in np.flatnonzero(~entered).tolist()]

    def _fold(self, record: Record, row: int, event: AnyEvent | None, update: Update) -> None:
        """Fold one record of the source in a row."""
        source, state = self.roster.by_row[row], self._courses.states[row]
        try:
            if event is None:
                event = self._admission.admit(record, source.partition)
            if state and type(event) is TurnoutReported and enter_hour(state, event):
                self.accepted += 1
                update.entered.said.append((row, event))
                return
            self._admission.examine(event, source)
        except REFUSALS as error:
            self._refuse(rejection(record, error), update)
            return
        if state is None:
            state = self._courses.begin(row)
        self._enter(state, event, record.received, update)

    @property
    def sums(self) -> dict[int, Sums]:
        """Absolute sums by unit index, for the units heard of."""
        return self._courses.sums.all()

    @property
    def units(self) -> set[int]:
        """Indexes of the units heard of; cheaper than to ask `sums` for them."""
        return self._courses.sums.heard_of()

    def some(self, units: Iterable[int]) -> dict[int, Sums]:
        """Return the sums of some units, of those that were heard of."""
        return self._courses.sums.some([*units])

    @property
    def states(self) -> dict[str, StationState]:
        """What each source heard of has said, by its id."""
        self._courses.settle()
        return {state.source.id: state for state in self._courses.states if state}

    def advance(self, watermark: int, update: Update | None = None) -> Update:
        """Let receive time pass: what is overdue by `watermark` (milliseconds) is noticed."""
        update = update if update is not None else Update()
        self.watermark = max(self.watermark, watermark)
        while self._gaps and self._gaps[0][0] <= self.watermark:
            due, row = heapq.heappop(self._gaps)
            state = self._courses.states[row]
            if state is not None and state.gap_due == due:  # of a gap filled since it is not
                self._judge(state, "S", due, update)
        return update

    def finish(self) -> Update:
        """End of the stream: what has not come by now is missing."""
        watermark = self.watermark
        update = self.advance(FOREVER)
        self._courses.sums.all()
        self.watermark = watermark
        self._ended = True
        return update

    def alerts(self) -> list[Alert]:
        """Return all alerts in the order they were first opened."""
        return self._alerts.all()

    @property
    def withdrawn(self) -> set[tuple[str, str]]:
        """Candidates taken off the ballot, as (contest, candidate)."""
        return {name for state in self._withdrawers.values() for name in state.withdrawn}

    def _enter(self, state: StationState, event: AnyEvent, now: int, update: Update) -> None:
        families = self._put(state, event, now)
        if families is not None:
            update.entered.said.append((state.row, event))
            self._judge(state, families, now, update)

    def _put(self, state: StationState, event: AnyEvent, now: int) -> str | None:
        """Enter an event; return the families to judge anew, None if it was said before."""
        families = enter_heading(state, event)
        if families is not None:
            self.accepted += 1
        elif self._enter_anyhow(state, event):
            families = ALL_FAMILIES
            self._watch_gap(state, now)
            if isinstance(event, CandidateWithdrawn):
                self._withdrawers[state.source.id] = state
        return families

    def _enter_anyhow(self, state: StationState, event: AnyEvent) -> bool:
        """Enter an event wherever it belongs: take the share out, enter, put it back.

        Returns False if the same was said before.
        """
        # Most repetitions end at the first of these, before the share is made up.
        before = None if state.said(event.seq) == statement_of(event) else state.share()
        entry = Entry.SAME if before is None else state.enter(event)
        self.accepted += entry is Entry.NEW
        self.duplicates += entry is not Entry.NEW
        if before is None or entry is Entry.SAME:
            return False
        state.sums.take_out(before)
        state.sums += state.share()
        return True

    def _watch_gap(self, state: StationState, now: int) -> None:
        if not state.missing:
            state.gap_due = None
        elif state.gap_due is None or state.gap_first != len(state.prefix) + 1:
            state.gap_first = len(state.prefix) + 1
            state.gap_due = now + GAP_GRACE_MS
            heapq.heappush(self._gaps, (state.gap_due, state.row))

    def _judge(self, state: StationState, families: str, now: int, update: Update) -> None:
        place = _place(state.source)
        for family in families:
            findings = [
                finding for rule in FAMILIES[family] for finding in rule(state, self.watermark)
            ]
            before = state.open_ids.get(family, NOTHING)
            if not findings and not before:
                continue
            after, changed = self._alerts.settle(findings, before, place, now)
            state.open_ids = {**state.open_ids, family: after}
            update.alerts.extend(changed)
        doubtful = any(
            RULES[alert.partition(":")[0]].severity == "error"
            for ids in state.open_ids.values()
            for alert in ids
        )
        if doubtful != state.doubtful:
            self._courses.settle(np.array([state.row]))
            state.sums.take_out(state.share())
            state.doubtful = doubtful
            state.sums += state.share()

    def _refuse(self, rejection: Rejection, update: Update) -> None:
        self.rejected += 1
        update.rejected.append(rejection)
        record = rejection.record
        source = self.roster.sources.get(record.key)
        # Who sees two partitions sees two conditions: other stages have others of them.
        partition = str(record.partition)
        if source is None:
            strangers = self._strangers.setdefault(partition, set())
            if len(strangers) < MOST_SAMPLES:
                strangers.add(record.key[:LONGEST_KEY])
            evidence: Evidence = {"keys": [*sorted(strangers)]}
            finding = Finding(rejection.code, self.roster.election, evidence, partition)
            place: tuple[Scope, str] = ("nation", "")
        else:
            astray = "" if record.partition == source.partition else partition
            finding = Finding(rejection.code, source.id, {"reason": rejection.reason}, astray)
            place = _place(source)
        update.alerts.append(self._alerts.raise_alert(finding, *place, record.received))


def _place(source: Source) -> tuple[Scope, str]:
    return ("station", source.unit.region) if source.unit else ("nation", "")
