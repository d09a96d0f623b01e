"""The picture of `saylau watch` in the terminal: as much of it as there is room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from console.live import SEVERITY, WIDE
from console.printable import printable
from console.region_table import bar
from console.watch import LATEST, AlertLine, Area, Picture

_ONE_LINE: Final = 125
_LEAST_ALERTS: Final = 3
_BAR: Final = 14


class WatchView:
    """Paints a picture; laid out anew for the size the terminal has then."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay the picture out for the width and height at hand."""
        picture = self._picture
        width, height = options.max_width, options.height or console.height
        head = [*_head(picture, width)]
        yield from head
        if picture.nation is None:
            yield Text(" nothing is tallied yet", style="dim")
        room = height - len(head) - 3  # heads of the two lists, and a line that stays free
        if width >= WIDE:
            grid = Table.grid(padding=(0, 3))
            grid.add_row(_regions(picture.regions, room), _alerts(picture, LATEST))
            yield grid
            return
        few = min(_LEAST_ALERTS, len(picture.alerts))
        most = max(2, room - few)
        if picture.regions:
            yield _regions(picture.regions, most)
        yield _alerts(picture, max(few, room - min(most, len(picture.regions))))


def _head(picture: Picture, width: int) -> Iterator[Text]:
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append(" SIMULATION ", style="bold black on bright_yellow")
    line.append(f" {printable(picture.run) if picture.run else 'no run yet'}", style="bold")
    yield line
    if picture.note:
        yield Text(f" {picture.note}", style="yellow", no_wrap=True, overflow="ellipsis")
    if picture.nation is not None:
        yield from _nation(picture.nation, width)


def _nation(nation: Area, width: int) -> Iterator[Text]:
    """Yield the nation as one line, or as two where one has no room."""
    voters = Text(" Turnout ", no_wrap=True, overflow="ellipsis")
    voters.append(f"{nation.turnout} %", style="bold")
    voters.append(f"  voters {nation.voters:,}  registered {nation.registered:,}")
    stations = Text(" Stations", no_wrap=True, overflow="ellipsis")
    stations.append(f" opened {nation.opened:,}  closed {nation.closed:,}")
    stations.append(f"  counted {nation.counted:,}/{nation.reporting:,}")
    stations.append(f"  contests decided {nation.decided:,}/{nation.contests:,}", style="bold")
    if width >= _ONE_LINE:
        yield Text.assemble(voters, " ", stations, no_wrap=True, overflow="ellipsis")
    else:
        yield voters
        yield stations


def _regions(regions: Sequence[Area], most: int) -> RenderableType:
    """Return the table of regions, `most` rows at most."""
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("Region", no_wrap=True)
    table.add_column("Turnout", width=_BAR)
    table.add_column("%", justify="right", no_wrap=True)
    table.add_column("voters", justify="right", no_wrap=True)
    table.add_column("counted", justify="right", no_wrap=True)
    shown = regions if len(regions) <= most else regions[: max(1, most - 1)]
    for area in shown:
        table.add_row(
            Text(area.name),
            bar(float(area.turnout) / 100, _BAR),
            area.turnout,
            f"{area.voters:,}",
            f"{area.counted:,}/{area.reporting:,}",
        )
    if len(shown) < len(regions):
        table.add_row(Text(f"and {len(regions) - len(shown)} more", style="dim"))
    return table


def _alerts(picture: Picture, most: int) -> RenderableType:
    """Return the latest alerts, `most` of them at most."""
    grid = Table.grid()
    head = Text(" Alerts", style="bold", no_wrap=True)
    counts = f"  {picture.open_alerts:,} open of {len(picture.alerts):,}"
    head.append(counts, style="dim not bold")
    grid.add_row(head)
    for alert in picture.alerts[: min(most, LATEST)]:
        grid.add_row(_alert(alert))
    return grid


def _alert(alert: AlertLine) -> Text:
    line = Text(f" {alert.opened} ", no_wrap=True, overflow="ellipsis")
    line.append(f"{alert.code} {alert.severity}", style=SEVERITY.get(alert.severity, ""))
    line.append(f" {alert.place} ")
    line.append(alert.condition, style="green" if alert.condition == "cleared" else "bold")
    return line
