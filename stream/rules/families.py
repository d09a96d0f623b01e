"""The rules on one station, by family: the first letter of their codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from stream.alerts import Finding
from stream.rules import protocol, source, turnout
from stream.station import StationState

Rule: TypeAlias = Callable[[StationState, int], Iterator[Finding]]
"""Takes the state and the watermark (receive time, milliseconds since 1970 UTC)."""

FAMILIES: Final[dict[str, tuple[Rule, ...]]] = {
    "S": (source.gap, source.equivocation),
    "T": (turnout.above_roll, turnout.fell),
    "P": (protocol.arithmetic, protocol.more_found, protocol.above_roll),
}

ALL_FAMILIES: Final = "".join(FAMILIES)
