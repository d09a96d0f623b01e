"""A wrong name, answered with the right ones: what exists, and what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

SHOWN = 20
"""Names listed in full at most; a longer list tells the reader less."""


def one_of(known: Iterable[str], wrong: str) -> str:
    """Return the words that follow "expected": the known names, the nearest one first."""
    names = sorted(known)
    if not names:
        return "none, for there are none"
    folded = {name.lower(): name for name in names}
    near = difflib.get_close_matches(wrong.lower(), folded, n=1, cutoff=0.6)
    hint = f" (did you mean {folded[near[0]]}?)" if near else ""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"one of {', '.join(names[:SHOWN])}{more}{hint}"


def nearest(known: Iterable[str], wrong: str, most: int = 3) -> list[str]:
    """Return the known names that look most like a wrong one, the nearest first; perhaps none."""
    return difflib.get_close_matches(wrong, sorted(known), n=most, cutoff=0.5)
