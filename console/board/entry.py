"""An entry of the audit log: one line, and how it hangs on the line before it.

A line is canonical JSON: keys sorted, no blanks, letters as they are, in UTF-8. Its hash is
of that same JSON without the field `hash`; the first line follows on 64 zeros.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from config.errors import InputError
from console.board.people import Person

START: Final = "0" * 64
"""What the first line has for the hash of the line before it."""

AS_WRITTEN: Final = "the log as it was written"
_BEGIN_ANEW: Final = "or the file moved away, to begin a new log"


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the log.

    Attributes:
        n: its number, from 1.
        at: when, UTC, as in 2021-07-25T04:00:00.000Z.
        who: name, role and region (null for the nation) of who did it.
        what: what was done.
        details: to what, and how.
        prev: hash of the line before.
        hash: of this line.
    """

    n: int
    at: str
    who: Person
    what: str
    details: dict[str, Any]
    prev: str
    hash: str

    @classmethod
    def after(
        cls, lines: int, prev: str, at: str, who: Person, what: str, details: Mapping[str, Any]
    ) -> Entry:
        """Return the entry that follows on so many lines, of which the last has hash `prev`.

        Raises:
            TypeError, ValueError: the details do not go into JSON.
        """
        content = json.loads(_canonical(dict(details)))
        bare = cls(lines + 1, at, who, what, content, prev, hash="")
        return msgspec.structs.replace(bare, hash=bare.right_hash)

    @classmethod
    def read(cls, where: str, raw: bytes) -> Entry:
        """Read a line; what it says has to be what it said.

        Raises:
            BrokenLogError: it was not written so.
        """
        if not raw.endswith(b"\n"):
            expected = f"a line that ends; what is there of it cut off, {_BEGIN_ANEW}"
            raise BrokenLogError(where, "is torn, its end is missing", expected)
        try:
            entry = msgspec.convert(json.loads(raw), cls)
            same = entry.line == raw
        except (ValueError, TypeError, RecursionError) as error:
            raise BrokenLogError(where, "is no line of an audit log", AS_WRITTEN) from error
        if not same:
            raise BrokenLogError(where, "is not written as the log writes", AS_WRITTEN)
        if entry.hash != entry.right_hash:
            raise BrokenLogError(where, "was changed, its hash is of something else", AS_WRITTEN)
        return entry

    @property
    def line(self) -> bytes:
        """The line that says it."""
        return _canonical(msgspec.to_builtins(self)) + b"\n"

    @property
    def right_hash(self) -> str:
        """The hash of what it says."""
        content = msgspec.to_builtins(self)
        del content["hash"]
        return hashlib.sha256(_canonical(content)).hexdigest()

    def check_place(self, where: str, number: int, prev: str) -> None:
        """Check that it stands where it was written.

        Args:
            where: the place.
            number: of the line that it stands in.
            prev: hash of the line before that.

        Raises:
            BrokenLogError: it does not.
        """
        if self.n != number:
            happened = "are gone" if self.n > number else "were put in"
            what = f"is number {self.n}: lines before it {happened}, or it was moved"
            raise BrokenLogError(where, what, f"number {number}")
        if self.prev != prev:
            what = "does not follow the line before it: one of the two was exchanged"
            raise BrokenLogError(where, what, AS_WRITTEN)


class BrokenLogError(InputError):
    """A line of an audit log is not what was written there."""


def _canonical(content: object) -> bytes:
    text = json.dumps(
        content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode("utf-8")
