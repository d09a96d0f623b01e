"""The wire to a run on Kafka: heard by a thread of its own, and spoken into by operators."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from types import TracebackType
from typing import Final, Self

from confluent_kafka import Message

from config.errors import InputError, SaylauError
from console.board.tape import Tape
from stream import decision
from stream.decision import Decision
from stream.kafka import decision_log
from stream.kafka.access import Access
from stream.kafka.outlet import Outlet
from stream.kafka.reader import Entry, Reader
from stream.kafka.records import bytes_of, record_of
from stream.kafka.topics import ALERTS, DECISIONS, PARTIALS, REPORTS
from stream.record import Record

_WAIT_S: Final = 0.05
CONFIRMED_WITHIN_S: Final = 5.0
_AGAIN_S: Final = 1.0
"""Between two tries to open topics that are not there, or where nobody answers."""


class Wire:
    """Hears reports, partials, alerts and decisions of a run from their beginning; a context.

    Args:
        access: to the brokers.
        run: its id.
        partitions: of the reports.
        tape: takes the reports.

    Attributes:
        tape: as given.
        said: what workers said and nobody took yet, oldest first.
        trouble: why nothing is heard; empty while all is well.
    """

    def __init__(self, access: Access, run: str, partitions: int, tape: Tape) -> None:
        self.tape = tape
        self.said: deque[Entry] = deque()
        self.trouble = ""
        self._access, self._run, self._partitions = access, run, partitions
        self._decisions: deque[Decision] = deque()
        self._outlet: Outlet | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="wire")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def decisions(self) -> list[Decision]:
        """Return the decisions heard since the last time, in their order."""
        return [self._decisions.popleft() for _ in range(len(self._decisions))]

    async def tell(self, made: Decision) -> None:
        """Put a decision on its topic, and return once the brokers have it.

        Raises:
            SaylauError: they do not take it.
        """
        if self.trouble:
            raise SaylauError(f"the brokers do not answer: {self.trouble}")
        outlet = self._outlet = self._outlet or Outlet(self._access.librdkafka)
        key = decision_log.key_of(self._run, made)
        try:
            async with asyncio.timeout(CONFIRMED_WITHIN_S):
                await outlet.deliver([(DECISIONS, key, decision.encode(made))])
        except (SaylauError, TimeoutError) as error:
            outlet.forget()  # what was said not to be taken is not to be sent later
            self._outlet = None
            why = str(error) or f"not confirmed within {CONFIRMED_WITHIN_S:.0f} s"
            raise SaylauError(f"the brokers may not have the decision: {why}") from error

    def _listen(self) -> None:
        while not self._ended.is_set():
            try:
                with (
                    Reader(self._access, [PARTIALS, ALERTS, DECISIONS]) as workers,
                    Reader(self._access, [REPORTS], self._partitions) as reports,
                ):
                    self._hear(workers, reports)
            except InputError as error:
                self.trouble = str(error)
                self._ended.wait(_AGAIN_S)
            except Exception as error:
                self.trouble = f"the board hears nothing any more: {error!r}"
                raise

    def _hear(self, workers: Reader, reports: Reader) -> None:
        while not self._ended.is_set():
            for message in workers.messages(_WAIT_S):
                self._take(message)
            self._extend([record_of(message) for message in reports.messages(0.0)])
            self.trouble = workers.trouble or reports.trouble

    def _extend(self, records: list[Record]) -> None:
        told = [record for record in records if not record.is_tick]
        self.tape.extend(told)
        if records:
            self.tape.reach(max(record.received for record in records))

    def _take(self, message: Message) -> None:
        topic, value = message.topic() or "", bytes_of(message.value())
        key = bytes_of(message.key()) or b""
        if topic == DECISIONS:
            made = decision_log.read(self._run, key, value, message.offset() or 0)
            if made is not None:
                self._decisions.append(made)
        else:
            self.said.append(Entry(topic, key, value))
