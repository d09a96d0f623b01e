"""What people decide: how an alert is handled, or that the result of a station is held.

Decisions come beside the reports, never in place of them: evidence that comes later erases no
decision, and no decision erases evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import msgspec
from msgspec import Struct

On: TypeAlias = Literal["alert", "station"]
Act: TypeAlias = Literal["acknowledge", "escalate", "dismiss", "hold", "release"]

ACTS: Final[Mapping[On, tuple[Act, ...]]] = {
    "alert": ("acknowledge", "escalate", "dismiss"),
    "station": ("hold", "release"),
}
REASONED: Final = ("dismiss", "hold", "release")
"""What is not done without saying why."""


class Decision(Struct, frozen=True):
    """One decision.

    Attributes:
        n: its number, from 1; later ones have higher numbers.
        at: when it was made, milliseconds since 1970 UTC, by the wall clock.
        day_at: at which moment of the day that was shown.
        by, role: who made it, and as what.
        on, id: what it is about.
        do: what was decided.
        note: why.
    """

    n: int
    at: int
    day_at: int
    by: str
    role: str
    on: On
    id: str
    do: Act
    note: str


encode: Final = msgspec.json.Encoder().encode
"""Write a decision."""

_decode: Final = msgspec.json.Decoder(Decision).decode


def decode(content: bytes) -> Decision:
    """Read a decision.

    Raises:
        ValueError: it is none, or what is done does not go with what it is about.
    """
    try:
        decision = _decode(content)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if decision.do not in ACTS[decision.on]:
        raise ValueError(f"{decision.do} is not done to {decision.on}s")
    return decision
