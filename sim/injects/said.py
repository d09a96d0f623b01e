"""What a station is made to say in place of a statement, and how it leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from sim.house import SECOND
from sim.parcel import Act
from stream.events import AnyEvent


class Said(NamedTuple):
    """A statement that is really made; its number is given when it is said.

    Attributes:
        event: what is said, dated now.
        after: milliseconds until it is said, and dated.
        held: milliseconds that it is held back once it was said.
        lost: whether it takes a number and never arrives.
        again: whether it is said under the number of the one before it.
        beside: makes records that arrive beside it and have to be refused.
    """

    event: AnyEvent
    after: int = 0
    held: int = 0
    lost: bool = False
    again: bool = False
    beside: tuple[Act, ...] = ()


def redated(event: AnyEvent, milliseconds: int) -> AnyEvent:
    """Return a statement dated later by so many milliseconds, whole seconds of them."""
    at = datetime.fromisoformat(event.at) + timedelta(seconds=milliseconds // SECOND)
    return msgspec.structs.replace(event, at=at.isoformat())
