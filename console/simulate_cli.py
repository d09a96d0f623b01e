"""The command that simulates a day: `simulate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from typer import Option

from config.errors import InputError
from console.endings import say_ending
from console.options import (
    ElectionOption,
    ForceOption,
    OutOption,
    ProcessesOption,
    ScenarioOption,
    SeedOption,
    examples,
    number,
    settings_of,
    wish_of,
)

if TYPE_CHECKING:
    from console.compose import Wish

commands = typer.Typer()

StationsOption = Annotated[
    str | None,
    Option(metavar="N", help="Draw an election of so many stations (up to 1,048,576)."),
]
FaultsOption = Annotated[
    str | None,
    Option(
        metavar="all|NAME=RATE,...",
        help="What goes wrong on the way, in place of the scenario's: losses, duplicates,"
        " reordering_seconds, clock_skew_seconds, corrupted, forged, misplaced, foreign.",
    ),
]


def scaled(wish: Wish, election: str | None, stations: str | None, faults: str | None) -> Wish:
    """Return a wish with an election of a size, and with faults, where they are given."""
    from dataclasses import replace

    from console.compose import MOST_STATIONS
    from console.faults import faults_of

    if stations is not None:
        if election is not None:
            raise InputError("--stations", "does not go with --election", "one of them")
        size = number("--stations", stations, 1, MOST_STATIONS)
        wish = replace(wish, election=f"scaled-{size}-{wish.seed}")
    return wish if faults is None else replace(wish, faults=faults_of(faults))


@commands.command(
    epilog=examples(
        "saylau simulate --seed 7 --out day",
        "saylau simulate --stations 20000 --faults all --out load",
        "saylau tally day/journal.jsonl.zst --out day --force",
        "saylau verify day",
    )
)
def simulate(
    out: OutOption = None,
    election: ElectionOption = None,
    scenario: ScenarioOption = None,
    seed: SeedOption = None,
    force: ForceOption = False,
    processes: ProcessesOption = None,
    stations: StationsOption = None,
    faults: FaultsOption = None,
) -> None:
    """Simulate a day into a journal, with its keys and its truth; nothing is tallied.

    With --stations an election of that size is drawn in place of a real one, and --faults has
    reports lost, repeated, mixed up, damaged and forged on their way.
    """
    from console import compose
    from console.folder import output_folder

    settings = settings_of(election, scenario, seed, None, processes)
    wish = scaled(wish_of(settings), election, stations, faults)
    folder = out or settings.out
    if folder is None:
        raise InputError("--out", "is missing", "the folder to write to")
    plan = compose.plan_of(wish)
    with output_folder(folder, force=force) as staging:
        ending = compose.simulate(plan, settings.processes, staging)
    say_ending(folder, ending)
