"""The guard before the board: headers that bind the browser, and the names the board goes by.

A page of somebody else can have its own name lead to 127.0.0.1 (DNS rebinding); a browser on
this computer would then take the board for a part of that page. Such requests carry the
other's name as Host, and are refused.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.errors import InputError

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(),"
    " payment=(), usb=()",
}
OWN_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")

_PORTS: Final = 1 << 16
_HOST: Final = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?")


class Guard:
    """Middleware: refuses unknown hosts, and adds the headers to every answer as it passes.

    It has to be the outermost: `Guard(app)`, so that no answer goes without the headers.

    Args:
        app: what it stands before.
        names: further names and addresses that the board goes by.

    Raises:
        InputError: one of the names is none.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self._app = app
        self._names = frozenset(OWN_NAMES) | {_own(name) for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        hosts = Headers(scope=scope).getlist("host")
        if len(hosts) != 1 or name_of(hosts[0]) not in self._names:
            said = f"no board at {', '.join(hosts) or 'no name'}; it goes by names it was given"
            await JSONResponse({"detail": said}, 400)(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)


def name_of(host: str) -> str | None:
    """Return the name in a Host header, in small letters, without port; None if it is none."""
    found = _HOST.fullmatch(host)
    if found is None or int(found[2] or 0) >= _PORTS:
        return None
    return found[1].lower().removesuffix(".")


def _own(name: str) -> str:
    """Return a name as a Host header has it."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        found = name_of(name)
    else:
        found = f"[{address}]" if address.version == 6 else str(address)
    if not found:
        expected = "the name or address that people type, such as board.example.kz"
        raise InputError("the names of the board", f'"{name}"', expected)
    return found
