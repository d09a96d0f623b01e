"""Serving the board: what was asked for is opened, a port is taken, and pages are answered."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
import uvicorn
from msgspec.structs import replace
from starlette.types import ASGIApp

from config.collector import let_it_rest
from config.errors import InputError
from console.board.access import Access
from console.board.audit import AuditLog, entries
from console.board.binding import Binding
from console.board.guard import Guard
from console.board.hall import Hall
from console.board.limits import Limits
from console.board.people import People
from console.board.server import make_app
from console.board.visits import Visits
from stream.decision import Decision

if TYPE_CHECKING:
    from console.board.kafka_run import KafkaRun

Say: TypeAlias = Callable[[str], object]

BACKLOG: Final = 512
GRACE_S: Final = 1
"""Viewers never stop reading of themselves: so long they are waited for at the end."""


@dataclass(frozen=True)
class Wanted:
    """What a user asks for; see `saylau board --help`."""

    journals: tuple[Path, ...] = ()
    kafka: KafkaRun | None = None
    election: str | None = None
    host: str = "127.0.0.1"
    port: int = 0
    names: tuple[str, ...] = ()
    users: Path | None = None
    audit: Path = Path("out/audit.jsonl")
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False


class Server(uvicorn.Server):
    """Serves a board; told to end, it lets its viewers go first.

    Args:
        config: see `configuration`.
        hall: of the showings.
    """

    def __init__(self, config: uvicorn.Config, hall: Hall) -> None:
        super().__init__(config)
        self._hall = hall

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what was asked, and end."""
        self._hall.end()
        await super().shutdown(sockets)


def serve(wanted: Wanted, say: Say) -> None:
    """Serve the board until the process is told to end.

    Raises:
        InputError: what is asked for is not there, or is not safe.
    """
    binding = Binding.of(
        wanted.host,
        certificate=wanted.certificate,
        key=wanted.key,
        behind_proxy=wanted.behind_proxy,
        users=wanted.users,
    )
    people, token = (People.read(wanted.users), "") if wanted.users else People.alone()
    with ExitStack() as stack:
        port = stack.enter_context(closing(listening(binding.host, wanted.port)))
        wanted.audit.parent.mkdir(parents=True, exist_ok=True)
        audit = stack.enter_context(AuditLog(wanted.audit))
        hall = Hall(lambda run: remembered(wanted.audit, run))
        for journal in wanted.journals:
            hall.open(journal, wanted.election)
        if wanted.kafka is not None:
            stack.enter_context(wanted.kafka.shown(hall))
        access = Access(people, Visits(), https=binding.tls)
        app = application(wanted, hall, access, audit)
        say(f"SIMULATION board at {address(binding, port)}")
        if token:
            say(f"token    {token}  (log in with it to move the playback and to decide)")
        say(f"audit    {wanted.audit}")
        let_it_rest()
        server = Server(configuration(app, wanted), hall)
        # Being told to end is how a board ends; uvicorn passes that on once all is closed.
        with suppress(KeyboardInterrupt, SystemExit):
            asyncio.run(server.serve(sockets=[port]))


def application(wanted: Wanted, hall: Hall, access: Access, audit: AuditLog) -> ASGIApp:
    """Return the board with all that guards it."""
    return Guard(Limits(make_app(hall, access, audit)), names=(wanted.host, *wanted.names))


def configuration(app: ASGIApp, wanted: Wanted) -> uvicorn.Config:
    """Return how the board is served."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        proxy_headers=wanted.behind_proxy,
        forwarded_allow_ips="127.0.0.1" if wanted.behind_proxy else None,
        ssl_certfile=wanted.certificate,
        ssl_keyfile=wanted.key,
        lifespan="on",
    )


def remembered(audit: Path, run: str) -> Iterable[Decision]:
    """Return the decisions on a run that an audit log has, in their order, numbered by it.

    Those that the brokers did not confirm are left out.
    """
    made: list[Decision] = []
    for entry in entries(audit):
        if entry.details.get("run") != run:
            continue
        if entry.what == "decision":
            made.append(msgspec.convert(entry.details["decision"], Decision))
        elif entry.what == "decision-unconfirmed":
            known = entry.details.get("n"), entry.details.get("at")
            made = [one for one in made if (one.n, one.at) != known]
    return [replace(one, n=number) for number, one in enumerate(made, 1)]


def listening(host: str, port: int) -> socket.socket:
    """Take a port; 0 takes any that is free.

    Raises:
        InputError: it is taken, or the address is not one of this machine.
    """
    try:
        family, kind, proto, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, proto)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(place)
        found.listen(BACKLOG)
    except OSError as error:
        expected = "an address of this machine and a port that is free (--port 0 takes any)"
        raise InputError(f"{host}:{port}", error.strerror or str(error), expected) from error
    return found


def address(binding: Binding, port: socket.socket) -> str:
    """Return the address of the board for a browser."""
    name: Any = port.getsockname()
    host = f"[{binding.host}]" if ":" in binding.host else binding.host
    return f"{'https' if binding.tls else 'http'}://{host}:{name[1]}/"
