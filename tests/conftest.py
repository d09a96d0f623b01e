"""What holds for all tests."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from config.collector import let_it_rest
from console.cli import call

# How long an example takes says something of the machine, and nothing of the law it is to hold.
settings.register_profile("saylau", deadline=None)
settings.load_profile("saylau")

# Days are simulated and folded by the dozen: to walk their objects again and again takes a tenth.
let_it_rest()


@pytest.fixture(scope="session")
def default_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `saylau run --speed max` leaves: made once, whoever of several asks first."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / "default-run"
    with (root / "default-run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            assert call(["run", "--speed", "max", "--plain", "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def broker_tools() -> None:
    """Skips where Java or Maven is missing; CI may not go without."""
    missing = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if missing:
        reason = f"a broker needs {' and '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
