"""The judging waits for tallies that come right, and tells what came late; they are a fake."""

import time

import pytest

from console.load.judging import Judge
from console.load.tallies import UnreadableError
from sim.load.mapping import load_mapping
from stream.keys import KeyRing
from tests.small_election import small_election

RUN = "run-1"
KEYS = KeyRing({1: b"1" * 32}, 1)
FIGURES = {"voters": {"total": 5}, "ballots": {"total": 5}}
DOCUMENTS = [(f"{RUN}|national||", FIGURES)]
WRONG = [(f"{RUN}|national||", {"voters": {"total": 5}, "ballots": {"total": 4}})]


class FakeExpected:
    def rows(self):
        return [("national|||voters|total", 5), ("national|||ballots|total", 5)]

    def shares(self, region, contest=""):
        del region, contest
        return ()


class FakeTallies:
    """Says one thing after the other, and the last for ever; an error is raised."""

    name = "a fake"

    def __init__(self, *says):
        self._says = [*says]

    def documents(self):
        said = self._says.pop(0) if len(self._says) > 1 else self._says[0]
        if isinstance(said, Exception):
            raise said
        return said


@pytest.fixture(scope="module")
def election():
    return small_election()


def judged(election, *says, settle=0.1, wait=0.6, ended=lambda: False, doubtful=(), ago=0.0):
    judge = Judge(FakeTallies(*says), load_mapping("saylau"), election, KEYS, RUN, settle, wait)
    return judge.judge(FakeExpected(), time.monotonic() - ago, doubtful, ended)


def test_what_is_right_at_once_is_right(election):
    found = judged(election, DOCUMENTS)
    assert found.verdict.holds
    assert found.settled_s < 0.1


def test_what_comes_right_in_time_is_right(election):
    found = judged(election, WRONG, DOCUMENTS, settle=5, wait=5)
    assert found.verdict.holds
    assert found.settled_s > 0.1


def test_what_comes_right_later_is_late(election):
    found = judged(election, WRONG, DOCUMENTS, settle=0.01, wait=5)
    assert not found.verdict.holds
    assert found.verdict.late == 1
    assert found.verdict.right == found.verdict.rows == 2
    assert [row.row for one in found.verdict.findings for row in one.rows] == [
        "national|||ballots|total"
    ]


def test_what_is_right_at_a_first_look_that_comes_late_is_not_late(election):
    """Working out what has to come takes time, in which nobody looked."""
    found = judged(election, DOCUMENTS, settle=10, wait=60, ago=30)
    assert found.verdict.holds
    assert found.settled_s > 30


def test_what_never_comes_right_is_wrong(election):
    found = judged(election, WRONG)
    assert found.verdict.wrong == 1
    assert found.verdict.late == 0
    assert found.settled_s is None


def test_tallies_that_cannot_be_read_are_asked_again(election):
    found = judged(election, UnreadableError("away"), DOCUMENTS, settle=5, wait=5)
    assert found.verdict.holds


def test_tallies_that_never_can_be_read_are_not_judged(election):
    found = judged(election, UnreadableError("away for good"))
    assert found.verdict is None
    assert found.unread == "away for good"


def test_nobody_waits_longer_than_wanted(election):
    began = time.monotonic()
    found = judged(election, WRONG, wait=60, ended=lambda: True)
    assert not found.verdict.holds
    assert time.monotonic() - began < 30


def test_what_is_part_of_a_doubtful_station_is_not_judged(election):
    station = election.stations[0].id
    found = judged(election, WRONG, doubtful={station, "no station"})
    assert found.verdict.rows == 0
    assert found.verdict.holds
