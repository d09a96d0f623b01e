"""A parcel: one copy of a statement on its way, and what can be done to parcels.

A step takes the parcels of one statement and returns those that travel on. Steps
share nothing but this: each has random numbers of its own by source.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple, Protocol, TypeAlias

import numpy as np

from config.scenario import Delivery

LATER_MS: Final = 30_000
"""A copy comes at most this long after the parcel it was made of; own assumption."""

Fault: TypeAlias = Literal["", "corrupted", "forged", "misplaced", "foreign", "unknown", "garbled"]
"""What was done to a copy so that it has to be refused; "" for a genuine one."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One copy of a statement on its way.

    Attributes:
        received: the receive time so far, milliseconds since 1970 UTC.
        copy: its number among the copies of its statement, from 0.
        partition, key, key_id, mac, value: as its record will have them.
        fault: why it has to be refused, if it has to be.
        lost: how often it was sent in vain.
    """

    received: int
    copy: int
    partition: int
    key: str
    key_id: str
    mac: str
    value: bytes
    fault: Fault = ""
    lost: int = 0


Parcels: TypeAlias = list[Parcel]


class Act(Protocol):
    """What happens to the parcels of one statement on their way."""

    def __call__(self, parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
        """Return the parcels that travel on."""
        ...


class Beside(NamedTuple):
    """What makes records beside one statement, for certain, with its random numbers."""

    act: Act
    dice: np.random.Generator


class Step(NamedTuple):
    """Something that happens on the way.

    Attributes:
        name: of its random numbers.
        setting: field of `Delivery` that is 0 where the step is off.
        act: what it does.
    """

    name: str
    setting: str
    act: Act


def with_copies(
    parcels: Parcels,
    share: float,
    dice: np.random.Generator,
    made: Callable[[Parcel], Parcel] = lambda parcel: parcel,
) -> Parcels:
    """Return the parcels, and a copy of some genuine ones that comes a little later.

    Args:
        parcels: of one statement.
        share: of the genuine parcels that are copied.
        dice: decides which, and how much later.
        made: makes the copy; as it is, if not given.
    """
    more: Parcels = []
    for parcel in parcels:
        if not parcel.fault and dice.random() < share:
            later = parcel.received + 1 + int(dice.integers(LATER_MS))
            number = len(parcels) + len(more)
            more.append(replace(made(parcel), received=later, copy=number, lost=0))
    return parcels + more
