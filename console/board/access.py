"""Access: who makes a request, and whether they may do what it asks for.

Browsers show the cookie of a visit, scripts a token (`Authorization: Bearer TOKEN`). Requests
that change something have to come from the board's own page: where a browser says which page
made the request (Origin), that is compared with the address it went to (Host), and with the
cookie goes the CSRF token of the visit. Scripts need none, because no page of others can
send a header with a token it does not know.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from console.board.people import VIEWER, People, Person, Role
from console.board.visits import Visit, Visits

CSRF_HEADER: Final = "X-Saylau-CSRF"
COOKIE: Final = "saylau-visit"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

_BEARER: Final = re.compile(r"bearer +(\S+)", re.IGNORECASE)
_ASK: Final = {"WWW-Authenticate": "Bearer"}
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


class Access:
    """Says who makes a request and what they may do.

    Args:
        people: everybody who has a token.
        visits: who has logged in.
        https: whether the server itself speaks TLS; a proxy that does says so by the scheme.
        open_viewing: whether people may look without logging in.
    """

    def __init__(
        self, people: People, visits: Visits, https: bool = False, open_viewing: bool = True
    ) -> None:
        self._people, self._visits = people, visits
        self._https, self._open = https, open_viewing

    def who(self, request: Request) -> Person:
        """Return who makes a request: `VIEWER` where they have not logged in.

        Raises:
            HTTPException: 401, the token is nobody's, or viewing is not open to everybody.
        """
        known = self._known(request)
        if known is None and not self._open:
            raise HTTPException(401, "log in to see this", _ASK)
        return known or VIEWER

    def require(self, request: Request, role: Role, region: str | None = None) -> Person:
        """Return who makes a request, if they may.

        Args:
            request: it.
            role: what it needs at least.
            region: where; "" for the nation as a whole, None where the place does not matter.

        Raises:
            HTTPException: 401, they have not logged in; 403, they may not, or the request
                changes something and was not made by the board's own page.
        """
        known = self._known(request)
        if known is None and (role != "viewer" or not self._open):
            raise HTTPException(401, f"log in: this needs the role of {role}", _ASK)
        if request.method not in SAFE:
            self._check_page(request)
        person = known or VIEWER
        if not person.may(role):
            raise HTTPException(403, f"{person.name} is {person.role}; this needs {role}")
        if not person.may(role, region):
            place = f"region {region}" if region else "the nation as a whole"
            raise HTTPException(
                403, f"{person.name} is {person.role} of {person.region}; this is of {place}"
            )
        return person

    def seen(self, request: Request) -> Person:
        """Return who makes a request as far as that is known; nobody is refused."""
        try:
            return self._known(request) or VIEWER
        except HTTPException:  # a token that is nobody's
            return VIEWER

    def csrf(self, request: Request) -> str:
        """Return the CSRF token of the visit that a request belongs to; "" without one."""
        visit = self._visit(request)
        return visit.csrf if visit is not None else ""

    def login(self, request: Request, response: Response, token: str) -> Person | None:
        """Begin a visit of whoever has that token; the cookie goes into `response`.

        A visit that this browser was on ends.

        Returns:
            Who it is; None, and nothing changes, if the token is nobody's.

        Raises:
            HTTPException: 403, the request was made by the page of somebody else.
        """
        self._check_origin(request)
        person = self._people.by_token(token)
        if person is None:
            return None
        if (old := self._visit(request)) is not None:
            self._visits.end(old.id)
        visit = self._visits.begin(person)
        self._set_cookie(request, response, visit.id, round(self._visits.lasting))
        return person

    def logout(self, request: Request, response: Response) -> Person | None:
        """End the visit that a request belongs to, and take the cookie away.

        Returns:
            Whose visit it was; None if there was none.

        Raises:
            HTTPException: 403, the request was not made by the board's own page.
        """
        self._check_page(request)
        visit = self._visit(request)
        if visit is not None:
            self._visits.end(visit.id)
        self._set_cookie(request, response, "", 0)
        return visit.person if visit is not None else None

    def _known(self, request: Request) -> Person | None:
        """Return who has shown a token or a cookie; a token counts for more."""
        token = _token(request)
        if token is None:
            visit = self._visit(request)
            return visit.person if visit is not None else None
        person = self._people.by_token(token)
        if person is None:
            raise HTTPException(401, "nobody has this token", _ASK)
        return person

    def _visit(self, request: Request) -> Visit | None:
        id_ = request.cookies.get(self._cookie(request))
        return self._visits.by_id(id_) if id_ else None

    def _check_page(self, request: Request) -> None:
        """Refuse what another page has the browser do in the name of its user."""
        self._check_origin(request)
        visit = self._visit(request) if _token(request) is None else None
        said = request.headers.get(CSRF_HEADER, "")
        if visit is not None and not visit.vouches_for(said):
            what = "is not that of this visit" if said else "is missing"
            raise HTTPException(403, f"{CSRF_HEADER} {what}: load the page anew")

    def _check_origin(self, request: Request) -> None:
        origin = request.headers.get("origin")
        if origin is None:
            return
        host = request.headers.get("host", "")
        try:
            page = urlsplit(origin)
            ours = urlsplit(f"//{host}")
            default = _DEFAULT_PORTS.get(page.scheme)
            same = (
                default is not None
                and page.hostname is not None
                and page.hostname == ours.hostname
                and (page.port or default) == (ours.port or default)
                and (page.scheme == "https" or not self._secure(request))
            )
        except ValueError:  # a port or an address that is none
            same = False
        if not same:
            raise HTTPException(403, f"made by a page of {origin}, not of {host}")

    def _secure(self, request: Request) -> bool:
        return self._https or request.url.scheme == "https"

    def _cookie(self, request: Request) -> str:
        """Return the name of the cookie.

        Browsers send a cookie to all ports of a host; by its name each of several boards on
        one computer finds its own. The prefix has browsers keep others from setting it.
        """
        name = f"{COOKIE}-{port}" if (port := request.url.port) else COOKIE
        return f"__Host-{name}" if self._secure(request) else name

    def _set_cookie(self, request: Request, response: Response, value: str, age: int) -> None:
        response.set_cookie(
            self._cookie(request),
            value,
            max_age=age,
            path="/",
            secure=self._secure(request),
            httponly=True,
            samesite="strict",
        )


def _token(request: Request) -> str | None:
    """Return the token that a script shows."""
    found = _BEARER.fullmatch(request.headers.get("authorization", ""))
    return found[1] if found else None
