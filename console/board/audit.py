"""The audit log: what was done at the board, when, and by whom.

A file of JSON lines to which lines are only added. Each carries the SHA-256 of the line
before it, and its own, of all else that it says; so no line can be changed, removed, put in
or moved without all that follow having to be written anew. What the file alone cannot show is
that lines at its end are gone, or that everything from some line on was written anew. For
that, note the hash of the last line (the head) elsewhere, on paper for example, and hold it
against the file: `saylau audit verify FILE --head HASH`.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from config.errors import InputError
from console.board.entry import START, BrokenLogError, Entry
from console.board.people import Person

_READABLE: Final = "a readable file"
_WRITABLE: Final = "a file that the board can write to"
_MODE: Final = 0o600


@dataclass(frozen=True)
class Verdict:
    """What came of checking a log.

    Attributes:
        lines: how many hold, from the beginning.
        head: hash of the last of them.
        error: what is wrong, and in which line; None if all holds.
    """

    lines: int
    head: str
    error: str | None = None

    @property
    def holds(self) -> bool:
        """Whether all is as it was written, as far as the file shows."""
        return self.error is None


class AuditLog:
    """A log that is open for adding to it; no other process, and no second one, has it open.

    Args:
        path: the file; made if it is not there.
        clock: seconds since 1970 UTC.

    Attributes:
        lines: how many there are.
        head: hash of the last one.

    Raises:
        InputError: it cannot be written, another process has it, or it is not as it was
            written; a last line that was only half written is such a case.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path, self._clock = path, clock
        self._lock = threading.Lock()
        self._file = _claimed(path)
        self.lines, self.head = 0, START
        try:
            with os.fdopen(os.dup(self._file), "rb") as file:
                for entry in _entries(path, file):
                    self.lines, self.head = entry.n, entry.hash
            self._size = os.fstat(self._file).st_size
        except BaseException:
            os.close(self._file)
            raise

    def append(self, who: Person, what: str, details: Mapping[str, Any]) -> Entry:
        """Add a line; when this returns, the line is on the disk.

        Args:
            who: did it.
            what: was done.
            details: to what, and how; has to go into JSON.

        Raises:
            InputError: it could not be written, or somebody else has changed the file; what
                was to be logged then must not be done.
        """
        with self._lock:
            at = datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="milliseconds")
            at = at.replace("+00:00", "Z")
            entry = Entry.after(self.lines, self.head, at, who, what, details)
            self._write(entry.line)
            self.lines, self.head = entry.n, entry.hash
        return entry

    def close(self) -> None:
        """Let others have the file."""
        with self._lock:
            if self._file >= 0:
                os.close(self._file)
            self._file = -1

    def __enter__(self) -> AuditLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self, line: bytes) -> None:
        if self._file < 0:
            raise InputError(self._path, "is closed", "an open log")
        status = os.fstat(self._file)
        if status.st_size != self._size or status.st_nlink == 0:
            what = "was changed or taken away by somebody else"
            raise InputError(self._path, what, "a log that only the board writes to")
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            os.fsync(self._file)
        except OSError as error:
            try:
                os.ftruncate(self._file, self._size)
                os.fsync(self._file)
            except OSError:
                # What is on the disk is not known any more: nothing can follow it.
                os.close(self._file)
                self._file = -1
            what = error.strerror or str(error)
            raise InputError(self._path, what, "a disk with room to write to") from error
        self._size += len(line)


def entries(path: Path) -> Iterator[Entry]:
    """Yield the lines of a log, each checked.

    Raises:
        BrokenLogError: at the first line that is not what was written there.
        InputError: the file cannot be read.
    """
    try:
        _check_regular(path, _READABLE)
        with path.open("rb") as file:
            yield from _entries(path, file)
    except OSError as error:
        raise InputError(path, error.strerror or str(error), _READABLE) from error


def verify(path: Path, head: str | None = None) -> Verdict:
    """Check a log from its beginning to its end.

    Args:
        path: the file.
        head: the hash that the last line has to have; without it, nothing shows whether
            lines at the end are gone or were written anew.

    Raises:
        InputError: the file cannot be read.
    """
    lines, last, noted = 0, START, 0
    try:
        for entry in entries(path):
            lines, last = entry.n, entry.hash
            if last == head:
                noted = lines
    except BrokenLogError as error:
        return Verdict(lines, last, str(error))
    if head is None or head == last:
        return Verdict(lines, last)
    what = f"no line has the hash {head}: lines at the end are gone, or were written anew"
    if noted:
        what = f"{head} is the hash of line {noted}, and {lines - noted} more came after it"
    where = f"{path}, line {lines}" if lines else path
    return Verdict(lines, last, str(BrokenLogError(where, what, "the head that was noted")))


def _claimed(path: Path) -> int:
    """Open a log for this process alone, and make it if need be; return its descriptor."""
    file = None
    try:
        _check_regular(path, _WRITABLE)
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, _MODE)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _sync_folder(path.parent)
    except OSError as error:
        if file is not None:
            os.close(file)
        if isinstance(error, BlockingIOError):
            expected = "a log of its own for each board"
            raise InputError(path, "another board is writing to it", expected) from error
        raise InputError(path, error.strerror or str(error), _WRITABLE) from error
    return file


def _check_regular(path: Path, expected: str) -> None:
    """Refuse a named pipe, which would wait for somebody at its other end, and the like."""
    if path.exists() and not path.is_file():
        raise InputError(path, "is not a regular file", expected)


def _sync_folder(folder: Path) -> None:
    """Have the name of a new file outlast a crash, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _entries(path: Path, file: BinaryIO) -> Iterator[Entry]:
    prev = START
    for number, raw in enumerate(file, start=1):
        where = f"{path}, line {number}"
        entry = Entry.read(where, raw)
        entry.check_place(where, number, prev)
        prev = entry.hash
        yield entry
