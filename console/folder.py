"""Output folders: nothing is overwritten unasked, nothing is left half-written.

Files are written into a hidden sibling of the folder and moved into place when
all are complete. Whatever ends the command before (an error, Ctrl-C) takes the
sibling away again and leaves the folder as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from config.errors import InputError

JOURNAL: Final = "journal.jsonl.zst"
KEYS: Final = "keys.json"
TRUTH: Final = "truth.json"
TALLIES: Final = "tallies.csv"
ALERTS: Final = "alerts.jsonl"
REPORT: Final = "report.html"

DERIVED: Final = {
    JOURNAL: (KEYS, TRUTH, TALLIES, ALERTS, REPORT),
    TALLIES: (REPORT,),
}
"""Files that no longer hold once the file they follow from is replaced."""


def check(folder: Path, force: bool) -> None:
    """Raise `InputError` if output cannot go to `folder`, without touching anything."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"--out {folder}", "this is a file", "a folder that is new or empty")
    if folder.is_dir() and not force and any(folder.iterdir()):
        raise InputError(
            f"--out {folder}",
            "the folder is not empty",
            "a folder that is new or empty, or --force to replace its files",
        )


def free_folder(run: str) -> Path:
    """Return a folder for a run under `out/` that is not there yet."""
    folder, number = Path("out") / run, 1
    while folder.exists():
        number += 1
        folder = Path("out") / f"{run}-{number}"
    return folder


@contextmanager
def output_folder(folder: Path, *, force: bool = False) -> Iterator[Path]:
    """Give a place to write to; on leaving without an error its files become those of `folder`.

    With `force`, files of the same name and files derived from them are
    replaced; what else is in the folder stays.

    Raises:
        InputError: the folder is not empty and `force` is not set, or it cannot be written.
    """
    folder = folder.absolute()
    check(folder, force)
    try:
        staging = folder.parent / f".{folder.name}.{os.getpid()}.partial"
        staging.mkdir(parents=True)
    except OSError as error:
        raise InputError(
            f"--out {folder}", error.strerror or str(error), "a folder that can be made"
        ) from error
    try:
        yield staging
        _move(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _move(staging: Path, folder: Path) -> None:
    if not folder.exists():
        staging.replace(folder)
        return
    names = sorted(path.name for path in staging.iterdir())
    stale = {derived for name in names for derived in DERIVED.get(name, ())} - set(names)
    for name in sorted(stale):
        (folder / name).unlink(missing_ok=True)
    for name in names:
        # Each file is replaced in one step; a reader sees the old one or the new one.
        (staging / name).replace(folder / name)
