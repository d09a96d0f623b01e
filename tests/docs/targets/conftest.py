"""A day for the targets, and what is known of it beforehand."""

import pytest

from console.cli import call
from tests.docs.targets.delivered import Delivered
from tests.docs.targets.receivers import Receiver


@pytest.fixture(scope="session")
def delivered(tmp_path_factory):
    """A short day on which much goes wrong on the way."""
    folder = tmp_path_factory.mktemp("targets") / "day"
    wish = ["--election", "kz-2021-08-01", "--scenario", "storm", "--seed", "3"]
    assert call(["simulate", *wish, "--out", str(folder)]) == 0
    return Delivered(folder)


@pytest.fixture
def start(delivered, tmp_path):
    """Start receivers of the day that is delivered."""
    running = []

    def begin(bug=""):
        running.append(Receiver(delivered, tmp_path, bug))
        return running[-1]

    yield begin
    for one in running:
        one.kill()
