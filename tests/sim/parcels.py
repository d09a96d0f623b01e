"""Parcels for the tests of delivery: a closing on its way, and the settings it travels under."""

from __future__ import annotations

import numpy as np

from config.scenario import Delivery
from sim.parcel import Parcel
from stream.events import StationClosed, encode
from stream.keys import KeyRing
from stream.partition import partition

KEYS = KeyRing({1: bytes(32)}, 1)


def settings(**changes):
    usual = {"median_seconds": 4, "spread": 0.9, "duplicates": 0.2, "partitions": 4}
    return Delivery(**(usual | changes))


def closing(seq=1, source="s-1", **changes):
    usual = {
        "v": 1,
        "election": "e",
        "run": "r",
        "source": source,
        "seq": seq,
        "at": "2021-07-25T20:01:00+06:00",
        "voters": 10,
        "queued": 0,
    }
    return StationClosed(**(usual | changes))


def parcel(event=None, received=0, copy=0):
    event = event or closing()
    value, source = encode(event), event.source
    place, key_id = partition(source, 4), KEYS.key_id(source)
    return Parcel(received, copy, place, source, key_id, KEYS.mac(source, value), value)


def dice(seed=1):
    return np.random.Generator(np.random.Philox(seed))
