"""Which partition a key belongs to: murmur2, as Kafka's Java client computes it.

The number of partitions is fixed when the topic is made. librdkafka's default
partitioner differs; set it to `murmur2_random` there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

_MASK: Final = 0xFFFF_FFFF
_MULTIPLIER: Final = 0x5BD1_E995
_SEED: Final = 0x9747_B28C


def murmur2(data: bytes) -> int:
    """Return the 32-bit murmur2 hash (unsigned) that Kafka uses.

    Source: Austin Appleby, MurmurHash2 (public domain), with Kafka's seed.
    """
    length = len(data)
    h = _SEED ^ length
    whole = length & ~3
    for at in range(0, whole, 4):
        k = int.from_bytes(data[at : at + 4], "little")
        k = (k * _MULTIPLIER) & _MASK
        k ^= k >> 24
        k = (k * _MULTIPLIER) & _MASK
        h = ((h * _MULTIPLIER) & _MASK) ^ k
    tail = data[whole:]
    if tail:
        h ^= int.from_bytes(tail, "little")
        h = (h * _MULTIPLIER) & _MASK
    h ^= h >> 13
    h = (h * _MULTIPLIER) & _MASK
    return h ^ (h >> 15)


def partition(key: str, partitions: int) -> int:
    """Return the partition of `key` among `partitions` (at least 1)."""
    if partitions < 1:
        raise ValueError(f"partitions is {partitions}, it has to be at least 1")
    return (murmur2(key.encode()) & 0x7FFF_FFFF) % partitions


def partitions_of(keys: Sequence[str], partitions: int) -> NDArray[np.int64]:
    """Return int64[n]: the partition of each of n keys; the same as `partition`, for many."""
    if partitions < 1:
        raise ValueError(f"partitions is {partitions}, it has to be at least 1")
    encoded = [key.encode() for key in keys]
    lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
    found = np.zeros(len(encoded), np.int64)
    for length in np.unique(lengths).tolist():
        places = np.flatnonzero(lengths == length)
        joined = b"".join([encoded[place] for place in places.tolist()])
        hashes = _murmur2_of(np.frombuffer(joined, np.uint8).reshape(len(places), length))
        found[places] = (hashes & np.uint32(0x7FFF_FFFF)).astype(np.int64) % partitions
    return found


def _murmur2_of(keys: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return uint32[n] of uint8[n, length]; unsigned numbers of 32 bits wrap as the hash wants."""
    number, length = keys.shape
    multiplier = np.uint32(_MULTIPLIER)
    h = np.full(number, _SEED ^ length, np.uint32)
    whole = length & ~3
    for at in range(0, whole, 4):
        k = np.ascontiguousarray(keys[:, at : at + 4]).view("<u4")[:, 0] * multiplier
        k ^= k >> np.uint32(24)
        h = h * multiplier ^ k * multiplier
    if whole < length:
        tail = np.zeros((number, 4), np.uint8)
        tail[:, : length - whole] = keys[:, whole:]
        h = (h ^ tail.view("<u4")[:, 0]) * multiplier
    h ^= h >> np.uint32(13)
    h *= multiplier
    return h ^ (h >> np.uint32(15))
