"""The command for the audit log of the board: `audit`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from typer import Argument, Option

from config.errors import InputError
from config.near_miss import one_of
from console.exits import EXIT_DIFFERS
from console.options import examples

if TYPE_CHECKING:
    from console.board.entry import Entry

commands = typer.Typer()

VERIFY: Final = "verify"
SHOW: Final = "show"
_HASH: Final = re.compile("[0-9a-f]{64}")


@commands.command(
    epilog=examples(
        "saylau audit verify audit.jsonl",
        "saylau audit verify audit.jsonl --head 3f7a...",
        "saylau audit show audit.jsonl",
    )
)
def audit(
    action: Annotated[str, Argument(metavar="verify|show", help="What to do with it.")],
    file: Annotated[Path, Argument(metavar="FILE", help="An audit log of the board.")],
    head: Annotated[
        str | None,
        Option(metavar="HASH", help="With verify: the hash that its last line has to have."),
    ] = None,
) -> None:
    """Check the audit log of the board for changed, removed, inserted and moved lines; or show it.

    Without --head nobody can see whether lines at the end are gone, or whether all from some
    line on were written anew: note the head that verify prints where nobody can change it, on
    paper for example, and hold it against the file later. Ends with 0 if all holds, 1 if not,
    2 if the file cannot be read.
    """
    if action not in (VERIFY, SHOW):
        raise InputError("saylau audit", f'"{action}"', one_of((VERIFY, SHOW), action))
    if action == SHOW:
        if head is not None:
            raise InputError("--head", "does not go with show", "saylau audit verify")
        _show(file)
    else:
        _verify(file, head)


def _verify(path: Path, head: str | None) -> None:
    from console.board.audit import verify

    wanted = None if head is None else head.strip().lower()
    if wanted is not None and not _HASH.fullmatch(wanted):
        expected = "64 hexadecimal digits, as saylau audit verify prints"
        raise InputError("--head", f'"{head}"', expected)
    verdict = verify(path, wanted)
    typer.echo(f"{path}: {_lines(verdict.lines)}\nhead     {verdict.head}")
    if not verdict.holds:
        sys.stderr.write(f"saylau: {verdict.error}\n")
        raise typer.Exit(EXIT_DIFFERS)
    if wanted is None:
        typer.echo("the end  not checked: only a head that was noted shows what is gone there")


def _lines(number: int) -> str:
    return f"{number:,} line{'' if number == 1 else 's'} as written"


def _show(path: Path) -> None:
    from console.board.audit import entries
    from console.board.entry import BrokenLogError

    try:
        for entry in entries(path):
            typer.echo(_shown(entry))
    except BrokenLogError as error:
        sys.stderr.write(f"saylau: {error}\n")
        raise typer.Exit(EXIT_DIFFERS) from error


def _shown(entry: Entry) -> str:
    """Return a line for people; what could steer a terminal is written as numbers."""
    import json

    role = entry.who.role + (f" of {entry.who.region}" if entry.who.region else "")
    details = json.dumps(entry.details, ensure_ascii=False) if entry.details else ""
    text = f"{entry.n:>6}  {entry.at}  {entry.who.name} ({role})  {entry.what}  {details}"
    return "".join(
        letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text.rstrip()
    )
