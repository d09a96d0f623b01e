"""The command that prints what is sent, for machines to read: `contract`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from typer import Argument, Option

from config.errors import InputError
from config.near_miss import one_of
from console.options import check_writable, examples

commands = typer.Typer()

FORMS: Final = ("asyncapi", "openapi", "schema")


def document(form: str) -> str:
    """Return a document as text."""
    import json

    from console.load.openapi import openapi
    from stream.event_schemas import schema
    from stream.kafka.asyncapi import asyncapi

    made = {"asyncapi": asyncapi, "openapi": openapi, "schema": schema}[form]()
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


@commands.command(
    "contract",
    epilog=examples("saylau contract asyncapi", "saylau contract openapi --out openapi.json"),
)
def contract(
    form: Annotated[str, Argument(metavar="asyncapi|openapi|schema", help="Which document.")],
    out: Annotated[
        Path | None, Option("--out", "-o", metavar="FILE", help="Write it there instead.")
    ] = None,
) -> None:
    """Print what is sent to a pipeline: over Kafka, over HTTP, or the events' JSON Schema alone."""
    if form not in FORMS:
        raise InputError("contract", f'"{form}"', one_of(FORMS, form))
    if out is None:
        typer.echo(document(form), nl=False)
        return
    check_writable("--out", out)
    out.write_text(document(form), encoding="utf-8")
