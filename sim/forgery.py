"""Forgery: records with other figures under a source's name, made without its key.

A forger knows the contract and has seen genuine records. What he lacks is the
key: he makes a code with one of his own, or copies that of the genuine record.
Whoever does not check codes takes his figures for the source's.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Final

import msgspec
import numpy as np

from config.scenario import Delivery
from sim.mistakes import MOST
from sim.parcel import Parcel, Parcels, with_copies
from stream.events import (
    AnyEvent,
    CandidateWithdrawn,
    CountReported,
    IncidentReported,
    StationOpened,
    decode,
    encode,
)
from stream.keys import MAC_BYTES

LEAST_MORE: Final = 10
"""A figure grows by up to itself, a small one by up to so many; own choice."""

_KEY_BYTES: Final = 32


def forged(parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
    """Let a forged record arrive beside some parcels."""

    def imitated(parcel: Parcel) -> Parcel:
        value = encode(retold(decode(parcel.value), dice))
        mac = parcel.mac
        if dice.random() < 0.5:
            own = hashlib.blake2b(value, key=dice.bytes(_KEY_BYTES), digest_size=MAC_BYTES)
            mac = own.hexdigest()
        return replace(parcel, value=value, mac=mac, fault="forged")

    return with_copies(parcels, settings.forged, dice, imitated)


def retold(event: AnyEvent, dice: np.random.Generator) -> AnyEvent:
    """Return the statement with another content: what a forger would have the source say.

    A protocol gets more ballots for one candidate, and still adds up.
    """
    if isinstance(event, CountReported):
        return _stuffed(event, dice)
    if isinstance(event, StationOpened):
        return msgspec.structs.replace(event, registered=_raised(event.registered, dice))
    if isinstance(event, IncidentReported):
        category = _unlike(event.category, "false-alarm", "all-quiet")
        return msgspec.structs.replace(event, category=category)
    if isinstance(event, CandidateWithdrawn):
        ground = _unlike(event.ground, "own request", "illness")
        return msgspec.structs.replace(event, ground=ground)
    return msgspec.structs.replace(event, voters=_raised(event.voters, dice))


def _stuffed(count: CountReported, dice: np.random.Generator) -> CountReported:
    names = list(count.votes)
    if not names:
        return msgspec.structs.replace(count, against_all=_raised(count.against_all, dice))
    name = names[int(dice.integers(len(names)))]
    votes = _raised(count.votes[name], dice)
    more = votes - count.votes[name]
    return msgspec.structs.replace(
        count,
        votes=count.votes | {name: votes},
        found_station=_within(count.found_station + more),
        issued=_within(count.issued + more),
        unused=_within(count.unused - more),
    )


def _raised(figure: int, dice: np.random.Generator) -> int:
    """Return a larger figure, or the one below where the contract carries no larger one."""
    more = int(dice.integers(1, max(figure, LEAST_MORE) + 1))
    return min(figure + more, MOST) if figure < MOST else figure - 1


def _within(figure: int) -> int:
    """Return the nearest figure that the contract carries."""
    return min(max(figure, 0), MOST)


def _unlike(said: str, one: str, other: str) -> str:
    return one if said != one else other
