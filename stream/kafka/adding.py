"""The process in which a worker adds up, while it holds partition 0.

To add up and say it costs about as much as to fold; in the worker's own process all its
reports would wait for it.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import signal
from collections.abc import Callable
from logging.handlers import QueueHandler
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, Final

from aiokafka.errors import KafkaError

from config.collector import let_it_rest
from config.election import Election
from config.errors import SaylauError
from stream.kafka.access import Access
from stream.kafka.adder import Adder
from stream.kafka.duty import AGAIN_S, Duty
from stream.kafka.rhythm import SHARE
from stream.roster import Roster
from stream.roster_file import decode, encode

LOOK_EVERY_S: Final = 0.05
END_S: Final = 10.0
"""How long the process may take to end before it is ended."""

CAUGHT_UP: Final = "caught up"
OUTLINE: Final = "the outline of a roster"
"""What the file is made of that the process is handed."""

log = logging.getLogger("saylau.adder")


class Adding(Duty):
    """Has partials added up in a process of its own while it is on duty.

    Args:
        access: to the brokers.
        election, roster: of the run.
        on_duty: whether this worker is the one.
        share: of its time that the process may put into publishing.

    Attributes:
        caught_up: whether it is on duty and has read all partials there were.
    """

    abstract = False

    def __init__(
        self,
        access: Access,
        election: Election,
        roster: Roster,
        on_duty: Callable[[], bool],
        share: Callable[[], float],
    ) -> None:
        super().__init__(on_duty)
        self._access = access
        self._election = election
        self._roster = roster
        self._share = share
        self.caught_up = False

    async def serve(self) -> None:
        """Have it done until the duty passes to somebody else; raise what went wrong there."""
        # As a file of a roster: objects of a million stations' contests would be pickled for
        # seven seconds, and nothing else would go on here meanwhile.
        outline = await asyncio.to_thread(encode, self._election, self._roster.outline(), OUTLINE)
        if not self.serving:
            return
        # No fork: this process has threads, and clients that do not stand it.
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        about = theirs, self._access, outline, self._roster.run, self._roster.partitions
        process = spawn.Process(target=_add_up, args=about, name="saylau-adder", daemon=True)
        try:
            await asyncio.to_thread(process.start)
            del outline, about  # a hundred megabytes where there are a million stations
            theirs.close()
            told = None
            while self.serving:
                self._hear(ours)
                # Only what is new: who does not read yet would fill the pipe, and stop this loop.
                if (share := self._share()) != told:
                    ours.send(share)
                    told = share
                await self.sleep(LOOK_EVERY_S)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            log.warning("the process that adds up ended; another begins")
            await self.sleep(AGAIN_S)
        finally:
            self.caught_up = False
            ours.close()
            theirs.close()
            await asyncio.to_thread(_end, process)

    def _hear(self, pipe: Connection[Any, Any]) -> None:
        """Take what the process has to say: what it logs, that it caught up, what went wrong."""
        while pipe.poll():
            said = pipe.recv()
            if isinstance(said, logging.LogRecord):
                logging.getLogger(said.name).handle(said)
            elif isinstance(said, Exception):
                raise said
            else:
                self.caught_up = said == CAUGHT_UP


def _end(process: Any) -> None:  # noqa: ANN401 - multiprocessing names no type for it
    if process.pid is None:
        return
    process.join(END_S)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()


class _Relay(QueueHandler):
    """Lets the worker log what is logged here."""

    def __init__(self, pipe: Connection[Any, Any]) -> None:
        super().__init__(SimpleQueue())
        self._pipe = pipe

    def enqueue(self, record: logging.LogRecord) -> None:
        """Hand a record over."""
        self._pipe.send(record)


def _add_up(
    pipe: Connection[Any, Any], access: Access, outline: bytes, run: str, partitions: int
) -> None:
    """Add up until the worker lets go of the pipe, or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(level=logging.WARNING, handlers=[_Relay(pipe)], force=True)
    let_it_rest()
    try:
        asyncio.run(_serve(pipe, access, *decode(outline, OUTLINE, run, partitions)))
    except (BrokenPipeError, ConnectionResetError):
        return  # the worker is gone
    except (KafkaError, SaylauError) as error:
        pipe.send(error)
    except Exception as error:
        log.exception("nothing is added up any more")
        pipe.send(error)


async def _serve(
    pipe: Connection[Any, Any], access: Access, election: Election, roster: Roster
) -> None:
    worker = _Worker(pipe)
    adder = Adder(
        access,
        election,
        roster,
        on_duty=lambda: worker.holds_on,
        share=lambda: worker.share,
        caught_up=lambda: pipe.send(CAUGHT_UP),
    )
    await adder.serve()


class _Worker:
    """The worker as the process hears of it, in the event loop that runs.

    Attributes:
        holds_on: whether it is there and has the duty; it lets go of the pipe when not.
        share: of its time that the process may put into publishing, as last told.
    """

    def __init__(self, pipe: Connection[Any, Any]) -> None:
        self.holds_on = True
        self.share = SHARE
        self._pipe = pipe
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(pipe.fileno(), self._hear)

    def _hear(self) -> None:
        try:
            while self._pipe.poll():
                self.share = self._pipe.recv()
        except (EOFError, ConnectionResetError):
            self.holds_on = False
            self._loop.remove_reader(self._pipe.fileno())
