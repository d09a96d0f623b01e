"""The garbage collector in a worker's processes."""

from __future__ import annotations

import gc
from typing import Final

COLLECT_AFTER: Final = (200_000, 20, 50)


def let_it_rest() -> None:
    """Keep it from walking ledgers, rows and roster again and again.

    It does not walk them once before either: a million stations are five million objects.

    A fetch makes tens of thousands of objects that go without it, and what stays has no
    cycles; Faust's own cycles are few and are still found.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
