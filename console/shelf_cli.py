"""The commands that show what there is: `elections`, `scenarios`, `rules`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from console.options import (
    ELECTION_HELP,
    SCENARIO_HELP,
    complete_election,
    complete_scenario,
    examples,
    settings_of,
)

commands = typer.Typer()


@commands.command(epilog=examples("saylau elections", "saylau elections kz-2021-07-25"))
def elections(
    name: Annotated[
        str | None,
        Argument(metavar="[ID|DIR]", help=ELECTION_HELP, autocompletion=complete_election),
    ] = None,
) -> None:
    """List the elections, or show one of them."""
    from console import shelf

    language = settings_of().language
    typer.echo(shelf.elections(language) if name is None else shelf.election(name, language))


@commands.command(epilog=examples("saylau scenarios", "saylau scenarios as-reported"))
def scenarios(
    name: Annotated[
        str | None,
        Argument(metavar="[ID|FILE]", help=SCENARIO_HELP, autocompletion=complete_scenario),
    ] = None,
) -> None:
    """List the scenarios, or show one of them."""
    from console import shelf

    language = settings_of().language
    typer.echo(shelf.scenarios(language) if name is None else shelf.scenario(name, language))


@commands.command(epilog=examples("saylau rules", "saylau rules T202"))
def rules(
    code: Annotated[str | None, Argument(metavar="[CODE]", help="A rule, such as T202.")] = None,
    pages: Annotated[
        Path | None,
        Option("--pages", metavar="DIR", help="Write a page in Markdown for each rule instead."),
    ] = None,
) -> None:
    """List the rules that raise alerts, or explain one of them."""
    from console import rule_book

    if pages is not None:
        typer.echo(f"{len(rule_book.write(pages))} pages in {pages}")
    else:
        typer.echo(
            rule_book.listed() if code is None else rule_book.explained(rule_book.named(code))
        )
