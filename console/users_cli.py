"""The command that makes users of the board: `board-user`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from typer import Argument, Option

from config.errors import InputError
from config.near_miss import one_of
from console.options import ElectionOption, examples, settings_of

commands = typer.Typer()


@commands.command(
    "board-user",
    epilog=examples(
        "saylau board-user Aigerim --role operator --region almaty >> users.toml",
        "saylau board-user Marat --role instructor >> users.toml",
    ),
)
def board_user(
    name: Annotated[str, Argument(metavar="NAME", help="As the audit log is to name them.")],
    role: Annotated[
        str, Option(metavar="viewer|operator|instructor", help="What they may do.")
    ] = "viewer",
    region: Annotated[
        str | None,
        Option(metavar="ID", help="Of an operator; without it, of the whole nation."),
    ] = None,
    election: ElectionOption = None,
) -> None:
    """Make a token for a user of the board, and their entry for the users file.

    The entry goes to standard output. The token goes to standard error, this once: the file
    holds only its hash, and a token that is lost has to be made anew. Regions are those of
    the election.
    """
    from config.document import parse_document
    from console.board.people import ROLES, Users, new_token

    if role not in ROLES:
        raise InputError("--role", f'"{role}"', one_of(ROLES, role))
    if region is not None:
        if role != "operator":
            raise InputError("--region", f"does not go with --role {role}", "--role operator")
        _check_region(region, election)
    token, token_hash = new_token()
    fields = {"name": name, "role": role, "region": region, "token_hash": token_hash}
    entry = "[[users]]\n" + "".join(
        f"{field} = {_quoted(value)}\n" for field, value in fields.items() if value is not None
    )
    try:
        parse_document(entry, Users, "NAME")
    except InputError as error:
        expected = "a name on one line, without control characters"
        raise InputError("NAME", f'"{name}"', expected) from error
    typer.echo(entry)
    sys.stderr.write(f"token of {name}, shown this once: {token}\n")


def _check_region(region: str, election: str | None) -> None:
    from console.compose import election_of

    known = [each.id for each in election_of(settings_of(election).election).regions]
    if region not in known:
        raise InputError("--region", f'"{region}"', one_of(known, region))


def _quoted(text: str) -> str:
    """Return a text as TOML has it."""
    import json

    return json.dumps(text, ensure_ascii=False)
