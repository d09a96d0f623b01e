"""Watches what the workers publish: reads on and on, and shows each picture that is new."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Final

import typer
from rich.console import Console
from rich.live import Live

from config.errors import InputError
from console.printable import printable
from console.watch import LATEST, Board, Picture, lines, news
from console.watch_view import WatchView
from stream.kafka.access import Access
from stream.kafka.reader import Entry, Reader
from stream.kafka.topics import ALERTS, TALLIES

EVERY_S: Final = 0.25
"""A picture is made no oftener."""


def look(access: Access, run: str | None) -> None:
    """Print the state of now.

    Args:
        access: to the brokers.
        run: which; None takes the one seen last.

    Raises:
        InputError: nobody answers, a topic is not there, or the run is not in it.
    """
    with Reader(access, [TALLIES, ALERTS]) as reader:
        board = _begin(reader, run)
    if run is not None and run not in board.runs:
        there = printable(", ".join(board.runs)) or "a run; there is none yet"
        raise InputError("--run", f'"{run}" is not in {TALLIES}', there)
    for line in lines(board.picture(), LATEST).values():
        typer.echo(line)


def watch(access: Access, run: str | None, *, plain: bool) -> None:
    """Show the state as it changes, until stopped: painted, or as lines; see `look`."""
    terminal = Console()
    # Bars need letters that other encodings lack; lines can do without.
    poor = terminal.is_dumb_terminal or not terminal.encoding.startswith("utf")
    with Reader(access, [TALLIES, ALERTS]) as reader:
        pictures = _pictures(reader, _begin(reader, run))
        if plain or poor or not terminal.is_terminal:
            _print(pictures)
        else:
            _paint(pictures, terminal)


def _begin(reader: Reader, run: str | None) -> Board:
    """Return a board with what the topics hold now."""
    board = Board(run)
    for entry in reader.to_end():
        _take(board, entry)
    return board


def _take(board: Board, entry: Entry) -> None:
    take = board.take_figures if entry.topic == TALLIES else board.take_alert
    take(entry.key, entry.value)


def _pictures(reader: Reader, board: Board) -> Iterator[Picture]:
    """Yield each picture that differs from the one before."""
    before = None
    while True:
        board.settle()
        why = f"the brokers do not answer: {reader.trouble}" if reader.trouble else ""
        picture = board.picture(why)
        if picture != before:
            yield picture
        before = picture
        until = time.monotonic() + EVERY_S
        while (left := until - time.monotonic()) > 0:
            for entry in reader.more(left):
                _take(board, entry)


def _print(pictures: Iterator[Picture]) -> None:
    before = None
    for picture in pictures:
        for line in news(before, picture):
            typer.echo(line)
        sys.stdout.flush()
        before = picture


def _paint(pictures: Iterator[Picture], terminal: Console) -> None:
    with Live(console=terminal, screen=True, auto_refresh=False) as live:
        for picture in pictures:
            live.update(WatchView(picture), refresh=True)
