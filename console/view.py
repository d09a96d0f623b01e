"""A view: what shows a replay while it runs, and which one suits the place it is shown at."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

from console.overview import Overview

if TYPE_CHECKING:
    from config.election import Election
    from config.settings import Settings
    from console.live import LiveView
    from console.plain import PlainView


class View(Protocol):
    """Something that shows a replay while it runs."""

    def preparing(self, what: str) -> None:
        """Say what is being done before there is anything to show, or after the day."""

    def due(self, now: int) -> bool:
        """Say whether the view wants an overview of `now` (milliseconds since 1970 UTC)."""

    def show(self, overview: Overview) -> None:
        """Show an overview."""

    def finish(self, overview: Overview) -> None:
        """Show how the day ended."""


def view_of(
    election: Election, scenario: str, settings: Settings, *, plain: bool
) -> LiveView | PlainView:
    """Return the live view on a terminal, the plain one elsewhere or where it is asked for."""
    from rich.console import Console

    subtitle = f"{scenario} · seed {settings.seed}"
    terminal = Console()
    # Bars and frames need letters that other encodings lack; lines can do without.
    poor = terminal.is_dumb_terminal or not terminal.encoding.startswith("utf")
    if plain or not terminal.is_terminal or poor:
        from console.overview import name_in
        from console.plain import PlainView

        return PlainView(f"{name_in(election.name, settings.language)}  {subtitle}", sys.stdout)
    from console.live import LiveView

    return LiveView(election, subtitle, settings.language, terminal)
