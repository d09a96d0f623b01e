"""The command line: `saylau run`, `tally`, `verify`, and the commands of others.

A command reads what the user wrote, calls the composition and prints how it
ended. What is wrong with the user's input ends as one message and exit code 2.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer import Argument, Option

from config.errors import EXIT_BAD_INPUT, InputError
from console import board_cli, kafka_cli, load_cli
from console.endings import say_ending
from console.exits import EXIT_DIFFERS, exit_code
from console.groups import COMMANDS
from console.options import (
    ElectionOption,
    ForceOption,
    LanguageOption,
    OutOption,
    ProcessesOption,
    ScenarioOption,
    SeedOption,
    check_writable,
    examples,
    settings_of,
    wish_of,
)

app = typer.Typer(
    name="saylau",
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def saylau(
    context: typer.Context,
    show_version: Annotated[
        bool,
        Option("--version", is_eager=True, metavar="", help="Say which version this is, and end."),
    ] = False,
) -> None:
    """Replay an election day as a stream of reports, tally it live, check it against the truth.

    All figures are a SIMULATION, drawn so that the published totals come out exactly.

    The environment sets defaults: SAYLAU_ELECTION, SAYLAU_SCENARIO, SAYLAU_SEED, SAYLAU_SPEED,
    SAYLAU_OUT, SAYLAU_LANGUAGE (en, kk or ru, for names), SAYLAU_PROCESSES, SAYLAU_KAFKA.
    """
    if show_version:
        typer.echo(f"saylau {version('saylau')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(
    epilog=examples(
        "saylau run",
        "saylau run --speed max --out day",
        "saylau run --election kz-2021-08-22 --scenario calm --seed 7",
        "saylau run --kafka kafka://127.0.0.1:9092 --workers 2",
    )
)
def run(
    election: ElectionOption = None,
    scenario: ScenarioOption = None,
    seed: SeedOption = None,
    language: LanguageOption = None,
    speed: Annotated[
        str | None,
        Option(metavar="NUMBER|max", help="Simulated seconds in a second; max does not wait."),
    ] = None,
    out: OutOption = None,
    force: ForceOption = False,
    processes: ProcessesOption = None,
    plain: Annotated[
        bool, Option("--plain", metavar="", help="Print lines rather than paint the terminal.")
    ] = False,
    kafka: Annotated[
        str | None,
        Option(metavar="URL", help="Have it tallied by workers on Kafka, and show what they say."),
    ] = None,
    workers: Annotated[
        str | None,
        Option(metavar="N", help="With --kafka: start so many (1); 0 if they run elsewhere."),
    ] = None,
    board: board_cli.BesideOption = None,
    port: board_cli.PortOption = str(board_cli.PORT),
) -> None:
    """Replay a day live, then write journal, tallies, alerts and report.html.

    Where somebody watches time pass, it is shown on a web page too, unless --no-board is given.
    With --kafka the day is sent there, topics are made if need be, and at the end what the
    workers published is held against what is right: 0 if it is the same, 1 if it differs.
    """
    from console import compose
    from console.folder import free_folder, output_folder
    from console.view import view_of

    settings = settings_of(election, scenario, seed, speed, processes, language)
    wish, site = wish_of(settings), kafka_cli.site_of(kafka, workers)
    plan = compose.plan_of(wish)
    folder = out or settings.out or free_folder(plan.run)
    beside = board_cli.beside(plan, settings, port, board, site.access if site else None)
    with beside as shown:
        with (
            output_folder(folder, force=force) as staging,
            view_of(plan.election, plan.header.scenario, settings, plain=plain) as view,
        ):
            if site is None:
                ending = compose.replay(plan, wish, staging, view, *shown.takers)
            else:
                from console import kafka_day

                ending = kafka_day.replay(plan, wish, staging, view, site)
        say_ending(folder, ending)
        if not ending.holds:
            raise typer.Exit(EXIT_DIFFERS)
        typer.echo(f"report   {folder / 'report.html'}")
        shown.stay(folder)


@app.command(
    epilog=examples(
        "saylau tally day/journal.jsonl.zst --out day --force",
        "saylau tally day/journal.jsonl.zst --keys day/keys.json --out checked",
    )
)
def tally(
    journal: Annotated[Path, Argument(metavar="JOURNAL", help="A journal.jsonl.zst.")],
    out: OutOption = None,
    keys: Annotated[
        Path | None,
        Option(metavar="FILE", help="A keys.json; without it codes are not checked."),
    ] = None,
    election: ElectionOption = None,
    force: ForceOption = False,
) -> None:
    """Fold a journal into tallies.csv and alerts.jsonl, and say how fast that went.

    With --force, a report.html in the folder is taken away: it is of other tallies.
    A damaged journal is folded up to the damage; the command says so and ends with 2.
    It does not replace tallies that are there already.
    """
    from console import compose
    from console.fold import fold
    from console.folder import ALERTS, TALLIES, output_folder, stale
    from sim.journal import Journal
    from stream.keys import KeyRing

    folder = out or settings_of().out
    if folder is None:
        raise InputError("--out", "is missing", "the folder to write to")
    tape = Journal.open(journal)
    definition = compose.election_of(election or tape.header.election)
    ring = None if keys is None else KeyRing.read(keys)
    with output_folder(folder, force=force) as staging:
        folded = fold(tape, definition, ring)
        if folded.damage is not None and (folder / TALLIES).exists():
            raise InputError(
                folded.damage, f"{folder / TALLIES} was left as it is", "another --out for a part"
            )
        figures, alerts = compose.write_tally(folded, definition, staging)
        gone = stale(folder, (TALLIES, ALERTS))
    pipeline = folded.pipeline
    typer.echo(
        f"SIMULATION {tape.header.run}: {folded.records:,} records in {folded.seconds:.2f} s,"
        f" {folded.records / folded.seconds:,.0f} events/s,"
        f" codes {'not ' if ring is None else ''}checked\n"
        f"{pipeline.accepted:,} accepted, {pipeline.duplicates:,} said the same again,"
        f" {pipeline.rejected:,} refused\n"
        f"{figures:,} figures in {folder / TALLIES}\n"
        f"{alerts:,} alerts in {folder / ALERTS}"
    )
    for name in gone:
        typer.echo(f"{folder / name} was taken away: it was made of other tallies")
    if folded.damage is not None:
        sys.stderr.write(f"saylau: {folded.damage}\n")
        raise typer.Exit(EXIT_BAD_INPUT)


@app.command(
    epilog=examples(
        "saylau verify day", "saylau verify day by-election --summary --json check.json"
    )
)
def verify(
    folders: Annotated[
        list[Path], Argument(metavar="DIR...", help="Folders that `saylau run` wrote.")
    ],
    summary: Annotated[
        bool, Option("--summary", metavar="", help="Leave out the figures, say only what holds.")
    ] = False,
    into: Annotated[
        Path | None, Option("--json", metavar="FILE", help="Also write everything as JSON.")
    ] = None,
    election: ElectionOption = None,
) -> None:
    """Fold journals again and hold them against published figures, checkpoints and truth.

    Ends with 0 if everything holds, 1 if something differs, 2 if a folder cannot be checked
    or its journal is damaged.
    """
    from console.verdicts import text
    from console.verify import verify as check

    if into is not None:
        check_writable("--json", into)
    found = []
    for folder in folders:
        found.append(check(folder, election))
        typer.echo(text(found[-1], figures=not summary))
    holds = all(one.holds for one in found)
    if into is not None:
        content = {"holds": holds, "runs": [one.as_json() for one in found]}
        into.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if any(one.damaged for one in found):
        raise typer.Exit(EXIT_BAD_INPUT)
    if not holds:
        raise typer.Exit(EXIT_DIFFERS)


app.registered_commands += COMMANDS
app.add_typer(load_cli.commands, name="load")


def main() -> NoReturn:
    """Run the command of this process's arguments and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # Names are in three languages; a terminal that lacks a letter shows its number.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(call())


def call(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code, see `console.exits`."""
    return exit_code(app, arguments)
