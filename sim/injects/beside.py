"""Tricks on the source: records that come beside the station's, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import msgspec
import numpy as np

from config.scenario import Delivery
from sim.injects.said import Said
from sim.injects.scene import Scene
from sim.injects.trick import Trick
from sim.parcel import Act, Parcel, Parcels, with_copies
from stream.events import AnyEvent, TurnoutReported, decode, encode
from stream.keys import KeyRing
from stream.partition import partition

STRANGER: Final = "-b"
"""What the key of an unknown source ends in, after a station's: as if of its second house."""


class Beside(Trick):
    """Beside some hourly reports come records that have to be refused.

    Args:
        scene: where; its strength is how many reports.
        act: makes those records.
    """

    def __init__(self, scene: Scene, act: Act) -> None:
        super().__init__(scene)
        self._act = act
        self._left = round(scene.strength)

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement, with another record beside it if it is time."""
        if not isinstance(event, TurnoutReported) or now < self.scene.begins or not self._left:
            return [Said(event)]
        self._left -= 1
        self.did(now, falsifies=False)
        return [Said(event, beside=(self._act,))]


class Lost(Trick):
    """Some hourly reports take a number and never arrive."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._left = round(scene.strength)

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement, lost if it is time."""
        if not isinstance(event, TurnoutReported) or now < self.scene.begins or not self._left:
            return [Said(event)]
        self._left -= 1
        self.did(now, falsifies=True)
        return [Said(event, lost=True)]


class Truthful(Trick):
    """Nothing else is said: the station's clock is wrong, or an observer speaks."""

    def tell(self, event: AnyEvent, now: int) -> list[Said]:
        """Return the statement."""
        self.did(now, falsifies=False)
        return [Said(event)]


def strange_with(keys: KeyRing) -> Act:
    """Return what lets a copy arrive under a key that is on no list."""

    def strange(parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
        def posing(parcel: Parcel) -> Parcel:
            key = parcel.key + STRANGER
            value = encode(msgspec.structs.replace(decode(parcel.value), source=key))
            return replace(
                parcel,
                partition=partition(key, settings.partitions),
                key=key,
                key_id=keys.key_id(key),
                mac=keys.mac(key, value),
                value=value,
                fault="unknown",
            )

        return with_copies(parcels, 1.0, dice, posing)

    return strange


def garbled_with(keys: KeyRing) -> Act:
    """Return what lets a copy arrive that its source has signed and nobody can read."""

    def garbled(
        parcels: Parcels,
        settings: Delivery,  # noqa: ARG001 - a step is given them
        dice: np.random.Generator,
    ) -> Parcels:
        def broken(parcel: Parcel) -> Parcel:
            value = _WAYS[int(dice.integers(len(_WAYS)))](parcel.value)
            return replace(parcel, value=value, mac=keys.mac(parcel.key, value), fault="garbled")

        return with_copies(parcels, 1.0, dice, broken)

    return garbled


_WAYS: Final[tuple[Callable[[bytes], bytes], ...]] = (
    lambda value: value[: len(value) // 2],
    lambda value: value.replace(b'"seq":', b'"number":'),
    lambda value: value.replace(b'"at":', b'"moment":'),
)
"""Ways in which a statement is none any more: cut off, or with a field under another name."""
