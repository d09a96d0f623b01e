"""Text of strangers for a terminal: a key or a reason may hold what would command it."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 200
"""Letters after which the rest is left out."""


def printable(text: str) -> str:
    """Return a text in one line without control codes; these are shown as Python writes them."""
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in cut
    )
