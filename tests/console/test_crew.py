"""Worker processes of a run: started with it, ended with it, heard if they end before."""

import os
import sys

import pytest

from config.errors import SaylauError
from console import crew as crews
from console.crew import Crew

WAITS = "import sys, time; print(sys.argv[1:], flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAITS}"
FAILS = "import os, sys; print('before'); sys.exit('no ' + os.environ['SAYLAU_KAFKA_PARTITIONS'])"


def _crew(monkeypatch, command, number=2):
    monkeypatch.setattr(crews, "_COMMAND", command)
    return Crew("kafka://h:1", "run-1", "kz", "keys.json", 12, number)


def _pids(crew):
    return [worker.pid for worker, _ in crew._workers]


def _lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="ends processes by signals")
@pytest.mark.parametrize("command", [WAITS, STUBBORN], ids=["obedient", "stubborn"])
def test_all_workers_end_with_the_block_whatever_ends_it(monkeypatch, command):
    monkeypatch.setattr(crews, "_STOP_S", 0.5)
    pids = []

    def interrupted():
        with _crew(monkeypatch, command) as crew:
            pids.extend(_pids(crew))
            crew.check()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(pids) == 2
    assert not any(map(_lives, pids))


def test_a_worker_that_ends_is_told_with_its_last_words(monkeypatch):
    with _crew(monkeypatch, FAILS, 1) as crew:
        (worker, _) = crew._workers[0]
        worker.wait(20)
        with pytest.raises(SaylauError, match="worker 1 ended with 1: no 12"):
            crew.check()


def test_no_workers_are_none(monkeypatch):
    with _crew(monkeypatch, FAILS, 0) as crew:
        crew.check()
