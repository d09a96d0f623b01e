"""The power of the rules on many stations: how small an effect they find, by number of stations.

Kept as data in `config/rules/power.toml`, so that an alert can say what it could not have seen;
`python -m bench.detection --power` makes it anew.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Annotated, Final, TypeAlias

from pydantic import Field, RootModel, model_validator

from config.document import read_document
from config.election import Model
from config.rulebook import FOLDER, Code
from config.unfit import unfit

FILE: Final[Path] = FOLDER / "power.toml"

Effects: TypeAlias = tuple[Annotated[float, Field(ge=0, le=1)], ...]


class Power(Model):
    """What one rule finds with 90 % power at its last look.

    Attributes:
        effect: what is done to the figures, in words.
        unit: of the sizes.
        made: how the sizes were found.
        stations: counted, ascending.
        smallest: effect found with 90 % power among so many; 0 where none is.
        in_region: the same among so many in one region of fourteen, where the rule may err less
            often; empty for rules that are not asked of a region's stations alone.
    """

    effect: str = Field(min_length=1)
    unit: str = Field(min_length=1)
    made: str = Field(min_length=1)
    stations: tuple[Annotated[int, Field(ge=1)], ...]
    smallest: Effects
    in_region: Effects = ()

    @model_validator(mode="after")
    def _ordered(self) -> Power:
        if list(self.stations) != sorted(set(self.stations)) or not self.stations:
            raise unfit(f"stations {self.stations}", "at least one number, ascending")
        for effects in (self.smallest, self.in_region or self.smallest):
            if len(self.stations) != len(effects):
                raise unfit(f"{len(effects)} effects", f"{len(self.stations)}, one a number")
        return self


class _Powers(RootModel[dict[Code, Power]]):
    pass


@cache
def powers() -> dict[str, Power]:
    """Return the powers by code."""
    return dict(read_document(FILE, _Powers).root)


def power(code: str, stations: int, scope: str = "nation") -> float | None:
    """Return the smallest effect found with 90 % power among so many stations.

    Between the numbers of the table it is drawn straight on logarithmic scales; above the
    largest it is that of the largest. None where no effect is found so surely.

    Args:
        code: of the rule.
        stations: counted.
        scope: "nation", or "region" for those of one region.
    """
    known = powers().get(code)
    if known is None or stations < known.stations[0]:
        return None
    smallest = known.in_region if scope == "region" else known.smallest
    if not smallest:
        return None
    after = next((at for at, each in enumerate(known.stations) if each >= stations), -1)
    if after < 0 or known.stations[after] == stations:
        return smallest[after] or None
    low, high = smallest[after - 1], smallest[after]
    if not low or not high:
        return None
    few, many = known.stations[after - 1], known.stations[after]
    part = math.log(stations / few) / math.log(many / few)
    return math.exp(math.log(low) * (1 - part) + math.log(high) * part)


def power_text(code: str, stations: int, scope: str = "nation") -> str:
    """Return it in words, such as "12 % of the stations, each ..."."""
    known = powers().get(code)
    if known is None:
        return ""
    least = power(code, stations, scope)
    if least is None:
        return f"none: no {known.unit}, however large, is found with 90 % power"
    place = " (where the region is one of fourteen)" if scope == "region" else ""
    return f"{100 * least:.2g} % {known.unit}: {known.effect}{place}"
