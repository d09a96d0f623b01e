"""A relay: a run on Kafka on the board, as workers tell it and as it comes."""

from __future__ import annotations

from typing import Any

from console.board.showing import Billing, Showing
from console.board.wire import Wire
from console.board.workers_fold import WorkersFold
from stream.decision import Decision
from stream.roster import Roster


class Relay(Showing):
    """Shows a run that others tally; there is no going back in it.

    Args:
        billing: of it.
        wire: to the brokers.
    """

    moves = False

    def __init__(self, billing: Billing, wire: Wire) -> None:
        self._wire = wire
        super().__init__(billing, wire.tape, self._workers_fold)
        self.playback.follow()

    async def tick(self) -> None:
        """Show what was heard by now."""
        known = self.billing.election.station_by_id
        for made in self._wire.decisions():
            if made.on == "alert" or made.id in known:
                self.take(made)
        await super().tick()

    async def make(self, decision: Decision) -> Decision:
        """Tell a decision to all boards and workers; it is shown once it is heard back.

        Raises:
            SaylauError: the brokers do not take it.
        """
        await self._wire.tell(decision)
        return decision

    def _workers_fold(self, roster: Roster) -> WorkersFold:
        self._workers = WorkersFold(roster, self.billing.keys, self._wire.said)
        return self._workers

    def _face(self) -> dict[str, Any]:
        trouble = self._wire.trouble
        if not trouble and not self._workers.heard:
            trouble = f"no worker has said anything of run {self.billing.run} yet"
        elif not trouble and self._workers.proves_nothing:
            trouble = "no report can be proved with these keys: are they of this run?"
        return {**super()._face(), "trouble": trouble}
