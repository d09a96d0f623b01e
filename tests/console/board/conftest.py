"""A day and its board, simulated and served once for all tests here."""

import pytest

from console.cli import call
from tests.console.board.boards import served


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
