"""The commands that the documentation shows are run, page by page, as a reader would."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ["tutorial/first-day", "how-to/check-a-run", "how-to/write-a-scenario"]
PAGES += ["how-to/edit-an-election", "how-to/load-a-pipeline"]
SAYLAU = [sys.executable, "-c", "from console.cli import main; main()"]


def _commands(text):
    for block in re.findall(r"```console\n(.+?)```", text, re.DOTALL):
        for line in block.splitlines():
            assert line.startswith("$ "), line
            yield shlex.split(line[2:])


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_succeeds(page, tmp_path):
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    for scenario in re.findall(r"```toml\n(.+?)```", text, re.DOTALL):
        named = re.match(r"# (my-[a-z-]+\.toml)\n", scenario)
        name = named[1] if named else "my-scenario.toml"
        (tmp_path / name).write_text(scenario, encoding="utf-8")
    shutil.copytree(ROOT / "config/elections/kz-2021-08-08", tmp_path / "my-election")
    commands = list(_commands(text))
    assert commands
    for command in commands:
        words = SAYLAU + command[1:] if command[0] == "saylau" else command
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
