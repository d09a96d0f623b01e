"""Visits: who has logged in, from then until they log out or twelve hours have passed.

A visit is known by a random id, which the browser keeps in a cookie, and has a second secret,
the CSRF token: only a page of the board itself can read that, so a request that carries it
was made by the board's own page and not by another one that the browser has open.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from console.board.people import Person

LASTING_S: Final = 12 * 3600
MOST: Final = 10_000
_SECRET_BYTES: Final = 24


@dataclass(frozen=True)
class Visit:
    """One person's visit.

    Attributes:
        id: what the cookie holds.
        csrf: what changing requests have to carry besides.
        person: who it is.
        ends: when, in seconds of the clock of the visits.
    """

    id: str = field(repr=False)
    csrf: str = field(repr=False)
    person: Person
    ends: float

    def vouches_for(self, csrf: str) -> bool:
        """Return whether that is the CSRF token of this visit."""
        return hmac.compare_digest(self.csrf.encode(), csrf.encode("utf-8", "surrogatepass"))


class Visits:
    """The visits that have not ended; the oldest make room where they are too many.

    Args:
        clock: the time in seconds.
        lasting: how many seconds a visit lasts at most.
        most: how many are kept.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        lasting: float = LASTING_S,
        most: int = MOST,
    ) -> None:
        self._clock, self._most = clock, most
        self.lasting = lasting
        # In the order of their beginnings, hence of their ends. Ids are kept as hashes: how
        # long it takes to look one up then says nothing about those that are there.
        self._visits: dict[bytes, Visit] = {}

    def __len__(self) -> int:
        return len(self._visits)

    def begin(self, person: Person) -> Visit:
        """Begin a visit, under an id that nobody has seen before."""
        now = self._clock()
        for key, visit in list(self._visits.items()):
            if visit.ends > now and len(self._visits) < self._most:
                break
            del self._visits[key]
        new = Visit(_secret(), _secret(), person, now + self.lasting)
        self._visits[_key(new.id)] = new
        return new

    def by_id(self, id_: str) -> Visit | None:
        """Return the visit of that id, None if there is none or it has ended."""
        visit = self._visits.get(_key(id_))
        if visit is not None and visit.ends <= self._clock():
            self.end(id_)
            return None
        return visit

    def end(self, id_: str) -> None:
        """End a visit, if it is there."""
        self._visits.pop(_key(id_), None)


def _secret() -> str:
    return secrets.token_urlsafe(_SECRET_BYTES)


def _key(id_: str) -> bytes:
    return hashlib.sha256(id_.encode("utf-8", "surrogatepass")).digest()
