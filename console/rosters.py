"""Rosters kept beside the user's other caches, for large elections.

To read, check and prepare the definition of a million stations takes longer than all else
when a worker starts again; what it came to is kept, under a name that changes with what it
was made of.

Whoever can write such a file says who may vote where: one that others may have written is
not read.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import stat
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

from config.election import Election
from config.library import directory_of
from console import compose
from stream import roster_file
from stream.roster import Roster

LEAST_STATIONS: Final = 20_000
"""Smaller elections are read as quickly as they are looked up."""

_MADE_BY: Final = ("config", "sim", "stream")
"""Packages whose code decides what a roster says; all of it is read in some milliseconds."""

_PRIVATE: Final = 0o700
_WRITABLE_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH

log = logging.getLogger("saylau.rosters")


def folder() -> Path:
    """Return where rosters are kept: `saylau` in XDG_CACHE_HOME, else in ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "saylau"


def roster_of(ref: str, run: str, partitions: int) -> tuple[Election, Roster]:
    """Return an election and its roster for a run; of a large one the outline alone.

    Args:
        ref: as for `compose.election_of`.
        run: its id.
        partitions: of the reports.

    Raises:
        InputError: see `compose.election_of`.
    """
    made_of = _made_of(ref)
    path = folder() / f"{hashlib.blake2b(made_of.encode(), digest_size=16).hexdigest()}.roster"
    try:
        return roster_file.decode(_trusted(path), made_of, run, partitions)
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:  # it is made anew
        log.warning("%s cannot be used: %s", path, error)
    election = compose.election_of(ref)
    roster = Roster.of(election, run, partitions)
    if len(election.stations) >= LEAST_STATIONS:
        _keep(path, roster_file.encode(election, roster, made_of))
    return election, roster


def _trusted(path: Path) -> bytes:
    """Return what a file holds that nobody but this user can have written.

    Raises:
        FileNotFoundError: there is none.
        OSError, ValueError: it cannot be read, or not be trusted.
    """
    # What is not a file (a pipe, say) must neither be waited for nor followed elsewhere.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise ValueError("it is no file")
        if state.st_uid != os.geteuid():
            raise ValueError(f"it belongs to user {state.st_uid}")
        if state.st_mode & _WRITABLE_BY_OTHERS:
            raise ValueError(f"others may write it (mode {stat.S_IMODE(state.st_mode):o})")
        return file.read()


def _made_of(ref: str) -> str:
    """Name all that the roster of an election follows from."""
    files = [path for name in _MADE_BY for path in _code_of(name)]
    if not compose.is_scaled(ref):
        files += sorted(path for path in directory_of(ref).iterdir() if path.is_file())
    digest = hashlib.blake2b(digest_size=16)
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.name}\n{len(content)}\n".encode())
        digest.update(content)
    return f"{ref}, saylau {version('saylau')}, numpy {version('numpy')}, {digest.hexdigest()}"


def _code_of(package: str) -> list[Path]:
    """Return the files of a package's code."""
    found = importlib.util.find_spec(package)
    places = (found.submodule_search_locations if found else None) or ()
    return sorted(path for place in places for path in Path(place).rglob("*.py"))


def _keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a worker runs as well without."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(_PRIVATE)
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)  # where the disk is full, or somebody stops it
    except OSError as error:
        log.warning("the roster is not kept: %s", error)
