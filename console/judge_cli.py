"""The command that judges alerts: `judge`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from console.exits import EXIT_DIFFERS
from console.options import check_writable, examples

commands = typer.Typer()


@commands.command(
    epilog=examples("saylau judge day", "saylau judge day other --picture judgement.svg")
)
def judge(
    folders: Annotated[
        list[Path], Argument(metavar="DIR...", help="Folders that `saylau run` wrote.")
    ],
    into: Annotated[
        Path | None, Option("--json", metavar="FILE", help="Also write everything as JSON.")
    ] = None,
    picture: Annotated[
        Path | None, Option("--picture", metavar="FILE", help="Also draw it, as SVG.")
    ] = None,
) -> None:
    """Judge the alerts of runs against the truth: right, missed, raised for nothing, how soon.

    Reads alerts.jsonl, whoever raised them, and truth.json. Ends with 0 if every alert of a
    certain rule that had to come came and no other, 1 if not, 2 if one of the two files is
    missing or damaged.
    """
    from console import judge_picture, judge_text
    from console.judgement import judged

    for option, path in (("--json", into), ("--picture", picture)):
        if path is not None:
            check_writable(option, path)
    found = judged(folders[0])
    for folder in folders[1:]:
        found += judged(folder)
    typer.echo(f"SIMULATION {', '.join(map(str, folders))}\n\n{judge_text.text(found)}")
    if into is not None:
        content = json.dumps(found.as_json(), ensure_ascii=False, indent=1)
        into.write_text(content + "\n", encoding="utf-8")
    if picture is not None:
        picture.write_text(judge_picture.picture(found), encoding="utf-8")
    if not found.holds:
        raise typer.Exit(EXIT_DIFFERS)
