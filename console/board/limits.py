"""Limits: how large a request may be, and how often one client may change something or log in.

Each client has two buckets of tokens, one for logging in and one for all else that changes
something. A request takes a token; tokens come back with time, up to a bucketful.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.board.access import SAFE

BODY: Final = 64 * 1024
LOGIN: Final = "/api/login"
MOST_CLIENTS: Final = 10_000
_TOO_LARGE: Final = 413
_TOO_MANY: Final = 429
_ROUNDING_S: Final = 1e-6
_NETWORK_BITS: Final = 64
"""Of an IPv6 address; whoever has one has all others of its network too."""


@dataclass(frozen=True)
class Rate:
    """How often.

    Attributes:
        at_once: so many times one right after the other.
        seconds: after which it can be done one more time.
    """

    at_once: int
    seconds: float


CHANGING: Final = Rate(60, 0.1)
LOGINS: Final = Rate(10, 6)


class Buckets:
    """The buckets of all clients; those that have not come for longest are forgotten.

    Args:
        rate: how often each client may come.
        clock: the time in seconds.
        most: how many clients are remembered.
    """

    def __init__(
        self, rate: Rate, clock: Callable[[], float] = time.monotonic, most: int = MOST_CLIENTS
    ) -> None:
        self._rate, self._clock, self._most = rate, clock, most
        # When each will be full again if nothing more is taken; who came last stands last.
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._full_at)

    def take(self, client: str) -> float:
        """Take a token from the bucket of a client.

        Returns:
            0 if there was one, else the seconds until there is.
        """
        now = self._clock()
        full_at = max(self._full_at.pop(client, now), now)
        wait = full_at - now - (self._rate.at_once - 1) * self._rate.seconds
        taken = wait <= _ROUNDING_S
        # Whoever comes is remembered anew, even in vain.
        self._full_at[client] = full_at + (self._rate.seconds if taken else 0)
        while len(self._full_at) > self._most:
            self._full_at.popitem(last=False)
        return 0 if taken else wait


class Limits:
    """Middleware: refuses what is too large (413) or comes too often (429).

    It goes inside the guard: `Guard(Limits(app))`. Answers pass through as they are.

    Args:
        app: what it stands before.
        body: bytes that a request may have.
        changing, logins: how often a client may change something, and log in.
        clock: the time in seconds.
        most_clients: how many are remembered.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        body: int = BODY,
        changing: Rate = CHANGING,
        logins: Rate = LOGINS,
        clock: Callable[[], float] = time.monotonic,
        most_clients: int = MOST_CLIENTS,
    ) -> None:
        self._app, self._body = app, body
        self._changing = Buckets(changing, clock, most_clients)
        self._logins = Buckets(logins, clock, most_clients)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] not in SAFE:
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            buckets = self._logins if path.rstrip("/") == LOGIN else self._changing
            if wait := buckets.take(client_of(scope)):
                seconds = math.ceil(wait)
                said = {"detail": f"too many requests; try again in {seconds} s"}
                answer = JSONResponse(said, _TOO_MANY, {"Retry-After": str(seconds)})
                await answer(scope, receive, send)
                return
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > self._body:
            await JSONResponse({"detail": self._too_large}, _TOO_LARGE)(scope, receive, send)
            return
        await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; one that did not say how large it is, is counted as it comes."""
        size, started = 0, False

        async def receive_counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._body:
                raise _BodyTooLargeError(_TOO_LARGE, self._too_large)
            return message

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive_counted, send_noted)
        except _BodyTooLargeError as error:
            if started:
                raise
            await JSONResponse({"detail": error.detail}, _TOO_LARGE)(scope, receive, send)

    @property
    def _too_large(self) -> str:
        return f"the request is too large; at most {self._body:,} bytes"


class _BodyTooLargeError(HTTPException):
    """What an application in between answers with 413, if it catches it."""


def client_of(scope: Scope) -> str:
    """Return what stands for a client: its address, or its network if that is IPv6."""
    host = str((scope.get("client") or ("",))[0])
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    bits = address.max_prefixlen - _NETWORK_BITS
    return str(ipaddress.IPv6Address(int(address) >> bits << bits))
