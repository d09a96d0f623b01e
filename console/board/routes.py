"""The routes of the board's API: each address, what may be sent there and what it answers.

What stands here is also the API's description (OpenAPI 3.1), which the board serves at
`OPENAPI`; Schemathesis holds the one against the other in the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from fastapi import APIRouter, Response, Security
from fastapi.security import HTTPBearer

from console.board.api import Api

OPENAPI: Final = "/api/openapi.json"
JSON: Final = "application/json"

_TOKEN: Final = HTTPBearer(
    auto_error=False, scheme_name="token", description="The token of an operator."
)
_ERRORS: Final = {
    400: "the Host is none that the board goes by, or the body is no JSON",
    401: "nobody has logged in, or nobody has this token",
    403: "not with this role, or from the page of somebody else",
    404: "there is none",
    409: "not of what is shown here",
    413: "the request is too large",
    422: "what was sent does not fit",
    429: "too many requests; Retry-After says when to come again",
    503: "it could not be done, and was not",
}
_OBJECT: Final = {"type": "object"}
_ERROR: Final = {
    "type": "object",
    "properties": {"detail": {"type": "string"}},
    "required": ["detail"],
}


def routes(api: Api) -> APIRouter:
    """Return the routes of an API."""
    router = APIRouter(prefix="/api")
    at = "/showings/{showing}"
    read, changed = _Route(router, "GET"), _Route(router, "POST")
    read("/showings", api.showings, _members("showings", "shelf", "you"), 401)
    changed("/showings", api.open, _members("id"), 404, 409, 503)
    read(f"{at}/outline", api.outline, _OBJECT, 404)
    read(f"{at}/stations", api.stations, {"type": "array", "items": {"type": "array"}}, 404)
    read(f"{at}/contests/{{contest}}", api.contest, _members("candidates", "stations"), 404)
    read(f"{at}/stations/{{station}}", api.station, _members("timeline"), 404)
    read(f"{at}/state", api.state, _members("version", "docs"), 404)
    read(f"{at}/stream", api.stream, None, 404, media="text/event-stream")
    changed(f"{at}/playback", api.playback, _members("at"), 404, 409, 503)
    changed(f"{at}/decisions", api.decide, _OBJECT, 404, 503)
    read(f"{at}/tables/{{name}}.csv", api.table, None, 404, media="text/csv")
    read(f"{at}/report.html", api.report, None, 404, media="text/html")
    read("/rules", api.rules, _members("rules"))
    read("/rules/{code}", api.rule, _members("code", "severity", "title", "values"), 404)
    read("/messages/{language}", api.messages, _OBJECT, 404)
    changed("/login", api.login, _OBJECT, 503, secured=False)
    changed("/logout", api.logout, _OBJECT, 503, secured=False)
    return router


class _Route:
    """Adds routes of a method to a router."""

    def __init__(self, router: APIRouter, method: Literal["GET", "POST"]) -> None:
        self._router, self._method = router, method

    def __call__(
        self,
        path: str,
        endpoint: Any,  # noqa: ANN401  functions of any parameters, which FastAPI reads
        schema: Mapping[str, object] | None,
        *errors: int,
        media: str = JSON,
        secured: bool = True,
    ) -> None:
        changes = self._method == "POST"
        codes = {400, 422, *errors} | ({401, 403, 413, 429} if changes else set())
        self._router.add_api_route(
            path,
            endpoint,
            methods=[self._method],
            response_class=Response,
            responses={200: _answer("as asked", schema, media), **_errors(codes)},
            dependencies=[Security(_TOKEN)] if changes and secured else [],
        )


def _answer(what: str, schema: Mapping[str, object] | None, media: str = JSON) -> dict[str, Any]:
    return {"description": what, "content": {media: {"schema": schema or {"type": "string"}}}}


def _errors(codes: Iterable[int]) -> dict[int | str, dict[str, Any]]:
    return {code: _answer(_ERRORS[code], _ERROR) for code in sorted(codes)}


def _members(*names: str) -> dict[str, object]:
    return {"type": "object", "required": [*names]}
