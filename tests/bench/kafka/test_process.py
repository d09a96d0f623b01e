"""A process is measured while it runs, with its children, and ends when told to."""

import os
import sys

import pytest

from bench.kafka.process import Process, ProcessError
from bench.kafka.watch import Watch

BUSY = "import time\nwhile time.process_time() < {seconds}: pass\nprint('done', flush=True)\n"
PARENT = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', sys.argv[1]])\ninput()\n"
WAITS = "import time\ntime.sleep(60)\n"


def _start(tmp_path, *words):
    return Process([sys.executable, "-c", *words], tmp_path / "log", tmp_path, dict(os.environ))


def test_processor_time_and_memory_grow_with_the_work(tmp_path):
    work = BUSY.format(seconds=0.3) + WAITS
    with _start(tmp_path, work) as process:
        watch = Watch(process)
        end = watch.until(lambda: "done" in process.said, "it is done", 30)

        assert 0.25 < watch.at(end) < 5
        assert 1_000_000 < process.peak_bytes() < 1_000_000_000
        assert process.compiling_s() == 0
        assert watch.at(0) <= watch.at(end)


def test_children_count_while_they_run(tmp_path):
    with _start(tmp_path, PARENT, BUSY.format(seconds=0.3) + WAITS) as process:
        watch = Watch(process)
        watch.until(lambda: "done" in process.said, "it is done", 30)

        assert process.cpu_s() > 0.25


def test_a_process_that_ended_is_an_error_with_its_last_words(tmp_path):
    with (
        _start(tmp_path, "import sys; sys.exit('no topic')") as process,
        pytest.raises(ProcessError, match=r"(?s)ended with 1.*no topic"),
    ):
        Watch(process).until(lambda: False, "what never comes", 30)
