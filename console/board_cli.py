"""The command that serves the board: `board`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from typer import Argument, Option

from config.errors import InputError
from config.settings import MAX
from console.options import ElectionOption, examples, number, settings_of

if TYPE_CHECKING:
    from config.settings import Settings
    from console.board.beside import Beside
    from console.board.kafka_run import KafkaRun
    from console.compose import Taker
    from sim.plan import Plan
    from stream.kafka.access import Access

PORT: Final = 8350
HOST: Final = "127.0.0.1"
AUDIT: Final = Path("out/audit.jsonl")

BesideOption = Annotated[
    bool | None,
    Option("--board/--no-board", help="Show the day on a web page, and stay when it is over."),
]
PortOption = Annotated[str, Option(metavar="N", help="Where the board listens.")]

commands = typer.Typer()


@commands.command(
    epilog=examples(
        "saylau board",
        "saylau board out/calm-20210725-1f2e3d4c",
        "saylau board --kafka kafka://127.0.0.1:9092 --keys day/keys.json",
    )
)
def board(
    journals: Annotated[
        list[Path] | None,
        Argument(metavar="[JOURNAL|DIR]...", help="Runs to show; others can be opened there."),
    ] = None,
    kafka: Annotated[
        str | None,
        Option(metavar="URL", help="Show a run on Kafka as it comes, as its workers tell it."),
    ] = None,
    run: Annotated[
        str | None, Option("--run", metavar="ID", help="With --kafka: which; else the only one.")
    ] = None,
    election: ElectionOption = None,
    keys: Annotated[
        Path | None,
        Option(metavar="FILE", help="With --kafka: a keys.json to check stations' reports with."),
    ] = None,
    unchecked: Annotated[
        bool, Option("--unchecked", metavar="", help="With --kafka: do without keys.")
    ] = False,
    port: Annotated[str, Option(metavar="N", help="To listen at.")] = str(PORT),
    host: Annotated[str, Option(metavar="ADDRESS", help="To listen at.")] = HOST,
    names: Annotated[
        list[str] | None,
        Option("--name", metavar="HOST", help="A name the board is reached by; may be repeated."),
    ] = None,
    users: Annotated[
        Path | None,
        Option(metavar="FILE", help="Who may do what (see `saylau board-user`)."),
    ] = None,
    audit: Annotated[Path, Option(metavar="FILE", help="Takes all that operators do.")] = Path(
        "out/audit.jsonl"
    ),
    certificate: Annotated[
        Path | None, Option("--certificate", metavar="FILE", help="For https.")
    ] = None,
    key: Annotated[Path | None, Option("--key", metavar="FILE", help="For https.")] = None,
    behind_proxy: Annotated[
        bool,
        Option("--behind-proxy", metavar="", help="A proxy in front of it speaks https."),
    ] = False,
) -> None:
    """Show runs on a web page: map, tables, alerts as they come, playback of the day.

    Everybody on this machine may look; who has the token that is printed may move the playback
    and decide on alerts. Off the loopback address it takes https and a file of users.

    With --kafka, figures and alerts are those of the workers; decisions go to saylau.decisions,
    which the workers and all other boards of the run heed.
    """
    from console.board.serve import Wanted, serve

    if election is not None and not journals and kafka is None:
        raise InputError("--election", "is of nothing", "a journal, or --kafka")
    serve(
        Wanted(
            journals=tuple(journals or ()),
            kafka=_kafka_run(kafka, run, election, keys, unchecked=unchecked),
            election=election,
            host=host,
            port=number("--port", port, 0, 65_535),
            names=tuple(names or ()),
            users=users,
            audit=audit,
            certificate=certificate,
            key=key,
            behind_proxy=behind_proxy,
        ),
        typer.echo,
    )


def _kafka_run(
    url: str | None, run: str | None, election: str | None, keys: Path | None, *, unchecked: bool
) -> KafkaRun | None:
    """Return the run on Kafka that options ask for; None where they ask for none."""
    if url is None:
        given = {"--run": run, "--keys": keys, "--unchecked": unchecked}
        for option, value in given.items():
            if value:
                raise InputError(option, "is of runs on Kafka", "--kafka URL beside it")
        return None
    if keys is not None and unchecked:
        raise InputError("--unchecked", "does not go with --keys", "one of them")
    if keys is None and not unchecked:
        raise InputError("--keys", "is missing", "a keys.json, or --unchecked to do without")
    from console import compose
    from console.board.kafka_run import KafkaRun
    from console.kafka_cli import access_of
    from stream.keys import KeyRing

    chosen = settings_of(election).election
    return KafkaRun(
        access_of(url),
        run,
        compose.election_of(chosen),
        compose.targets_of(chosen),
        None if keys is None else KeyRing.read(keys),
    )


@dataclass(frozen=True)
class Shown:
    """The board beside a run, or none.

    Attributes:
        takers: take what is delivered.
        board: that shows it.
    """

    takers: Sequence[Taker] = ()
    board: Beside | None = None

    def stay(self, folder: Path) -> None:
        """Go on showing a run that is over, whose files are in a folder, until told to end."""
        if self.board is not None:
            self.board.finish(folder)
            self.board.stay()


@contextmanager
def beside(
    plan: Plan, settings: Settings, port: str, wanted: bool | None, access: Access | None
) -> Iterator[Shown]:
    """Serve a board beside a run: if it is asked for, or if somebody watches time pass.

    Args:
        plan: of the run.
        settings: how fast it goes.
        port: to listen at.
        wanted: what the user said, None if nothing.
        access: to the brokers, where workers tally it; None where it is tallied here.
    """
    number("--port", port, 0, 65_535)
    watched = settings.speed != MAX and sys.stdout.isatty()
    if not (watched if wanted is None else wanted):
        yield Shown()
        return
    from console.board.beside import Beside

    with Beside(plan, int(port), AUDIT, typer.echo, access) as board:
        yield Shown((board.take,), board)
