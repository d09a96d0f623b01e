"""The broker of these tests is the one that `tests/kafka` has, started for them alone."""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def broker_tools() -> None:
    """Skips where Java or Maven is missing; CI may not go without."""
    missing = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if missing:
        reason = f"a broker needs {' and '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
