"""The server of the board: its addresses put together, and served."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from config.errors import InputError
from console.board import catalogue
from console.board.access import SAFE, Access
from console.board.api import Api
from console.board.audit import AuditLog
from console.board.hall import Hall
from console.board.limits import client_of
from console.overview import LANGUAGE_IDS

STATIC: Final = Path(__file__).parent / "static"
VIEWS: Final = ("r", "compare", "login")
"""First parts of the addresses that the page itself shows."""

_COMPRESSED_FROM: Final = 1_000
_REFUSED: Final = (401, 403)
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
        title="Saylau board", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.include_router(Api(hall, access, audit).router())
    app.get("/api/messages/{language}")(_messages)
    app.mount("/static", _Files(directory=STATIC), name="static")
    app.get("/{path:path}")(_page)
    app.exception_handler(RequestValidationError)(_unfit)
    app.exception_handler(AnyHTTPException)(Refusals(access, audit))
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESSED_FROM)
    return app


class Refusals:
    """Answers what is refused; attempts to change something go into the log.

    Args:
        access: knows who asked.
        audit: takes the attempts.
    """

    def __init__(self, access: Access, audit: AuditLog) -> None:
        self._access, self._audit = access, audit

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
        return await http_exception_handler(request, error)


class _Files(StaticFiles):
    """The files of the page; browsers ask each time whether theirs is still the one."""

    def file_response(self, *args: Any, **more: Any) -> Response:  # noqa: ANN401  as it comes
        """Answer with a file."""
        response = super().file_response(*args, **more)
        response.headers["Cache-Control"] = "no-cache"
        return response


async def _messages(language: str) -> Response:
    """The texts of the page in a language."""
    for known in LANGUAGE_IDS:
        if known == language:
            content = msgspec.json.encode(catalogue.messages(known))
            return Response(content, media_type="application/json")
    raise HTTPException(404, f"no language {language}; there are {', '.join(LANGUAGE_IDS)}")


async def _page(path: str) -> Response:
    """The page, at each address that it shows a view at."""
    if path and path.partition("/")[0] not in VIEWS:
        raise HTTPException(404, f"nothing at /{path}")
    return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})


async def _unfit(_: Request, error: RequestValidationError) -> Response:
    """Say what is wrong with a request, where, and what is expected."""
    wrong = [
        f"{'.'.join(str(part) for part in one['loc'][1:]) or one['loc'][0]}: {one['msg']}"
        for one in error.errors()
    ]
    return JSONResponse({"detail": "; ".join(wrong)}, 422)
