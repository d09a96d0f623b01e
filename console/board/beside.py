"""A board beside a run: served by a thread of its own while the day is simulated, and after it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Coroutine, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from config.errors import InputError
from console.board.access import Access
from console.board.audit import AuditLog
from console.board.binding import Binding
from console.board.hall import Hall
from console.board.people import People
from console.board.serve import (
    Say,
    Server,
    Wanted,
    address,
    application,
    configuration,
    listening,
)
from console.board.showing import Billing, Showing
from console.board.tape import Tape
from console.board.visits import Visits
from sim.plan import Plan
from stream.record import Record

if TYPE_CHECKING:
    from stream.kafka.access import Access as KafkaAccess


class Beside:
    """Shows a run while it is simulated; use it as a context.

    Args:
        plan: of the run.
        port: to listen at; where it is taken, any that is free.
        audit: takes what operators do.
        say: takes lines for the user.
        access: to the brokers, where workers tally the run; None where it is tallied here.
    """

    def __init__(
        self, plan: Plan, port: int, audit: Path, say: Say, access: KafkaAccess | None = None
    ) -> None:
        election = plan.election
        self._tape = Tape.between(election.first_opening, election.last_closing)
        self._billing = Billing(
            id=plan.run,
            kind="live" if access is None else "kafka",
            election=election,
            targets=plan.targets,
            run=plan.run,
            scenario=plan.scenario.id,
            seed=plan.seed,
            partitions=plan.partitions,
            keys=plan.key_ring,
        )
        self._wanted = Wanted(port=port, audit=audit)
        self._say = say
        self._access = access
        self._stack = ExitStack()
        self._showing: Showing | None = None
        self._hall = Hall()
        self._served = threading.Event()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._show(stack)
            binding = Binding.of(self._wanted.host)
            port = stack.enter_context(closing(_free(binding.host, self._wanted.port)))
            self._wanted.audit.parent.mkdir(parents=True, exist_ok=True)
            audit = stack.enter_context(AuditLog(self._wanted.audit))
            people, token = People.alone()
            app = application(self._wanted, self._hall, Access(people, Visits()), audit)
            server = Server(configuration(app, self._wanted), self._hall)
            serving = server.serve(sockets=[port])
            threading.Thread(target=self._serve, args=(serving,), name="board").start()
            stack.callback(self._end, server)
            self._stack = stack.pop_all()
        self._say(f"board    {address(binding, port)}  token {token}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _show(self, stack: ExitStack) -> None:
        if self._access is None:
            self._showing = self._hall.add(self._billing, self._tape)
            self._showing.playback.follow()
            return
        from console.board.kafka_run import relayed

        relay = relayed(self._hall, self._billing, self._access)
        self._showing = stack.enter_context(relay)

    def _serve(self, serving: Coroutine[None, None, None]) -> None:
        try:
            asyncio.run(serving)
        finally:
            self._served.set()

    def _end(self, server: Server) -> None:
        server.should_exit = True
        self._wait()

    def _wait(self) -> None:
        """Wait until nothing is served any more.

        Not by joining the thread: Python 3.11 takes one for ended once a signal has interrupted
        who joins it (python/cpython issue 90882), and its port would be closed under it.
        """
        self._served.wait()

    def take(self, records: Sequence[Record], until: int) -> None:
        """Take what was delivered up to a moment, milliseconds since 1970 UTC."""
        self._tape.extend(records)
        self._tape.reach(until)

    def finish(self, folder: Path) -> None:
        """Note that the day is over, and where its files are."""
        if self._showing is not None:
            self._showing.file(folder)
        self._tape.finish()

    def stay(self) -> None:
        """Go on serving until the process is told to end: all that had to be done is done."""
        self._say("the board stays until you press Ctrl-C")
        with suppress(KeyboardInterrupt, SystemExit):
            self._wait()


def _free(host: str, port: int) -> socket.socket:
    """Take a port, or any other where that is taken."""
    try:
        return listening(host, port)
    except InputError:
        return listening(host, 0)
