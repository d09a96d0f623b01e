"""People: who may do what at the board, and how they are known by their tokens.

The users file is TOML:

    [[users]]
    name = "Aigerim"
    role = "operator"        # viewer, operator or instructor
    region = "almaty"        # operators only; without it, of the nation
    token_hash = "sha256:..."

`saylau board-user` writes such an entry. The file holds no token, only its SHA-256. A slow,
salted hash would be needed for passwords that people think up, because those can be guessed;
a token is 192 random bits, which no amount of guessing finds.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, model_validator

from config.document import read_document
from config.election import Line, Model, Slug
from config.unfit import unfit

Role: TypeAlias = Literal["viewer", "operator", "instructor"]

ROLES: Final[tuple[Role, ...]] = ("viewer", "operator", "instructor")
"""From the one who may do least to the one who may do all."""

TOKEN_BYTES: Final = 24
HASH_PREFIX: Final = "sha256:"
HASH_EXPECTED: Final = f'"{HASH_PREFIX}" and 64 hexadecimal digits, as saylau board-user prints'
_HASH: Final = re.compile(HASH_PREFIX + "[0-9a-f]{64}")


@dataclass(frozen=True)
class Person:
    """Somebody at the board.

    Attributes:
        name: as the users file has it.
        role: what they may do.
        region: the one that an operator is bound to; None for all of the nation.
    """

    name: str
    role: Role
    region: str | None = None

    def may(self, role: Role, region: str | None = None) -> bool:
        """Return whether they may act in a role.

        Args:
            role: the least that is needed.
            region: where; "" for the nation as a whole, None where the place does not matter.
        """
        if ROLES.index(self.role) < ROLES.index(role):
            return False
        return region is None or self.region is None or self.region == region


VIEWER: Final = Person("viewer", "viewer")
"""Whoever has not logged in."""


def hash_of(token: str) -> str:
    """Return what the users file holds of a token."""
    return HASH_PREFIX + hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_token() -> tuple[str, str]:
    """Return a new random token and its hash."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return token, hash_of(token)


def _hash(value: object) -> object:
    """Refuse what is no hash without repeating it: it may be a token, put there by mistake."""
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        raise unfit("is no hash of a token", HASH_EXPECTED)
    return value


class User(Model):
    """An entry of the users file."""

    name: Line
    role: Role
    region: Slug | None = None
    token_hash: Annotated[str, BeforeValidator(_hash)]

    @model_validator(mode="after")
    def _fitting(self) -> User:
        if self.region is not None and self.role != "operator":
            raise unfit(f'role = "{self.role}" with a region', "a region for operators only")
        return self

    @property
    def person(self) -> Person:
        """Who that is."""
        return Person(self.name, self.role, self.region)


class Users(Model):
    """A users file."""

    users: tuple[User, ...]

    @model_validator(mode="after")
    def _distinct(self) -> Users:
        if not self.users:
            raise unfit("users is empty", "one of them at least")
        for name, times in Counter(user.name for user in self.users).items():
            if times > 1:
                raise unfit(f'name = "{name}" stands there {times} times', "each name once")
        names: dict[str, str] = {}
        for user in self.users:
            other = names.setdefault(user.token_hash, user.name)
            if other != user.name:
                what = f'"{other}" and "{user.name}" have the same token_hash'
                raise unfit(what, "a token of their own for each")
        return self


class People:
    """Everybody who has a token."""

    def __init__(self, users: Iterable[User]) -> None:
        self._users = tuple(users)

    @classmethod
    def read(cls, path: Path) -> People:
        """Read a users file.

        Raises:
            InputError: naming the file, the line or field, what is wrong and what is expected.
        """
        return cls(read_document(path, Users).users)

    @classmethod
    def alone(cls) -> tuple[People, str]:
        """Return one person who may do everything, for a board without a users file.

        Returns:
            The people, and the token, which nobody else knows and which ends with the process.
        """
        token, token_hash = new_token()
        return cls([User(name="operator", role="instructor", token_hash=token_hash)]), token

    def by_token(self, token: str) -> Person | None:
        """Return whose token that is; nobody's is None.

        It takes as long for a right token as for a wrong one.
        """
        wanted, found = hash_of(token), None
        for user in self._users:
            if hmac.compare_digest(user.token_hash, wanted):
                found = user.person
        return found
