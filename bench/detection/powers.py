"""The table of powers, made anew: the smallest effect found, by rule and number of stations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bench.detection.days import drawn
from bench.detection.effects import EFFECTS
from bench.detection.recall import smallest
from config.power import FILE
from stream.station_figures import StationFigures

STATIONS: Final = (100, 462, 1_847, 5_000, 20_000, 100_000)
_HEAD: Final = """\
# The smallest effect that each rule on many stations finds with 90 % power, by the number of
# stations counted, as a share; 0: none is. Made by `python -m bench.detection --power`; a day
# on which figures are otherwise than drawn ones may show less, or more.
"""


def made(days: int) -> str:
    """Return how the powers are found, in words."""
    return (
        f"By simulation: {days} drawn days ({days_of(days, 10_000)} above 5,000 stations), the"
        " effect put into the figures at stations chosen by lot, one look with all of them counted"
    )


def measure(days: int, stations: Sequence[int] = STATIONS) -> dict[str, list[float]]:
    """Return the smallest effects by code, in order of the stations; 0 where there is none."""
    found: dict[str, list[float]] = {code: [] for code in EFFECTS}
    for number in stations:
        some = drawn_days(days_of(days, number), number)
        for code in EFFECTS:
            found[code].append(round(smallest(code, some) or 0.0, 4))
    return found


def days_of(days: int, stations: int) -> int:
    """Return on how many days a number of stations is tried: fewer where each takes long."""
    return max(days // 10, 3) if stations > 5_000 else days


def drawn_days(days: int, stations: int) -> list[StationFigures]:
    """Draw some days."""
    return [drawn(stations, 10_000 + seed) for seed in range(days)]


def write(found: dict[str, list[float]], days: int, stations: Sequence[int] = STATIONS) -> None:
    """Write `config/rules/power.toml`."""
    parts = [_HEAD]
    for code, smallest_ in found.items():
        effect = EFFECTS[code]
        parts.append(
            f'[{code}]\neffect = "{effect.done}"\nunit = "{effect.unit}"\n'
            f'made = "{made(days)}"\nstations = {list(stations)}\nsmallest = {smallest_}\n'
        )
    FILE.write_text("\n".join(parts), encoding="utf-8")
