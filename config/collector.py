"""The garbage collector, which rests while what stays is made, and while it is served."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

COLLECT_AFTER: Final = (200_000, 20, 50)


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


def let_it_rest() -> None:
    """Keep it from walking ledgers, rows and rosters again and again while a process serves.

    It does not walk them once before either: a million stations are five million objects.

    A batch of reports makes tens of thousands of objects that go without it, and what stays has
    no cycles; those of Faust and of web servers are few and are still found.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
