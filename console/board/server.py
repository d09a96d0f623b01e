"""The server of the board: its addresses put together, and served."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Match, Route
from starlette.staticfiles import StaticFiles

from config.errors import InputError
from console.board.access import SAFE, Access
from console.board.api import Api
from console.board.audit import AuditLog
from console.board.hall import Hall
from console.board.limits import client_of
from console.board.routes import OPENAPI, routes

STATIC: Final = Path(__file__).parent / "static"
VIEWS: Final = ("/", "/r/{rest:path}", "/compare", "/compare/{rest:path}", "/login")
"""Addresses that the page itself shows."""

_COMPRESSED_FROM: Final = 1_000
_REFUSED: Final = (401, 403)
_NOT_ALLOWED: Final = 405
_LONGEST: Final = 300

log = logging.getLogger("saylau.board")


def make_app(hall: Hall, access: Access, audit: AuditLog) -> FastAPI:
    """Put the application together; its showings move while it runs.

    Args:
        hall: of the showings.
        access: who may do what.
        audit: takes what operators did.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        hall.keep_all()
        try:
            yield
        finally:
            await hall.close()

    app = FastAPI(
        title="Saylau board",
        version=metadata.version("saylau"),
        description="What is shown of an election day, and what operators do about it. SIMULATION.",
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    api = routes(Api(hall, access, audit))
    app.include_router(api)
    app.mount("/static", _Files(directory=STATIC), name="static")
    for view in VIEWS:
        app.get(view, include_in_schema=False)(_page)
    app.exception_handler(RequestValidationError)(_unfit)
    app.exception_handler(AnyHTTPException)(Refusals(access, audit, api.routes))
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESSED_FROM)
    return app


class Refusals:
    """Answers what is refused; attempts to change something go into the log.

    Args:
        access: knows who asked.
        audit: takes the attempts.
        routes: of the API.
    """

    def __init__(self, access: Access, audit: AuditLog, routes: Iterable[BaseRoute]) -> None:
        self._access, self._audit = access, audit
        self._routes = [one for one in routes if isinstance(one, Route)]

    async def __call__(self, request: Request, error: Exception) -> Response:
        """Answer a request that an error refused."""
        if not isinstance(error, AnyHTTPException):
            raise error
        if error.status_code in _REFUSED and request.method not in SAFE:
            details = {
                "method": request.method,
                "path": request.url.path[:_LONGEST],
                "from": client_of(request.scope),
                "status": error.status_code,
                "why": error.detail[:_LONGEST],
            }
            try:
                self._audit.append(self._access.seen(request), "refused", details)
            except InputError:
                log.exception("a refusal was not logged: %s", details)
        if error.status_code == _NOT_ALLOWED and (methods := self._methods(request)):
            error.headers = {"Allow": ", ".join(methods)}
        return await http_exception_handler(request, error)

    def _methods(self, request: Request) -> list[str]:
        """Return the methods of an address of the API; a route alone knows only its own."""
        at = [one for one in self._routes if one.matches(request.scope)[0] is not Match.NONE]
        return sorted({method for one in at for method in one.methods or ()})


class _Files(StaticFiles):
    """The files of the page; browsers ask each time whether theirs is still the one."""

    def file_response(self, *args: Any, **more: Any) -> Response:  # noqa: ANN401  as it comes
        """Answer with a file."""
        response = super().file_response(*args, **more)
        response.headers["Cache-Control"] = "no-cache"
        return response


async def _page() -> Response:
    """The page, at each address that it shows a view at."""
    return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})


async def _unfit(_: Request, error: RequestValidationError) -> Response:
    """Say what is wrong with a request, where, and what is expected."""
    wrong = [
        f"{'.'.join(str(part) for part in one['loc'][1:]) or one['loc'][0]}: {one['msg']}"
        for one in error.errors()
    ]
    return JSONResponse({"detail": "; ".join(wrong)}, 422)
