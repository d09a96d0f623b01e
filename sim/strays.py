"""Strays: genuine records in the wrong place, on another partition or from another run.

Bytes and codes are right, so neither shows anything. A second copy on another
partition would be counted by a worker that does not know the first; a record of
a rehearsal says what was true there.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import msgspec
import numpy as np

from config.scenario import Delivery
from sim.parcel import Act, Parcel, Parcels, with_copies
from stream.events import decode, encode
from stream.keys import KeyRing


def misplaced(parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
    """Let some parcels arrive a second time, on another partition than their key's."""

    def elsewhere(parcel: Parcel) -> Parcel:
        further = 1 + int(dice.integers(settings.partitions - 1))
        place = (parcel.partition + further) % settings.partitions
        return replace(parcel, partition=place, fault="misplaced")

    return with_copies(parcels, settings.misplaced, dice, elsewhere)


def foreign_with(keys: KeyRing) -> Act:
    """Return the step that replays records of another run of the same sources.

    The same statement under the other run's id, with the code the source itself made for
    it: the sources of both runs have the same keys.
    """

    def foreign(parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
        def replayed(parcel: Parcel) -> Parcel:
            event = decode(parcel.value)
            value = encode(msgspec.structs.replace(event, run=another_run(event.run)))
            mac = keys.mac(parcel.key, value)
            return replace(parcel, value=value, mac=mac, fault="foreign")

        return with_copies(parcels, settings.foreign, dice, replayed)

    return foreign


def another_run(run: str) -> str:
    """Return the id of the run whose records are replayed, a rehearsal of this one.

    It is none that `Plan.run` can return: those have a seed between two hyphens.
    """
    return f"rehearsal-{hashlib.blake2b(run.encode(), digest_size=4).hexdigest()}"
