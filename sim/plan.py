"""The plan of a run: everything that decides, to the byte, what will happen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version

from config.election import Election
from config.scenario import Scenario
from config.targets import Targets
from sim.journal import FORMAT, NOTICE, Header
from stream.events import VERSION
from stream.keys import MASTER_BYTES, KeyRing


@dataclass(frozen=True)
class Plan:
    """An election, what a replay of it has to reproduce, a scenario and a seed.

    Two equal plans give the same journal, byte for byte.
    """

    election: Election
    targets: Targets
    scenario: Scenario
    seed: int

    @cached_property
    def run(self) -> str:
        """The run's id, such as "as-reported-20210725-5f0c91d2".

        The last part is a hash over everything in the plan, so that an edited
        election, published figure or scenario never passes for the old one.
        """
        content = "\x1f".join(
            (
                self.election.fingerprint,
                self.targets.model_dump_json(),
                self.scenario.model_dump_json(),
                str(self.seed),
            )
        ).encode()
        name = hashlib.blake2b(content, digest_size=4).hexdigest()
        return f"{self.scenario.id}-{self.seed}-{name}"

    @cached_property
    def script(self) -> Scenario:
        """The scenario as it goes at this election; raises `InputError` if it cannot."""
        return self.scenario.at(self.election)

    @cached_property
    def key_ring(self) -> KeyRing:
        """The keys of all sources.

        They follow from the run's id alone: in a simulation they tell sources
        apart and keep nothing secret.
        """
        text = f"simulation keys of {self.election.id} {self.run}".encode()
        return KeyRing({1: hashlib.blake2b(text, digest_size=MASTER_BYTES).digest()}, 1)

    @property
    def partitions(self) -> int:
        """Partitions the records are spread over."""
        return self.scenario.delivery.partitions

    @cached_property
    def header(self) -> Header:
        """The first line of the run's journal."""
        return Header(
            saylau_journal=FORMAT,
            contract=VERSION,
            notice=NOTICE,
            election=self.election.id,
            run=self.run,
            seed=self.seed,
            scenario=self.scenario.id,
            partitions=self.partitions,
            definition=self.election.fingerprint,
            version=version("saylau"),
        )
