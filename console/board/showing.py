"""A showing: one run on the board, from its tape to what viewers see of it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, TypeAlias

from config.election import Election
from config.targets import Targets
from console.board.decisions import Decisions
from console.board.documents import Documents
from console.board.fold import Fold, OwnFold
from console.board.playback import Playback
from console.board.tape import Tape
from console.board.unfolding import Unfolding
from console.messages import MessageLog
from stream.decision import Decision
from stream.keys import KeyRing
from stream.record import Record
from stream.roster import Roster

Kind: TypeAlias = Literal["journal", "live", "kafka"]

EVERY_S: Final = 0.05
"""How often what is shown moves."""

log = logging.getLogger("saylau.board")

_AT_ONCE: Final = 4096
_A_STEP: Final = 16


@dataclass(frozen=True)
class Billing:
    """What is known of a showing beforehand.

    Attributes:
        id: in addresses.
        kind: where it comes from.
        election, targets: what it is of, and what was published of that.
        run, partitions: of the run.
        scenario, seed: of the run; empty and None where that is not known.
        keys: to check codes; None leaves them unchecked.
        folder: of the run's files, if they are anywhere.
    """

    id: str
    kind: Kind
    election: Election
    targets: Targets | None
    run: str
    scenario: str
    seed: int | None
    partitions: int
    keys: KeyRing | None = None
    folder: Path | None = None


class Showing:
    """Shows a run: folds its tape up to the moment that is shown.

    Everything but the tape belongs to the event loop; the tape may be extended by another thread.

    Args:
        billing: of it.
        tape: of the run.
        fold: makes what folds it; None folds it here.
        clock: real seconds that never go back.

    Attributes:
        moves: whether other moments than the latest can be shown.
        billing, tape: as given.
        roster: of the run.
        documents: what viewers see.
        playback: which moment that is of.
        decisions: of people.
        folded: what was folded up to that moment.
    """

    moves: ClassVar[bool] = True

    def __init__(
        self,
        billing: Billing,
        tape: Tape,
        fold: Callable[[Roster], Fold] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.billing, self.tape = billing, tape
        self._fold = fold or (lambda roster: OwnFold(roster, billing.keys))
        self.roster = Roster.of(billing.election, billing.run, billing.partitions)
        self.documents = Documents()
        self.playback = Playback(tape.begin)
        self.decisions = Decisions(billing.election)
        self._place, self._at, self._over = 0, tape.begin, False
        self._clock = clock
        self._looked = clock()
        self._turn = asyncio.Lock()
        self.folded = self._anew()

    @property
    def at(self) -> int:
        """The moment that is shown."""
        return self._at

    async def run(self) -> None:
        """Move what is shown as time passes, until cancelled; if that fails, say so to viewers."""
        try:
            while True:
                await self.tick()
                await asyncio.sleep(EVERY_S)
        except Exception as error:
            log.exception("%s is shown no further", self.billing.id)
            trouble = f"the board failed here, and its log says why: {error!r}"
            self.documents.put("clock", "", {**self._face(), "trouble": trouble})
            self.documents.commit()
            raise

    async def tick(self) -> None:
        """Show what is to be shown now."""
        now = self._clock()
        seconds, self._looked = now - self._looked, now
        async with self._turn:
            await self._go(self.playback.move(seconds, self.tape.edge))

    async def seek(self, at: int) -> None:
        """Show another moment."""
        async with self._turn:
            self.playback.seek(at, self.tape.begin, self.tape.edge)
            await self._go(self.playback.at)

    async def step(self) -> None:
        """Go on to the next alert that opens, or to the end; then stand still."""
        async with self._turn:
            self.playback.pause()
            self.documents.make()
            known = {alert.id for alert in self.folded.alerts()}
            while self._place < len(self.tape):
                part = self.tape.part(self._place, self._place + _A_STEP)
                self._feed(part)
                self._at = max(self._at, part[-1].received)
                if any(alert.id not in known for alert in self.folded.alerts()):
                    break
                await asyncio.sleep(0)
            self.playback.at = self._at
            self._show()

    async def make(self, decision: Decision) -> Decision:
        """Make a decision."""
        async with self._turn:
            self.decide(decision)
        return decision

    def decide(self, decision: Decision) -> None:
        """Take a decision of somebody, and show it."""
        self.take(decision)
        self._show()

    def take(self, decision: Decision) -> None:
        """Take a decision of somebody; it is shown with what is shown next."""
        self.recall(decision)
        if decision.on == "station":
            self.folded.hold(decision.id, held=decision.do == "hold")
        else:
            self.folded.handled(decision.id)

    def recall(self, decision: Decision) -> None:
        """Take a decision that was made before."""
        self.decisions.take(decision)
        self.documents.put("decision", str(decision.n), decision)

    def file(self, folder: Path) -> None:
        """Note where the files of the run are."""
        self.billing = replace(self.billing, folder=folder)

    def restart(self) -> None:
        """Begin anew with the decisions there are, and show the beginning."""
        self.folded = self._anew()
        self._show()

    def said(self, source: str) -> Iterator[Record]:
        """Yield what was received of a source by the moment that is shown."""
        return self.tape.of(source, self._at)

    async def _go(self, to: int) -> None:
        """Fold up to a moment, or from the beginning where it lies before what is shown."""
        until = self.tape.place(to)
        if to < self._at or until > self._place + _AT_ONCE:
            self.documents.make()  # on the way nothing is shown of what lies between
        if to < self._at:
            self.folded = self._anew()
        while self._place < until:
            self._feed(self.tape.part(self._place, min(until, self._place + _AT_ONCE)))
            if self._place < until:
                await asyncio.sleep(0)
        if not self._over:
            self.folded.advance(to)
            if self.tape.complete and to >= self.tape.edge:
                self.folded.finish()
                self._over = True
                self.playback.pause()
        self._at = to
        self._show()

    def _anew(self) -> Unfolding:
        self._place, self._at, self._over = 0, self.tape.begin, False
        billing = self.billing
        messages = MessageLog(billing.election, billing.keys, billing.run) if billing.keys else None
        fold = self._fold(self.roster)
        return Unfolding(
            billing.election, self.roster, fold, messages, self.decisions, self.documents
        )

    def _feed(self, records: Sequence[Record]) -> None:
        self.folded.feed(records)
        self._place += len(records)

    def _show(self) -> None:
        documents = self.documents
        self.folded.show(self._at)
        documents.put("clock", "", self._face())
        documents.commit()

    def _face(self) -> dict[str, Any]:
        election, playback = self.billing.election, self.playback
        return {
            "at": self._at,
            "playing": playback.playing,
            "speed": playback.speed,
            "live": playback.live,
            "begin": self.tape.begin,
            "end": self.tape.end,
            "edge": self.tape.edge,
            "complete": self.tape.complete,
            "over": self._over,
            "records": self._place,
            "opens": round(1000 * election.first_opening.timestamp()),
            "closes": round(1000 * election.last_closing.timestamp()),
        }
