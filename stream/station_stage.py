"""First stage: raw records in; ledgers, sums by unit, alerts and rejections out.

Nothing here looks at two stations at once, so any number of these stages can
share the stations out among them (by partition); the second stage adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stream.admission import REFUSALS, Admission, absent, rejection
from stream.alert_desk import in_error
from stream.deadlines import NEVER_MS, Deadline, Deadlines, end_of_day
from stream.events import AnyEvent, CandidateWithdrawn, CountReported, TurnoutReported
from stream.gaps import Gaps
from stream.held_stations import HeldStations
from stream.in_order import enter_heading, enter_hour
from stream.key_index import UNKNOWN
from stream.keys import KeyRing
from stream.ledger import Entry
from stream.moment import moments
from stream.record import Record
from stream.rejection import Rejection
from stream.roster import Roster
from stream.rules.families import ALL_FAMILIES
from stream.rules.limits import CLOCK_AHEAD_S
from stream.stand import Rows
from stream.station import StationState
from stream.straight import enter_straight, out_of_turn
from stream.update import Update

MANY: Final = 256

LATE: Final = ("T205", "P311")
"""Codes of what is overdue: whatever comes of that station next may clear it."""
RECEIVED: Final = attrgetter("received")
KEY: Final = attrgetter("key")
PARTITION: Final = attrgetter("partition")


class StationStage(HeldStations):
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

    def __init__(
        self,
        roster: Roster,
        keys: KeyRing | None = None,
        many: int = MANY,
    ) -> None:
        super().__init__(roster)
        self.accepted = self.duplicates = self.rejected = 0
        self.watermark = 0
        self._ended = False
        self._on_hold: set[int] = set()
        self._many = many
        self._admission = Admission(roster, keys)
        self._deadlines = Deadlines(roster)
        self._late: set[int] = set()
        self._gaps = Gaps()

    def feed(self, records: Sequence[Record]) -> Update:
        """Fold a batch; return what changed. The same record again changes no figure.

        After an error (memory, say; no record raises one) the stage is half way and must
        not be used any more.
        """
        update = Update()
        if self._ended:
            raise ValueError("the stream has ended: nothing can be fed any more")
        received = np.fromiter(map(RECEIVED, records), np.int64, len(records))
        np.minimum(received, NEVER_MS - 1, out=received)  # whatever a sender claims
        start = 0
        while (late := np.flatnonzero(received[start:] >= self._deadlines.next)).size:
            # What is overdue by a record's receive time was so before it came.
            end = start + int(late[0])
            self._feed(records[start:end], received[start:end], update)
            self.advance(int(received[end]), update)
            start = end
        self._feed(records[start:], received[start:], update)
        return update

    def _feed(self, records: Sequence[Record], received: NDArray[np.int64], update: Update) -> None:
        """Fold records during which no deadline passes."""
        if not records:
            return
        rows = self.roster.index.rows(map(KEY, records), len(records))
        others: Sequence[tuple[int, AnyEvent | None]]
        if len(records) >= self._many:
            others = self._enter_straight(records, rows, received, update)
        else:
            others = [(place, None) for place in range(len(records))]
        row_of = rows.tolist()
        due = np.unique(rows[[place for place, _ in others]])
        self._courses.settle(due[due != UNKNOWN])
        changed: set[int] = set()
        try:
            for place, event in others:
                record, row = records[place], row_of[place]
                if self._gaps.next <= record.received:
                    self.advance(record.received, update)
                if record.is_tick:
                    continue
                if row == UNKNOWN:
                    self._refuse(absent(record, self.roster), update)
                else:
                    changed.add(row)
                    self._fold(record, row, event, update)
        finally:
            self._courses.follow(changed)
        self.advance(int(received.max()), update)

    def _enter_straight(
        self,
        records: Sequence[Record],
        rows: Rows,
        received: NDArray[np.int64],
        update: Update,
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
        late = self._late
        for place in np.flatnonzero(np.isin(rows, [*late])).tolist() if late else ():
            in_turn[place] = None
        latest = received / 1000 + CLOCK_AHEAD_S
        entered = enter_straight(self._courses, in_turn, rows, latest, update.entered)
        self.accepted += int(entered.sum())
        for place, event in enumerate(events):
            if type(event) is CountReported and entered[place]:
                row, now = int(rows[place]), records[place].received
                update.lines.append(self._lines.counted(row, event, now))
        return [(place, events[place]) for place in np.flatnonzero(~entered).tolist()]

    def _fold(self, record: Record, row: int, event: AnyEvent | None, update: Update) -> None:
        """Fold one record of the source in a row."""
        source, state = self.roster.by_row[row], self._courses.states[row]
        try:
            if event is None:
                event = self._admission.admit(record, source.partition)
            moments[event.at]
            straight = self._enter_hour(state, event)
            if not straight:
                self._admission.examine(event, source)
        except REFUSALS as error:
            self._refuse(rejection(record, error), update)
            return
        self._desk.check_clock(event, source, record, update)
        if straight:
            update.entered.said.append((row, event))
        else:
            self._enter(state or self._courses.begin(row), event, record.received, update)

    def _enter_hour(self, state: StationState | None, event: AnyEvent) -> bool:
        """Enter an hourly report if it comes straight on and nothing of its station is late."""
        if state is None or type(event) is not TurnoutReported or state.row in self._late:
            return False
        entered = enter_hour(state, event)
        self.accepted += entered
        return entered

    def advance(self, watermark: int, update: Update | None = None) -> Update:
        """Let receive time pass: what is overdue by `watermark` (milliseconds) is noticed."""
        update = update if update is not None else Update()
        watermark = max(self.watermark, watermark)
        while True:
            due = min(self._gaps.next, self._deadlines.next)
            if due > watermark or due == NEVER_MS:
                break
            self.watermark = max(self.watermark, due)
            if self._gaps.next == due:
                self._look_at_gap(*self._gaps.pop(), update)
            else:
                self._pass(self._deadlines.pop(), update)
        self.watermark = watermark
        return update

    def _look_at_gap(self, due: int, row: int, update: Update) -> None:
        state = self._courses.states[row]
        if state is not None and state.missing:
            self._judge(state, "S", due, update)

    def _pass(self, deadline: Deadline, update: Update) -> None:
        """Let a deadline pass: ask about the stations that may be overdue."""
        rows = self._courses.waited_for(deadline)
        self._courses.settle(rows)
        for row in rows.tolist():
            state = self._courses.states[row] or self._courses.begin(row)
            self._judge(state, deadline.family, deadline.due, update)
        self._courses.follow(rows.tolist())

    def finish(self) -> Update:
        """End of the stream: what has not come by now is missing, see `end_of_day`."""
        watermark = self.watermark
        update = self.advance(end_of_day(self.roster.hours.values(), watermark))
        while self._gaps.next < NEVER_MS:
            self._look_at_gap(*self._gaps.pop(), update)
        self._courses.sums.all()
        self.watermark = watermark
        self._ended = True
        return update

    def _enter(self, state: StationState, event: AnyEvent, now: int, update: Update) -> None:
        before = state.counts.copy()
        families = self._put(state, event, now)
        if families is not None:
            update.entered.said.append((state.row, event))
            if before or state.counts:
                update.lines += self._lines.changed(state, before, now)
            if isinstance(event, CandidateWithdrawn):
                update.lines += self._lines.withdrawn(event, now)
            self._judge(state, families, now, update)
            self._desk.report(event, now, update)

    def _put(self, state: StationState, event: AnyEvent, now: int) -> str | None:
        """Enter an event; return the families to judge anew, None if it was said before."""
        families = enter_heading(state, event)
        if families is not None:
            self.accepted += 1
            if state.row in self._late:
                families = ALL_FAMILIES
            return families
        entry = state.enter_anyhow(event)
        self.accepted += entry is Entry.NEW
        self.duplicates += entry is not Entry.NEW
        if entry is not Entry.SAME:
            families = ALL_FAMILIES
            self._gaps.watch(state, now)
            if isinstance(event, CandidateWithdrawn):
                self._withdrawers[state.source.id] = state
        return families

    def hold(self, station: str, *, held: bool) -> None:
        """Hold the result of a station, or release it.

        Held, its protocols are in doubt as if an error were open there: they are counted, and
        no contest is called for certain because of them. Whoever makes the stage anew has to say so
        again.

        Raises:
            KeyError: there is no such station here.
        """
        source = self.roster.sources[station]
        if source.unit is None:
            raise KeyError(station)
        row = int(self.roster.index.rows([station], 1)[0])
        (self._on_hold.add if held else self._on_hold.discard)(row)
        self._courses.settle(np.array([row]))
        state = self._courses.states[row] or self._courses.begin(row)
        self._doubt(state)
        self._courses.follow([row])

    def _judge(self, state: StationState, families: str, now: int, update: Update) -> None:
        self._desk.judge(state, families, now, self.watermark, update)
        late = any(alert.startswith(LATE) for ids in state.open_ids.values() for alert in ids)
        (self._late.add if late else self._late.discard)(state.row)
        self._doubt(state)

    def _doubt(self, state: StationState) -> None:
        """Let a station's protocols be in doubt, or not any more."""
        doubtful = state.row in self._on_hold or in_error(state)
        if doubtful != state.doubtful:
            self._courses.settle(np.array([state.row]))
            state.sums.take_out(state.share())
            state.doubtful = doubtful
            state.sums += state.share()

    def _refuse(self, rejection: Rejection, update: Update) -> None:
        self.rejected += 1
        update.rejected.append(rejection)
        self._desk.refuse(rejection, update)
