"""Where a worker is asked over HTTP: /metrics, /healthz and /readyz.

It answers from the worker's own event loop: a worker whose loop hangs does not answer, and
that is what a probe has to see.
"""

from __future__ import annotations

import logging
import socket
from typing import Final

import msgspec
from aiohttp import web
from mode import Service
from prometheus_client import CollectorRegistry
from prometheus_client.aiohttp import make_aiohttp_handler

from config.errors import InputError
from stream.kafka.health import Answer, Health

log = logging.getLogger("saylau.endpoint")

_NOT_NOW: Final = 503


def listen(host: str, port: int) -> socket.socket:
    """Take a port of this machine.

    Args:
        host: name or address of this machine, as others may reach it; 127.0.0.1 is for nobody else.
        port: 0 takes any that is free.

    Raises:
        InputError: it cannot be had.
    """
    try:
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(place[:2], family=family)
    except OSError as error:
        why, _, _ = (error.strerror or str(error)).partition(" (while")
        what = f"cannot listen on {host} port {port} ({why})"
        expected = "a free port (0 takes any) at an address of this machine"
        raise InputError("the metrics address", what, expected) from error


class Endpoint(Service):
    """Answers at a door.

    Args:
        door: see `listen`; it is closed with the service.
        registry: of the worker's metrics.
        health: of the worker.
    """

    abstract = False

    def __init__(self, door: socket.socket, registry: CollectorRegistry, health: Health) -> None:
        super().__init__()
        self._door = door
        self._health = health
        site = web.Application()
        site.router.add_get("/metrics", make_aiohttp_handler(registry))
        site.router.add_get("/healthz", self._alive)
        site.router.add_get("/readyz", self._ready)
        self._runner = web.AppRunner(site, access_log=None)

    @property
    def url(self) -> str:
        """Where it is."""
        host, port = self._door.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def on_start(self) -> None:
        """Open."""
        await self._runner.setup()
        await web.SockSite(self._runner, self._door).start()
        log.info("metrics at %s/metrics", self.url, extra={"url": self.url})

    async def on_stop(self) -> None:
        """Close."""
        await self._runner.cleanup()

    async def _alive(self, _: web.Request) -> web.Response:
        return _said(self._health.alive())

    async def _ready(self, _: web.Request) -> web.Response:
        return _said(self._health.ready())


def _said(answer: Answer) -> web.Response:
    return web.Response(
        status=200 if answer.ok else _NOT_NOW,
        body=msgspec.json.encode(answer) + b"\n",
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
