"""The command that puts real elections to the rules: `real`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer import Option

from console.options import check_writable, examples

commands = typer.Typer()


@commands.command(epilog=examples("saylau real", "saylau real --page docs/real-data.md"))
def real(
    page: Annotated[
        Path | None,
        Option(metavar="FILE", help="Also renew the tables between the marks of this page."),
    ] = None,
) -> None:
    """Put the stations of ten real elections to the rules; say how many raise each.

    The data is from Georgia, 2013 to 2017; docs/real-data.md says what it can show.
    """
    from console import real_page
    from console.real_rules import judged

    if page is not None:
        check_writable("--page", page)
        before = page.read_text(encoding="utf-8")
    found = judged()
    made = real_page.tables(found)
    typer.echo(made["by-election"])
    typer.echo(made["rules"], nl=False)
    if page is not None:
        page.write_text(real_page.filled(before, made), encoding="utf-8")
