"""The process that adds up, on a real broker: it begins, fails, is killed and ends."""

import logging
import multiprocessing
import os
from pathlib import Path

import msgspec
import pytest

from config.library import load_election
from stream.kafka import partial_book
from stream.kafka.adding import Adding
from stream.kafka.halt import HaltError
from stream.kafka.part import Part
from stream.kafka.topics import PARTIALS
from stream.roster import Roster
from tests.kafka.deployment import until
from tests.kafka.own_run import ELECTION, KEYS, PARTITIONS, RUN


@pytest.fixture(scope="module")
def roster():
    return Roster.of(load_election(ELECTION), RUN, PARTITIONS)


@pytest.fixture
def duty():
    return {"mine": True}


@pytest.fixture
def adding(run, roster, loop, duty):
    made = Adding(run.access, load_election(ELECTION), roster, lambda: duty["mine"], lambda: 0.5)
    loop.do(made.start())
    yield made
    loop.do(made.stop())


def _processes():
    return [each for each in multiprocessing.active_children() if each.name == "saylau-adder"]


def _say(run, roster, stations):
    """Write the partials of the stations that opened, as the worker of their partition would."""
    part = Part(roster, 0, KEYS)
    here = [each for each in map(run.opened, run.stations) if each.partition == 0][:stations]
    part.fold(here, range(len(here)))
    for unit, partial in part.partials():
        run.write(
            PARTIALS, partial_book.key_of(RUN, 0, unit).decode(), partial_book.encode(partial)
        )


def test_a_process_adds_up_while_the_duty_is_here(run, roster, adding, duty):
    _say(run, roster, 3)
    until(lambda: run.opened_stations() == 3, "the sums")
    assert adding.caught_up
    (process,) = _processes()
    assert process.pid != os.getpid()
    duty["mine"] = False
    until(lambda: not _processes(), "the end of the process")
    assert not adding.caught_up


def test_another_begins_if_it_is_killed(run, roster, adding, caplog):
    _say(run, roster, 1)
    until(lambda: run.opened_stations() == 1, "the sums")
    (process,) = _processes()
    with caplog.at_level(logging.WARNING, "saylau.adder"):
        process.kill()
        until(lambda: "another begins" in caplog.text, "word of it")
    _say(run, roster, 2)
    until(lambda: run.opened_stations() == 2, "sums by another")
    until(lambda: adding.caught_up, "word of another")


def test_what_it_stops_for_is_raised_and_what_it_logs_is_logged(run, adding, caplog):
    with caplog.at_level(logging.WARNING, "saylau.adder"):
        run.write(PARTIALS, f"{RUN}/0/odd", b"")
        until(lambda: "no partial of a worker" in caplog.text, "its warning")
    newer = msgspec.msgpack.encode([1, "sums", [], 4])
    run.write(PARTIALS, partial_book.key_of(RUN, 0, 0).decode(), newer)
    until(lambda: adding.crashed, "the error")
    assert isinstance(adding.crash_reason, HaltError)
    assert not _processes()


def test_it_ends_with_a_worker_that_is_killed(run):
    run.send(run.opened(run.stations[0]))
    worker = run.start()
    until(lambda: run.opened_stations() == 1, "the station opened")
    threads = Path(f"/proc/{worker.pid}/task").glob("*/children")
    children = [number for each in threads for number in each.read_text().split()]
    assert children
    worker.kill()
    worker.wait()
    until(lambda: not any(Path("/proc", each).exists() for each in children), "their end")
