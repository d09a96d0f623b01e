"""The decisions of a run on their topic: each a message, kept for good, in the order they came.

Boards write them and show those of all boards; workers hold results by them. What stands in the
topic under another run's name, or is no decision, is passed over.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from stream import decision
from stream.decision import Decision

log = logging.getLogger("saylau.decisions")

_SEPARATOR: Final = b"/"


def key_of(run: str, made: Decision) -> bytes:
    """Return the key of a decision: run, what it is about, and which."""
    return _SEPARATOR.join((run.encode(), made.on.encode(), made.id.encode()))


def read(run: str, key: bytes, value: bytes | None, offset: int) -> Decision | None:
    """Return the decision a message holds; None if it is not of this run, or none at all.

    Args:
        run: id of the run.
        key: of the message.
        value: of the message.
        offset: of the message; a decision's number is that of its place.
    """
    if not key.startswith(run.encode() + _SEPARATOR) or value is None:
        return None
    try:
        found = replace(decision.decode(value), n=offset + 1)
    except ValueError as error:
        log.warning("offset %d is no decision, passed over: %s", offset, error)
        return None
    return found if key == key_of(run, found) else None


def held(decisions: Iterable[Decision]) -> dict[str, bool]:
    """Return of each station somebody decided on whether its result is held."""
    return {made.id: made.do == "hold" for made in decisions if made.on == "station"}
