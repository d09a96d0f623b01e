"""Rosters kept beside the user's other caches, for large elections.

To read, check and prepare the definition of a million stations takes longer than all else
when a worker starts again; what it came to is kept, under a name that changes with what it
was made of.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
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

_DRAWN_BY: Final = ("sim.scaled", "sim.ground", "sim.chance", "config.election")

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
    if path.is_file():
        try:
            return roster_file.decode(path.read_bytes(), made_of, run, partitions)
        except (OSError, ValueError) as error:  # it is made anew
            log.warning("%s cannot be used: %s", path, error)
    election = compose.election_of(ref)
    roster = Roster.of(election, run, partitions)
    if len(election.stations) >= LEAST_STATIONS:
        _keep(path, roster_file.encode(election, roster, made_of))
    return election, roster


def _made_of(ref: str) -> str:
    """Name all that the roster of an election follows from."""
    digest = hashlib.blake2b(digest_size=16)
    if compose.is_scaled(ref):
        files = [
            Path(spec.origin or "") for spec in map(importlib.util.find_spec, _DRAWN_BY) if spec
        ]
    else:
        files = sorted(path for path in directory_of(ref).iterdir() if path.is_file())
    for path in files:
        digest.update(f"{path.name}\n{path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return f"{ref}, saylau {version('saylau')}, {digest.hexdigest()}"


def _keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a worker runs as well without."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        Path(file.name).replace(path)
    except OSError as error:
        log.warning("the roster is not kept: %s", error)
