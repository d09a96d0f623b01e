"""Rules asked in a process of their own: answers, failures, and an end with the worker."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor

import pytest

from stream.kafka.aside import Aside
from stream.rule_failures import name_of


def rows(figures):
    return [*figures, os.getpid()]


def broken(figures):
    raise ZeroDivisionError(len(figures))


def killed(_figures):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def aside():
    made = Aside()
    yield made
    made.close()


def test_a_rule_answers_from_another_process_and_keeps_its_name(aside):
    *found, process = aside(rows)([3, 4])
    assert found == [3, 4]
    assert process != os.getpid()
    assert name_of(aside(rows)) == name_of(rows)
    assert aside(rows)([])[-1] == process


def test_what_a_rule_raises_is_raised(aside):
    with pytest.raises(ZeroDivisionError, match="2"):
        aside(broken)([1, 2])
    assert aside(rows)([1])[0] == 1


def test_the_next_rule_is_asked_in_another_process_if_one_was_killed(aside):
    with pytest.raises(BrokenExecutor):
        aside(killed)([])
    assert aside(rows)([7])[0] == 7


WORKER = """
import time
from stream.kafka.aside import Aside
from tests.stream.kafka.test_aside import rows

if __name__ == "__main__":
    print(Aside()(rows)([])[-1], flush=True)
    time.sleep(60)
"""


def test_it_ends_with_a_worker_that_is_killed():
    worker = subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE, text=True)
    other = int(worker.stdout.readline())
    os.kill(other, 0)
    worker.kill()
    worker.wait()
    deadline = time.monotonic() + 20
    while _runs(other) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(other)
    worker.stdout.close()


def _runs(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
