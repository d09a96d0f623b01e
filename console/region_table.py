"""The table of regions in the terminal: as much of it as its width has room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

from config.election import Party
from console.overview import Line

WIDE: Final = 95
"""Columns that the table takes with everything in it."""

_NAME: Final = 16
_BAR: Final = 14
_LEADER: Final = 18
_LEAST_LEADER: Final = 12


def table(
    regions: Sequence[Line], parties: Mapping[str, Party], width: int, most: int
) -> RenderableType:
    """Return the table of regions, `most` rows at most; figures are never cut.

    Where the width does not do for all, the bar goes first, then who leads.
    """
    voters = max([6, *(len(f"{region.voters:,}") for region in regions)])
    counted = max([7, *(len(f"{region.stations}/{region.stations}") for region in regions)])
    left = width - _NAME - 5 - voters - counted - 8
    wide, bars = width >= WIDE, left >= _BAR + _LEADER + 4
    cells = 20 if wide else _BAR
    leading = _LEADER if bars else min(_LEADER, left - 2)
    columns: list[tuple[str, int, JustifyMethod]] = [("Region", _NAME, "left")]
    columns += [("Turnout", cells, "left")] if bars else []
    columns += [("%", 5, "right"), ("voters", voters, "right"), ("counted", counted, "right")]
    columns += [("seats", 7, "right")] if wide else []
    columns += [("leading", leading, "left")] if leading >= _LEAST_LEADER else []
    painted = Table(box=None, padding=(0, 1), pad_edge=True, header_style="dim")
    for head, cell, justify in columns:
        painted.add_column(head, width=cell, justify=justify, no_wrap=True)
    top = max((region.turnout for region in regions), default=0.0)
    shown = regions if len(regions) <= most else regions[: max(1, most - 1)]
    for region in shown:
        style = "bold" if top and region.turnout == top else ""
        cell_of: dict[str, RenderableType] = {
            "Region": Text(region.name, style=style),
            "Turnout": bar(region.turnout / 100, cells),
            "%": Text(f"{region.turnout:.1f}", style=style),
            "voters": f"{region.voters:,}",
            "counted": f"{region.counted}/{region.stations}",
            "seats": f"{region.decided}/{region.contests}",
            "leading": _leader(region, parties, leading),
        }
        painted.add_row(*(cell_of[head] for head, _, _ in columns))
    if len(shown) < len(regions):
        painted.add_row(Text(f"and {len(regions) - len(shown)} more", style="dim"))
    return painted


def bar(share: float, width: int) -> Text:
    """Return a bar of eighths of a cell, `share` of `width` cells long."""
    eighths = round(min(1.0, max(0.0, share)) * width * 8)
    whole, rest = divmod(eighths, 8)
    full = "█" * whole + (" ▏▎▍▌▋▊▉"[rest] if rest else "")
    text = Text(full, style="bright_blue")
    text.append("·" * (width - len(full)), style="dim")
    return text


def _leader(region: Line, parties: Mapping[str, Party], width: int) -> Text:
    """Return who leads and with what share, the name shortened to leave room for it."""
    leader = region.leader()
    if leader is None:
        return Text("")
    key, share = leader
    party = parties.get(key)
    name, figure = Text(party.short if party else key), f" {share:.0f} %"
    name.truncate(width - 2 - len(figure), overflow="ellipsis")
    return Text.assemble(("■ ", party.colour if party else ""), name, figure)
