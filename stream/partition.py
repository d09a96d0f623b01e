"""Which partition a key belongs to: murmur2, as Kafka's Java client computes it.

The number of partitions is fixed when the topic is made. librdkafka's default
partitioner differs; set it to `murmur2_random` there.
"""

from __future__ import annotations

from typing import Final

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
