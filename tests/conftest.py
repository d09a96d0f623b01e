"""What holds for all tests."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import settings

from config.collector import let_it_rest

# How long an example takes says something of the machine, and nothing of the law it is to hold.
settings.register_profile("saylau", deadline=None)
settings.load_profile("saylau")

# Days are simulated and folded by the dozen: to walk their objects again and again takes a tenth.
let_it_rest()


@pytest.fixture(scope="session")
def broker_tools() -> None:
    """Skips where Java or Maven is missing; CI may not go without."""
    missing = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if missing:
        reason = f"a broker needs {' and '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
