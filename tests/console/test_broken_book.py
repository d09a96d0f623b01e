"""A broken rule book ends every command that needs it with one message."""

import shutil
import subprocess
import sys

import pytest

from config.rulebook import FOLDER

START = """
import sys
from pathlib import Path

from config import rulebook

rulebook.FOLDER = Path(sys.argv.pop(1))
from console.cli import main

main()
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("rules",),
        ("rules", "S103"),
        ("run", "--election", "kz-2021-08-01", "--speed", "max", "--plain", "--out", "day"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(
    ("file", "old", "new", "part"),
    [
        ("thresholds.toml", "value = 10\n", "value = -10\n", "gap_minutes.value: is -10"),
        ("thresholds.toml", "[regular_p]", "[regular]", "did you mean regular_p?"),
        ("rules.toml", "{gap_minutes}", "{gap_minuts}", "S103.checks: names {gap_minuts}"),
        ("rules.toml", "[T202]", "[T222]", "no T202"),
    ],
)
def test_it_is_told_of_in_one_message(tmp_path, arguments, file, old, new, part):
    folder = shutil.copytree(FOLDER, tmp_path / "rules")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", START, folder, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith(f"saylau: {folder / file}")
    assert done.stderr.count("\n") == 1
    assert part in done.stderr
    assert not (tmp_path / "day").exists()
