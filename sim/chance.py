"""The dice of the day: many, each with its own name.

Every draw comes from a stream that is named by a seed, a purpose and a key (a
station, a region, a block). Streams are independent of each other and of the
order in which they are asked for, so a day cut into any shards, and run in one
process or in two, comes out the same.

The generator is Philox 4x64-10 (Salmon et al., "Parallel random numbers: as
easy as 1, 2, 3", SC 2011): a stream is a 128-bit key and no warm-up, and its bits
are the same everywhere. What numpy makes of them (a normal or a gamma number) may
change with its version, so the bytes of a run hold for the versions of
`requirements.lock`.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

_SEPARATOR = "\x1f"


def stream(seed: int, purpose: str, key: str = "") -> np.random.Generator:
    """Return the stream of a seed, a purpose and a key, from its beginning.

    Args:
        seed: the run's seed, any integer.
        purpose: what is drawn, such as "turnout".
        key: for whom it is drawn, such as the id of a station; no unit separator (U+001F).

    Raises:
        ValueError: the purpose or the key holds the separator, so two names could be one.
    """
    if _SEPARATOR in purpose or _SEPARATOR in key:
        raise ValueError(f"the name of a stream holds U+001F: {purpose!r}, {key!r}")
    name = f"{seed}{_SEPARATOR}{purpose}{_SEPARATOR}{key}".encode()
    words = np.frombuffer(blake2b(name, digest_size=16).digest(), dtype="<u8")
    return np.random.Generator(np.random.Philox(key=words))
