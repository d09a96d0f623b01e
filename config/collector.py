"""The garbage collector, which rests while millions of objects are made that stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """Keep the collector from walking again and again what is being built.

    Each full round walks all objects there are, so the definition of a million stations took
    three to four times as long with it. What is let go meanwhile goes by reference counts.
    """
    worked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if worked:
            gc.enable()
