"""The run on Kafka that a board is asked to show: found, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from config.election import Election
from config.errors import InputError
from config.targets import Targets
from console.board.hall import Hall
from console.board.relay import Relay
from console.board.showing import Billing, Showing
from console.board.tape import Tape
from console.board.wire import Wire
from stream.kafka.access import Access
from stream.kafka.broker import check_topics, connect, partitions_of
from stream.kafka.reader import read
from stream.kafka.topics import PARTIALS, REPORTS, topics
from stream.keys import KeyRing


@dataclass(frozen=True)
class KafkaRun:
    """A run on Kafka.

    Attributes:
        access: to the brokers.
        run: its id; None takes the one there is.
        election, targets: what it is of, and what was published of that.
        keys: to check the codes of reports; None leaves them unchecked.
    """

    access: Access
    run: str | None
    election: Election
    targets: Targets | None
    keys: KeyRing | None

    @contextmanager
    def shown(self, hall: Hall) -> Iterator[None]:
        """Show it in a hall; within the context it is heard.

        Raises:
            InputError: nobody answers, a topic is not there, or no run, or several.
        """
        where = self.access.url
        client = connect(self.access.librdkafka)
        partitions = partitions_of(client, where, REPORTS)
        check_topics(client, where, topics(partitions))
        run = self.run or self._only_one()
        billing = Billing(
            id=run,
            kind="kafka",
            election=self.election,
            targets=self.targets,
            run=run,
            scenario="",
            seed=None,
            partitions=partitions,
            keys=self.keys,
        )
        with relayed(hall, billing, self.access):
            yield

    def _only_one(self) -> str:
        runs = sorted(
            {
                key.decode("utf-8", "replace").rpartition("/")[0].rpartition("/")[0]
                for key, _ in read(self.access, PARTIALS)
            }
        )
        if len(runs) == 1:
            return runs[0]
        if runs:
            raise InputError("--run", "is missing", f"one of {', '.join(runs)}")
        raise InputError("--run", "is missing", f"a run; {PARTIALS} tells of none yet")


@contextmanager
def relayed(hall: Hall, billing: Billing, access: Access) -> Iterator[Showing]:
    """Show a run on Kafka in a hall; within the context it is heard."""
    election = billing.election
    tape = Tape.between(election.first_opening, election.last_closing)
    wire = Wire(access, billing.run, billing.partitions, tape)
    showing = hall.admit(Relay(hall.billed(billing), wire))
    with wire:
        yield showing
