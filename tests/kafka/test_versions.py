"""Reports of another contract version on a real broker: nothing is lost, few are halted."""

import time

import pytest

from console.cli import call
from tests.kafka.deployment import until
from tests.kafka.own_run import PARTITIONS


def _stations_on_one_partition(run):
    """Return three stations whose records lie on one partition."""
    by_place = [[] for _ in range(PARTITIONS)]
    for station in run.stations:
        by_place[run.opened(station).partition].append(station)
    return max(by_place, key=len)[:3]


@pytest.mark.parametrize("checked", [True, False])
def test_a_worker_stops_at_a_version_it_does_not_know_and_goes_on_once_it_may(run, checked, capsys):
    options = [] if checked else ["--unchecked"]
    first, second, third = _stations_on_one_partition(run)
    known = run.opened(first)
    run.send(known)
    worker = run.start(*options)
    until(lambda: run.opened_stations() == 1 and run.left() == 0, "the first is tallied")

    start = time.monotonic()
    run.send(run.opened(second, v=2), run.opened(third))
    assert worker.wait(20) == 2
    assert time.monotonic() - start < 10
    said = run.said().rstrip().splitlines()[-1]
    assert said.startswith(
        f"saylau: saylau.reports, partition {known.partition}, offset 1: {second} speaks"
        " contract version 2, known is 1;"
    )
    assert "upgrade" in said
    assert "--refuse-unknown-versions" in said
    assert "Traceback" not in run.said()
    assert run.left() == 2
    assert run.letters() == []

    assert run.start(*options).wait(60) == 2  # the same again
    run.start("--refuse-unknown-versions", *options)
    until(lambda: run.opened_stations() == 2 and run.left() == 0, "the third is tallied too")
    (letter,) = run.letters()
    assert (letter.code, letter.key, letter.offset) == ("S105", second, 1)
    assert letter.reason == "contract version 2, known is 1"
    assert call(["rejected", "replay", "--kafka", run.url]) == 0
    assert "1 sent and confirmed" in capsys.readouterr().out
    until(lambda: len(run.letters()) == 2, "refused once more")


def test_forged_and_foreign_records_of_another_version_stop_nothing(run):
    first, second, third = run.stations[:3]
    forged = run.opened(first, v=2, mac="0" * 32)
    stranger = run.opened("nowhere-0001", v=2)
    broken = run.opened(second)
    broken.value = bytes(broken.value)[:-1]
    run.send(forged, stranger, broken, run.opened(third))
    worker = run.start()
    until(lambda: run.opened_stations() == 1 and run.left() == 0, "all is read")
    assert sorted(letter.code for letter in run.letters()) == ["S101", "S102", "S102"]
    assert worker.poll() is None


def test_without_codes_another_run_of_another_version_stops_nothing(run):
    first, second = run.stations[:2]
    other = run.opened(first, v=2)
    other.value = bytes(other.value).replace(b'"own-1"', b'"own-2"')
    run.send(other, run.opened(second))
    worker = run.start("--unchecked")
    until(lambda: run.opened_stations() == 1 and run.left() == 0, "all is read")
    assert [letter.code for letter in run.letters()] == ["S105"]
    assert worker.poll() is None
