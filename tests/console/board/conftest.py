"""A day and its board, simulated and served once for all tests here."""

import subprocess
import sys
from pathlib import Path

import pytest

from console.cli import call
from tests.console.board.boards import served
from tests.console.board.browsers import chromium

SAYLAU = str(Path(sys.executable).with_name("saylau"))


@pytest.fixture(scope="session")
def day(tmp_path_factory):
    """The folder of a short day on which much goes wrong, with its report."""
    folder = tmp_path_factory.mktemp("board") / "day"
    wish = ["--election", "kz-2021-08-01", "--scenario", "storm", "--seed", "3"]
    assert call(["run", *wish, "--speed", "max", "--plain", "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def board(day, tmp_path_factory):
    with served(tmp_path_factory.mktemp("served"), day) as one:
        yield one


@pytest.fixture
def visitor(board):
    with board.visitor() as client:
        yield client


@pytest.fixture
def operator(board):
    with board.operator() as client:
        yield client


@pytest.fixture
def showing(visitor):
    """The address of the day that is shown."""
    (one,) = visitor.get("/api/showings").json()["showings"]
    return f"/api/showings/{one['id']}"


@pytest.fixture(scope="module")
def browser():
    """A browser of the module: one that is open keeps others from having loops of their own."""
    with chromium() as one:
        yield one


@pytest.fixture(scope="session")
def users(tmp_path_factory):
    """A file of users, and their tokens by name: two operators of a region, one of the nation."""
    file = tmp_path_factory.mktemp("users") / "users.toml"
    people = {"Aigul": ["--region", "kyzylorda"], "Bolat": ["--region", "almaty"], "Dana": []}
    tokens = {}
    for name, region in people.items():
        command = [SAYLAU, "board-user", name, "--role", "operator", *region]
        made = subprocess.run(command, capture_output=True, text=True, check=True)
        tokens[name] = made.stderr.split()[-1]
        with file.open("a", encoding="utf-8") as entries:
            entries.write(made.stdout)
    return file, tokens
