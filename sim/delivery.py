"""Delivery: how a statement reaches the tally, like letters through a slow post.

What a source says becomes parcels: at first one, its exact bytes under its key
with its code. Steps then do to the parcels what a network does. A step is a
function from a source's parcels to parcels; each has random numbers of its own
by source, so that one step more or less leaves the others' draws as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Protocol, TypeAlias

import numpy as np

from config.scenario import Delivery
from sim.chance import stream
from stream.events import AnyEvent, encode
from stream.keys import KeyRing
from stream.partition import partition
from stream.record import Record

FASTEST_MS: Final = 1
RESENT_WITHIN_MS: Final = 30_000
"""A duplicate comes at most this long after the first copy; own assumption."""


class Place(NamedTuple):
    """Where a record stands in the total order of a day."""

    received: int
    source: str
    seq: int
    copy: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """One copy of a statement on its way; `received` is the receive time so far, milliseconds."""

    received: int
    copy: int
    partition: int
    key: str
    key_id: str
    mac: str
    value: bytes


Parcels: TypeAlias = list[Parcel]


class Step(Protocol):
    """What happens to the parcels of one statement on their way."""

    def __call__(self, parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
        """Return the parcels after this step."""
        ...


def delayed(parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
    """Let each parcel take its time: lognormal, at least a millisecond."""
    return [
        replace(parcel, received=parcel.received + _delay_ms(settings, dice)) for parcel in parcels
    ]


def duplicated(parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
    """Send some parcels twice: the same bytes again, a little later."""
    again: Parcels = []
    for parcel in parcels:
        if dice.random() < settings.duplicates:
            later = parcel.received + 1 + int(dice.integers(RESENT_WITHIN_MS))
            again.append(replace(parcel, received=later, copy=len(parcels) + len(again)))
    return parcels + again


STEPS: Final[tuple[tuple[str, Step], ...]] = (
    ("delayed", delayed),
    ("duplicated", duplicated),
)
"""What happens on the way, in this order, each under the name of its random numbers."""


class Post:
    """Delivers what sources say.

    Args:
        settings: of the scenario.
        keys: to sign with.
        seed: of the run.
        steps: what happens on the way, by name.
    """

    def __init__(
        self,
        settings: Delivery,
        keys: KeyRing,
        seed: int,
        steps: Sequence[tuple[str, Step]] = STEPS,
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._seed = seed
        self._steps = steps
        self._dice: dict[str, list[np.random.Generator]] = {}
        self._partitions: dict[str, int] = {}

    def deliver(self, event: AnyEvent, sent: int) -> list[tuple[Place, Record]]:
        """Return every copy of a statement that arrives, with its place in the order.

        Args:
            event: what is said.
            sent: when, milliseconds since 1970 UTC.
        """
        source = event.source
        dice = self._dice.get(source)
        if dice is None:
            dice = [stream(self._seed, f"delivery:{name}", source) for name, _ in self._steps]
            self._dice[source] = dice
            self._partitions[source] = partition(source, self._settings.partitions)
        value = encode(event)
        mac = self._keys.mac(source, value)
        place, key_id = self._partitions[source], self._keys.key_id(source)
        parcels = [Parcel(sent, 0, place, source, key_id, mac, value)]
        for (_, step), own in zip(self._steps, dice, strict=True):
            parcels = step(parcels, self._settings, own)
        return [
            (Place(parcel.received, source, event.seq, parcel.copy), _record(parcel))
            for parcel in parcels
        ]


def _delay_ms(settings: Delivery, dice: np.random.Generator) -> int:
    seconds = settings.median_seconds * float(np.exp(settings.spread * dice.standard_normal()))
    return max(FASTEST_MS, round(seconds * 1000))


def _record(parcel: Parcel) -> Record:
    return Record(
        received=parcel.received,
        partition=parcel.partition,
        key=parcel.key,
        key_id=parcel.key_id,
        mac=parcel.mac,
        value=parcel.value,
    )
