"""The garbage collector of a worker's processes."""

import gc
import subprocess
import sys

from stream.kafka.collector import COLLECT_AFTER

PROGRAM = """
import gc
from stream.kafka.collector import let_it_rest
let_it_rest()
print(gc.get_freeze_count() > 0, *gc.get_threshold(), gc.isenabled())
"""


def test_it_rests_but_does_not_sleep():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", *map(str, COLLECT_AFTER), "True"]
    assert gc.get_freeze_count() == 0
