"""Delivery: how a statement reaches the tally, like letters through a slow post.

What a source says becomes parcels: at first one, its exact bytes under its key
with its code. Steps then do to the parcels what a network does, and what people
do who want to be taken for a source. A step is a function from a source's
parcels to parcels; each has random numbers of its own by source, so that one
step more or less leaves the others' draws as they were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from config.scenario import Delivery
from sim.chance import stream
from sim.corruption import corrupted
from sim.forgery import forged
from sim.network import delayed, duplicated, lost, reordered
from sim.parcel import Beside, Fault, Parcel, Step
from sim.strays import foreign_with, misplaced
from stream.events import AnyEvent, encode
from stream.keys import KeyRing
from stream.partition import partition
from stream.record import Record

_MADE_BESIDE: Final = ("forged", "misplaced", "foreign")
"""Settings that decide how often a step makes a record beside a statement."""


class Place(NamedTuple):
    """Where a record stands in the total order of a day."""

    received: int
    source: str
    seq: int
    copy: int


class Arrival(NamedTuple):
    """One copy that arrives: where in the order, the record, and its fault if it has one."""

    place: Place
    record: Record
    fault: Fault


def all_steps(keys: KeyRing) -> tuple[Step, ...]:
    """Return what may happen on the way, in this order.

    What makes copies that have to be refused comes last, so that none of them travels on.
    """
    return (
        Step("lost", "losses", lost),
        Step("delayed", "median_seconds", delayed),
        Step("duplicated", "duplicates", duplicated),
        Step("reordered", "reordering_seconds", reordered),
        Step("corrupted", "corrupted", corrupted),
        Step("forged", "forged", forged),
        Step("misplaced", "misplaced", misplaced),
        Step("foreign", "foreign", foreign_with(keys)),
    )


class Post:
    """Delivers what sources say.

    Args:
        settings: of the scenario.
        keys: to sign with.
        seed: of the run.
        steps: what may happen on the way, `all_steps` if not given; those whose setting is
            0 are left out and draw nothing.

    Attributes:
        counts: "statements" taken in, "losses" on the way, "duplicates" that arrive.
    """

    def __init__(
        self, settings: Delivery, keys: KeyRing, seed: int, steps: Sequence[Step] | None = None
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._seed = seed
        wanted = all_steps(keys) if steps is None else steps
        self._steps = [step for step in wanted if getattr(settings, step.setting)]
        self._dice: dict[str, list[np.random.Generator]] = {}
        self._partitions: dict[str, int] = {}
        self._certain = settings.model_copy(update=dict.fromkeys(_MADE_BESIDE, 1.0))
        self.counts: Counter[str] = Counter()

    def deliver(self, event: AnyEvent, sent: int, beside: Sequence[Beside] = ()) -> list[Arrival]:
        """Return every copy of a statement that arrives, with its place in the order.

        Args:
            event: what is said.
            sent: when, milliseconds since 1970 UTC.
            beside: what makes records that arrive beside it and have to be refused.
        """
        source = event.source
        dice = self._dice.get(source)
        if dice is None:
            dice = [stream(self._seed, f"delivery:{step.name}", source) for step in self._steps]
            self._dice[source] = dice
            self._partitions[source] = partition(source, self._settings.partitions)
        value = encode(event)
        mac = self._keys.mac(source, value)
        place, key_id = self._partitions[source], self._keys.key_id(source)
        parcels = [Parcel(sent, 0, place, source, key_id, mac, value)]
        for step, own in zip(self._steps, dice, strict=True):
            parcels = step.act(parcels, self._settings, own)
        for made in beside:
            parcels = made.act(parcels, self._certain, made.dice)
        self._count(parcels)
        return [
            Arrival(
                Place(parcel.received, source, event.seq, parcel.copy),
                _record(parcel),
                parcel.fault,
            )
            for parcel in parcels
        ]

    def _count(self, parcels: Sequence[Parcel]) -> None:
        counts = self.counts
        counts["statements"] += 1
        if len(parcels) == 1 and not parcels[0].lost:  # nearly always
            return
        counts["losses"] += sum(parcel.lost for parcel in parcels)
        counts["duplicates"] += sum(not parcel.fault for parcel in parcels) - 1


def _record(parcel: Parcel) -> Record:
    return Record(
        received=parcel.received,
        partition=parcel.partition,
        key=parcel.key,
        key_id=parcel.key_id,
        mac=parcel.mac,
        value=parcel.value,
    )
