"""The rules on one station, by family: the first letter of their codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from stream.alerts import Alert, Finding
from stream.rules import protocol, source, turnout
from stream.rules.catalogue import RULES
from stream.station import StationState

Rule: TypeAlias = Callable[[StationState, int], Iterator[Finding]]
"""Takes the state and the watermark (receive time, milliseconds since 1970 UTC)."""

FAMILIES: Final[dict[str, tuple[Rule, ...]]] = {
    "S": (source.gap, source.equivocation),
    "T": (
        turnout.above_roll,
        turnout.fell,
        turnout.too_fast,
        turnout.outside_hours,
        turnout.overdue,
        turnout.regular,
    ),
    "P": (
        protocol.arithmetic,
        protocol.more_found,
        protocol.above_roll,
        protocol.stock,
        protocol.roll_differs,
        protocol.differs_from_closing,
        protocol.candidates,
        protocol.empty,
        protocol.fewer_found,
        protocol.too_early,
        protocol.overdue,
    ),
}

OF_MANY: Final = frozenset(("T207", "P308", "P312", "F401", "F402", "F403", "F404", "F405"))
"""Rules that look at more than one station: `stream.many_stations` asks them."""

ALL_FAMILIES: Final = "".join(FAMILIES)


def family_of(alert: Alert) -> str:
    """Return the family whose rules raise and clear an alert; empty for one that stays for good.

    T201 is raised of protocols too: then it names a contest and is of family P.
    """
    if alert.code == "T201" and alert.id.count(":") > 1:
        return "P"
    return alert.code[0] if alert.code in _CLEARED else ""


_CLEARED: Final = frozenset(code for code in RULES if code[0] in "TP" or code in ("S103", "S104"))
