"""Output folders: nothing is overwritten unasked, nothing is left half-written.

Files are written into a hidden sibling of the folder and moved into place when
all are complete. Whatever ends the command before (an error, Ctrl-C) takes the
sibling away again and leaves the folder as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
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

FILES: Final = (JOURNAL, KEYS, TRUTH, TALLIES, ALERTS, REPORT)

DERIVED: Final = {
    JOURNAL: (KEYS, TRUTH, TALLIES, ALERTS, REPORT),
    TALLIES: (REPORT,),
}
"""Files that no longer hold once the file they follow from is replaced."""


def check(folder: Path, force: bool) -> None:
    """Raise `InputError` if output cannot go to `folder`, without touching anything."""
    where = f"--out {folder}"
    if folder.is_symlink() and not folder.exists():
        raise InputError(where, "this is a link that leads nowhere", "a folder")
    if folder.exists() and not folder.is_dir():
        raise InputError(where, "this is a file", "a folder that is new or empty")
    if folder.is_dir() and not force and any(folder.iterdir()):
        raise InputError(
            where,
            "the folder is not empty",
            "a folder that is new or empty, or --force to replace its files",
        )
    for name in FILES:
        if (folder / name).is_dir():
            raise InputError(where, f"{name} is a folder there", "a file, or nothing, of that name")


def there(folder: Path, name: str) -> Path:
    """Return the path of a file of a run; raises `InputError` where it is not there."""
    path = folder / name
    if not path.is_file():
        raise InputError(
            folder, f"there is no {name}", "a folder written by saylau run (simulate and tally)"
        )
    return path


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
        InputError: the folder is not empty and `force` is not set, or it cannot be written,
            before or half way.
    """
    folder = folder.absolute()
    where = f"--out {folder}"
    try:
        check(folder, force)
        staging = folder.parent / f".{folder.name}.{os.getpid()}.partial"
        staging.mkdir(parents=True)
    except OSError as error:
        raise InputError(where, _reason(error), "a folder that can be made") from error
    try:
        yield staging
        _move(staging, folder)
    except BrokenPipeError:
        raise  # whoever read the output has gone; the folder is well
    except OSError as error:
        # A write that fails half way names no file (a full disk), or the hidden one.
        if error.filename is None or str(error.filename).startswith(str(staging)):
            raise InputError(where, _reason(error), "a folder with room to write to") from error
        raise
    except InputError as error:
        if not error.where.startswith(str(staging)):
            raise
        raise InputError(where, error.what, "a folder with room to write to") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def stale(folder: Path, written: Collection[str]) -> list[str]:
    """Return the files of `folder` that no longer hold once those of `written` are replaced."""
    names = {derived for name in written for derived in DERIVED.get(name, ())} - set(written)
    return sorted(name for name in names if (folder / name).exists())


def _move(staging: Path, folder: Path) -> None:
    if not folder.exists():
        staging.replace(folder)
        return
    names = sorted(path.name for path in staging.iterdir())
    for name in stale(folder, names):
        (folder / name).unlink()
    for name in names:
        # Each file is replaced in one step; a reader sees the old one or the new one.
        (staging / name).replace(folder / name)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
