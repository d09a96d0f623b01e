from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.errors import InputError
from config.library import ELECTIONS, load_election, load_targets


@dataclass
class Draft:
    """An election of one's own, to be spoiled."""

    path: Path

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.path / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def drop(self, file: str, start: str) -> None:
        """Remove the lines that begin with `start`."""
        path = self.path / file
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(start)]
        assert len(kept) < len(lines), f"no line of {file} begins with {start!r}"
        path.write_text("".join(kept), encoding="utf-8")

    def refusal(self) -> str:
        with pytest.raises(InputError) as refused:
            load_election(self.path)
        return str(refused.value)

    def targets_refusal(self) -> str:
        with pytest.raises(InputError) as refused:
            load_targets(self.path)
        return str(refused.value)


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """A copy of the two contests of 1 August 2021."""
    return Draft(Path(shutil.copytree(ELECTIONS / "kz-2021-08-01", tmp_path / "own")))
