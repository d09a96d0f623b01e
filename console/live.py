"""The live view: the day as it comes in, painted in the terminal.

The view fits 80 columns and 24 lines and uses more where there is more. It is
repainted by its own thread from the latest overview, which is replaced as a
whole, so the day need not wait for the terminal.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from datetime import tzinfo
from types import TracebackType
from typing import Final, Self

from rich.console import (
    Console,
    ConsoleOptions,
    Group,
    RenderableType,
    RenderResult,
)
from rich.live import Live
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from config.election import Election
from console import region_table
from console.messages import Message
from console.overview import AlertLine, Language, Line, Overview, highest, name_in

WIDE: Final = 150
_FULL: Final = 78
REPAINTS_A_SECOND: Final = 4
SEVERITY: Final = {"error": "bold red", "warning": "yellow", "notice": "cyan"}


class LiveView:
    """Shows the preparation, then the day, on a screen of its own in the terminal.

    Args:
        election: what is replayed.
        subtitle: which scenario and seed.
        language: of the names.
        out: the terminal.
        clock: returns real seconds that never go back.
    """

    def __init__(
        self,
        election: Election,
        subtitle: str,
        language: Language,
        out: Console,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._looked = -math.inf
        self._picture = Picture(election, subtitle, language)
        self._live = Live(
            self._picture,
            console=out,
            screen=True,
            refresh_per_second=REPAINTS_A_SECOND,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._out = out

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.__exit__(kind, error, trace)
        if kind is None and self._picture.overview is not None:
            self._out.print(self._picture)

    def preparing(self, what: str) -> None:
        """Say what is being done before there is anything to show, or after the day."""
        self._picture.preparing = what
        self._live.refresh()

    def due(self, now: int) -> bool:  # noqa: ARG002  this view goes by real time
        """Want an overview as often as the terminal is repainted."""
        real = self._clock()
        if real - self._looked < 1 / REPAINTS_A_SECOND:
            return False
        self._looked = real
        return True

    def show(self, overview: Overview) -> None:
        """Take a new overview; the next repaint shows it."""
        self._picture.preparing = ""
        self._picture.overview = overview

    def finish(self, overview: Overview) -> None:
        """Show how the day ended."""
        self.show(overview)


class Picture:
    """What the terminal shows; laid out anew at every repaint, for the size it has then."""

    def __init__(self, election: Election, subtitle: str, language: Language = "en") -> None:
        self._election = election
        self._subtitle = subtitle
        self._language: Language = language
        self._parties = {party.id: party for party in election.parties}
        self._zones = _other_zones(election)
        self._spinner = Spinner("dots")
        self.overview: Overview | None = None
        self.preparing = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay the picture out for the width and height at hand."""
        width, height = options.max_width, options.height or console.height
        yield self._banner(width)
        overview = self.overview
        if overview is None:
            self._spinner.update(text=Text(f" {self.preparing}"))
            yield Padding(self._spinner, (1, 1))
            return
        yield self._clock(overview, width)
        yield self._nation(overview.nation, width)
        room = height - len(overview.regions) - 5
        if width >= WIDE:
            grid = Table.grid(padding=(0, 3))
            grid.add_column(width=region_table.WIDE)
            grid.add_column(ratio=1)
            beside = Group(
                self._bulletin_list(overview),
                "",
                *self._news(overview, max(4, height - 9 - len(overview.bulletins))),
            )
            grid.add_row(self._regions(overview, region_table.WIDE, height - 4), beside)
            yield grid
        else:
            yield self._regions(overview, width, height - 5)
            yield self._bulletin_line(overview, width)
            yield from self._news(overview, room)

    def _banner(self, width: int) -> RenderableType:
        name = name_in(self._election.name, self._language)
        line = Text(no_wrap=True)
        line.append(" SIMULATION ", style="bold black on bright_yellow")
        line.append(f" {name}", style="bold")
        line.append(f"  {self._subtitle}", style="dim")
        line.truncate(width, overflow="ellipsis")
        return line

    def _clock(self, overview: Overview, width: int) -> RenderableType:
        line = Table.grid(padding=(0, 2), expand=True)
        line.add_column(no_wrap=True)
        line.add_column(justify="right", no_wrap=True)
        at = overview.at
        clock = Text(f" {at:%H:%M}", style="bold")
        official = "official " if width >= _FULL else ""
        clock.append(f" {official}(UTC{at:%z})"[:-3], style="dim")
        clock.append(")", style="dim")
        for zone in self._zones:
            clock.append(f"  {at.astimezone(zone):%H:%M}", style="bold")
            clock.append(f" UTC{at.astimezone(zone):%z}"[:-2], style="dim")
        if self.preparing:
            phase, share = self.preparing, 1.0
        elif overview.voting < 1:
            phase, share = f"voting {100 * overview.voting:.0f} %", overview.voting
        else:
            phase, share = f"counting {100 * overview.counted:.0f} %", overview.counted
        if width < _FULL:
            line.add_row(clock, phase)
        else:
            line.add_column(width=20)
            line.add_row(clock, phase, ProgressBar(total=1.0, completed=share, width=20))
        return line

    def _nation(self, nation: Line, width: int) -> RenderableType:
        line = Text(" Turnout ", no_wrap=True, overflow="ellipsis")
        line.append(f"{nation.turnout:.2f} %", style="bold")
        if width >= 100:
            line.append(f"  {nation.voters:,} of {nation.roll:,}", style="dim")
        if width >= _FULL:
            line.append(f"  open {nation.opened:,}  reporting {nation.reporting:,}")
        line.append(f"  counted {nation.counted:,}")
        line.append(f"  seats {nation.decided}/{nation.contests}", style="bold")
        return line

    def _regions(self, overview: Overview, width: int, most: int) -> RenderableType:
        return region_table.table(overview.regions, self._parties, width, most)

    def _bulletin_line(self, overview: Overview, width: int) -> RenderableType:
        """Return the bulletins in a line: as many of the latest as find room."""
        line = Text(" Bulletins", style="bold", no_wrap=True, overflow="ellipsis")
        if not overview.bulletins:
            line.append("  none issued yet", style="dim not bold")
        room = (width - len(line)) // len(" 10h 10.00")
        for bulletin in overview.bulletins[-max(1, room) :]:
            line.append(f" {bulletin.key[:2]}h ", style="dim not bold")
            line.append(bulletin.turnout)
        return line

    def _bulletin_list(self, overview: Overview) -> RenderableType:
        table = Table(box=None, padding=(0, 1), header_style="dim", title_justify="left")
        table.add_column("Bulletin", no_wrap=True)
        table.add_column("%", justify="right")
        table.add_column("voters", justify="right")
        table.add_column("highest", no_wrap=True)
        names = {region.id: region.name for region in overview.regions}
        if not overview.bulletins:
            table.add_row("none issued yet", "", "", "")
        for bulletin in overview.bulletins:
            best = highest(bulletin)
            mark = " prel." if bulletin.kind == "preliminary" else ""
            table.add_row(
                f"{bulletin.key}{mark}",
                bulletin.turnout,
                f"{bulletin.voters:,}",
                f"{names[best]} {bulletin.turnout_of(best)}",
            )
        return table

    def _news(self, overview: Overview, lines: int) -> Iterator[RenderableType]:
        """Yield at most so many lines: alerts and what people reported, the newest first."""
        if lines < 1:
            return
        head = Text(" Alerts", style="bold", no_wrap=True)
        reported = f", {len(overview.messages)} messages" if overview.messages else ""
        head.append(
            f"  {overview.open_alerts} open of {len(overview.alerts)}{reported}",
            style="dim not bold",
        )
        yield head
        # Alerts come in order of opening, so that the latest of either are at the end.
        news = [(alert.opened, alert_text(alert)) for alert in overview.alerts[-lines:]]
        news += [(one.at, message_text(one)) for one in overview.messages[-lines:]]
        news.sort(key=lambda new: new[0])
        for _, line in list(reversed(news))[: lines - 1]:
            yield line


def message_text(message: Message) -> Text:
    """Return what somebody reported as one line."""
    line = Text(f" {message.at:%H:%M} ", no_wrap=True, overflow="ellipsis", style="")
    line.append(message.kind, style="magenta")
    line.append(f" {message.place} {message.what} ({message.role})")
    return line


def alert_text(alert: AlertLine) -> Text:
    """Return an alert as one line."""
    line = Text(f" {alert.opened:%H:%M} ", no_wrap=True, overflow="ellipsis", style="")
    line.append(f"{alert.code} {alert.severity}", style=SEVERITY.get(alert.severity, ""))
    line.append(f" {alert.place}")
    if alert.cleared is not None:
        line.append(f" cleared {alert.cleared:%H:%M}", style="green")
    line.append(f" {alert.title}")
    return line


def _other_zones(election: Election) -> list[tzinfo]:
    official = election.official_zone
    others = {region.utc_offset: region.zone for region in election.regions}
    return [zone for _, zone in sorted(others.items()) if zone != official]
