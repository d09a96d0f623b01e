import gc
import subprocess
import sys

import pytest

from config.collector import COLLECT_AFTER, at_rest

PROGRAM = """
import gc
from config.collector import let_it_rest
let_it_rest()
print(gc.get_freeze_count() > 0, *gc.get_threshold(), gc.isenabled())
"""


def test_it_rests_and_works_again_whatever_happened():
    seen = []

    @at_rest()
    def fail():
        seen.append(gc.isenabled())
        raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert seen == [False]
    assert gc.isenabled()


def test_who_had_it_at_rest_before_keeps_it_so():
    with at_rest():
        with at_rest():
            pass
        assert not gc.isenabled()


def test_it_rests_but_does_not_sleep():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", *map(str, COLLECT_AFTER), "True"]
