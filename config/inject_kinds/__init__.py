"""The kinds of violations that a scenario can plant: what each does, and which rules it provokes.

As data, for the check of a scenario, for the simulation and for the documentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from config.inject_kinds.kind import Codes, Kind
from config.inject_kinds.many_stations import MANY
from config.inject_kinds.protocol import PROTOCOL
from config.inject_kinds.source import SOURCE
from config.inject_kinds.turnout import TURNOUT

__all__ = ["KINDS", "Codes", "Kind"]

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {kind.id: kind for kind in (*SOURCE, *TURNOUT, *PROTOCOL, *MANY)}
)
"""All kinds by name, in the order of the rules they provoke."""
