"""The commands that load a pipeline: `load`, `load compare`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Final

import typer
from typer import Argument, Option

from config.errors import InputError
from console.exits import EXIT_DIFFERS
from console.options import (
    ElectionOption,
    ForceOption,
    ProcessesOption,
    ScenarioOption,
    SeedOption,
    examples,
    settings_of,
    wish_of,
)
from console.simulate_cli import FaultsOption, StationsOption, scaled

commands = typer.Typer()

_SHAPE: Final = "Shape of the load"
_DAY: Final = "The day whose events go"
_JUDGING: Final = "Judging"


@commands.callback(
    invoke_without_command=True,
    epilog=examples(
        "saylau load --target kafka://127.0.0.1:9092 --speed 600 --report load",
        "saylau load --target http://127.0.0.1:8080/reports --tallies my.toml --profile constant",
        "saylau simulate --stations 20000 --faults all --out day",
        "saylau load --day day --target kafka://127.0.0.1:9092 --profile burst --rate 2000"
        " --peak 20000 --objective 'p99<250ms'",
        "saylau load compare before after",
    ),
)
def load(
    context: typer.Context,
    target: Annotated[
        str | None,
        Option(
            metavar="URL",
            help="kafka://HOST:PORT (topic saylau.reports), http://HOST:PORT/PATH or file:PATH.",
        ),
    ] = None,
    report: Annotated[
        Path | None,
        Option(metavar="DIR", help="Folder for load.html and load.json; else one under out/."),
    ] = None,
    force: ForceOption = False,
    day: Annotated[
        Path | None,
        Option(
            metavar="DIR",
            rich_help_panel=_DAY,
            help="A folder of `saylau simulate` or `run`; else a day is simulated first.",
        ),
    ] = None,
    election: ElectionOption = None,
    scenario: ScenarioOption = None,
    seed: SeedOption = None,
    stations: StationsOption = None,
    faults: FaultsOption = None,
    processes: ProcessesOption = None,
    profile: Annotated[
        str,
        Option(
            metavar="NAME",
            rich_help_panel=_SHAPE,
            help="day (the day's own shape), constant, ramp, burst, soak (10 minutes), or max.",
        ),
    ] = "day",
    speed: Annotated[
        str | None,
        Option(metavar="N", rich_help_panel=_SHAPE, help="day: simulated seconds in one (600)."),
    ] = None,
    rate: Annotated[
        str | None, Option(metavar="N", rich_help_panel=_SHAPE, help="Events a second (1000).")
    ] = None,
    peak: Annotated[
        str | None,
        Option(
            metavar="N",
            rich_help_panel=_SHAPE,
            help="ramp: rate at the end; burst: rate in bursts (ten times the rate).",
        ),
    ] = None,
    duration: Annotated[
        str | None,
        Option(
            metavar="S",
            rich_help_panel=_SHAPE,
            help="Seconds (60, soak 600); decides how many stations are drawn. What is left of the"
            " day after it goes on at the last rate.",
        ),
    ] = None,
    every: Annotated[
        str | None,
        Option(metavar="S", rich_help_panel=_SHAPE, help="burst: from one to the next (15)."),
    ] = None,
    burst: Annotated[
        str | None,
        Option(metavar="S", rich_help_panel=_SHAPE, help="burst: how long each is (3)."),
    ] = None,
    shard: Annotated[
        str,
        Option(
            metavar="K/N",
            rich_help_panel=_SHAPE,
            help="Send this part of the stations only; the parts together are the whole day.",
        ),
    ] = "1/1",
    tallies: Annotated[
        str | None,
        Option(
            metavar="FILE|none",
            rich_help_panel=_JUDGING,
            help="Mapping file: where the target's tallies are and what they are called;"
            " else saylau.tallies on Kafka, and none elsewhere.",
        ),
    ] = None,
    objective: Annotated[
        str,
        Option(
            metavar="TEXT",
            rich_help_panel=_JUDGING,
            help="What has to be kept, such as 'p99<250ms,lost==0,wrong==0'.",
        ),
    ] = "",
    settle: Annotated[
        str | None,
        Option(
            metavar="S",
            rich_help_panel=_JUDGING,
            help="Figures have to be right so soon after the last event (10), else they are late.",
        ),
    ] = None,
    wait: Annotated[
        str | None,
        Option(
            metavar="S",
            rich_help_panel=_JUDGING,
            help="Wait for figures that are not right yet for this long (60).",
        ),
    ] = None,
    patience: Annotated[
        str | None,
        Option(metavar="S", help="End when the target took nothing for this long (30)."),
    ] = None,
    own: Annotated[
        list[str] | None,
        Option(
            "--i-own-this-target",
            metavar="HOST",
            help="Load another computer than this one: only where you may. Can be given again.",
        ),
    ] = None,
) -> None:
    """Drive a tally pipeline with the events of an election day, and judge its tallies to the vote.

    Every event has a moment it is meant to go at, whether or not the target keeps up; latency
    counts from that. Then the target's tallies are held against what a perfect pipeline makes of
    the events that it took: lost, counted twice, out of date, wrong or late, with the stations.

    Ends with 0 if all went, every objective was kept and no figure is wrong; 1 if not; 2 for bad
    input. The first Ctrl-C ends the sending and judges what was sent.
    """
    if context.invoked_subcommand is not None:
        return
    from console.load.setup import EXPECTED, Setup

    if target is None:
        raise InputError("--target", "is missing", EXPECTED)
    settings = settings_of(election, scenario, seed, None, processes)
    wish = scaled(wish_of(settings), election, stations, faults)
    setup = Setup.of(
        target=target,
        profile=profile,
        numbers={
            "speed": speed,
            "rate": rate,
            "peak": peak,
            "duration": duration,
            "every": every,
            "burst": burst,
            "settle": settle,
            "wait": wait,
            "patience": patience,
        },
        shard=shard,
        tallies=tallies,
        objective=objective,
        owned=own or (),
    )
    options = {
        "--election": election,
        "--scenario": scenario,
        "--stations": stations,
        "--faults": faults,
    }
    given = [name for name, value in options.items() if value is not None]
    if day is not None and given:
        raise InputError(given[0], "does not go with --day", "one of them")
    any_size = stations is None and election is None
    holds = setup.run(day, wish, any_size, report, force, say=_say, tell=typer.echo)
    if not holds:
        raise typer.Exit(EXIT_DIFFERS)


@commands.command(epilog=examples("saylau load compare before after"))
def compare(
    before: Annotated[Path, Argument(metavar="A", help="Folder of a load, or its load.json.")],
    after: Annotated[Path, Argument(metavar="B", help="Folder of another.")],
) -> None:
    """Put two loads side by side: rates, latencies, errors, verdicts; B by A.

    Ends with 1 if B missed what A kept: its verdict or an objective.
    """
    from console.load.report import JSON
    from console.load.side_by_side import side_by_side
    from sim.load.result import Result

    found = [Result.read(path / JSON if path.is_dir() else path) for path in (before, after)]
    text, worse = side_by_side(*found)
    typer.echo(text)
    if worse:
        raise typer.Exit(EXIT_DIFFERS)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
