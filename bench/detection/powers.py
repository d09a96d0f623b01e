"""The table of powers, made anew: the smallest effect found, by rule and number of stations."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from bench.detection.days import drawn
from bench.detection.effects import EFFECTS
from bench.detection.recall import REGIONS, smallest
from config.power import FILE
from stream.rules.forensic import CODES
from stream.rules.forensic_finding import levels
from stream.station_figures import StationFigures

STATIONS: Final = (33, 100, 462, 1_847, 5_000, 20_000, 100_000)
_HEAD: Final = """\
# The smallest effect that each rule on many stations finds with 90 % power, by the number of
# stations counted, as a share; 0: none is. Made by `python -m bench.detection --power`; a day
# on which figures are otherwise than drawn ones may show less, or more. `in_region`: the same
# where so many stations are those of one region of fourteen.
"""


def made(days: int) -> str:
    """Return how the powers are found, in words."""
    return (
        f"By simulation: {days} drawn days ({days_of(days, 10_000)} above 5,000 stations), the"
        " effect put into the figures at stations chosen by lot, one look with all of them counted"
    )


class Smallest(NamedTuple):
    """Smallest effects, in order of the numbers of stations; 0 where there is none.

    Attributes:
        nation: where the stations are all there are.
        region: where they are those of one region; empty where that is not asked alone.
    """

    nation: list[float]
    region: list[float]


def measure(days: int, stations: Sequence[int] = STATIONS) -> dict[str, Smallest]:
    """Return the smallest effects by code."""
    found = {code: Smallest([], []) for code in EFFECTS}
    for number in stations:
        some = drawn_days(days_of(days, number), number)
        for code, one in found.items():
            one.nation.append(_rounded(smallest(code, some)))
            if code in CODES:
                one.region.append(_rounded(smallest(code, some, level=levels(REGIONS).region)))
            sys.stderr.write(f"{code} among {number:,}: {one.nation[-1]}\n")
    return found


def _rounded(size: float | None) -> float:
    return round(size or 0.0, 4)


def days_of(days: int, stations: int) -> int:
    """Return on how many days a number of stations is tried: fewer where each takes long."""
    return max(days // 10, 3) if stations > 5_000 else days


def drawn_days(days: int, stations: int) -> list[StationFigures]:
    """Draw some days."""
    return [drawn(stations, 10_000 + seed) for seed in range(days)]


def write(found: Mapping[str, Smallest], days: int, stations: Sequence[int] = STATIONS) -> None:
    """Write `config/rules/power.toml`."""
    parts = [_HEAD]
    for code, one in found.items():
        effect = EFFECTS[code]
        parts.append(
            f'[{code}]\neffect = "{effect.done}"\nunit = "{effect.unit}"\n'
            f'made = "{made(days)}"\nstations = {list(stations)}\nsmallest = {one.nation}\n'
            + (f"in_region = {one.region}\n" if one.region else "")
        )
    FILE.write_text("\n".join(parts), encoding="utf-8")
