"""A day for the targets, and what is known of it beforehand."""

import pytest

from console.cli import call
from tests.docs.targets.delivered import Delivered


@pytest.fixture(scope="session")
def delivered(tmp_path_factory):
    """A short day on which much goes wrong on the way."""
    folder = tmp_path_factory.mktemp("targets") / "day"
    wish = ["--election", "kz-2021-08-01", "--scenario", "storm", "--seed", "3"]
    assert call(["simulate", *wish, "--out", str(folder)]) == 0
    return Delivered(folder)
