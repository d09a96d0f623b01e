"""Work that goes on beside a load, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def aside(work: Callable[[threading.Event], object]) -> Iterator[None]:
    """Let work go on until the context is left.

    Args:
        work: is given an event, and returns soon after that is set.
    """
    over = threading.Event()
    thread = threading.Thread(target=work, args=(over,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
