"""Endings: how a simulation or a run ended, as lines for the user."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from console.compose import Ending


def say_ending(folder: Path, ending: Ending) -> None:
    """Say where a run lies and how it ended.

    Args:
        folder: with its files.
        ending: how it ended.
    """
    typer.echo(f"SIMULATION {folder}: {ending.records:,} records")
    typer.echo(f"journal  SHA-256 {ending.sha256}")
    if ending.published:
        says = ", ".join(
            f"{number} {verdict}{'s' if verdict == 'contradiction' and number != 1 else ''}"
            for verdict, number in ending.published.items()
        )
        if ending.falsified:
            from console.verify import not_expected

            says += f"; {not_expected(ending.falsified)}"
        typer.echo(f"published figures: {says}")
    if ending.checks:
        from console.verdicts import checked

        typer.echo("\n".join(checked(ending.checks)))
