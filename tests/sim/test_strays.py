"""Strays: nothing is wrong with bytes or code, only with where they come from and go."""

from dataclasses import replace

import msgspec
import pytest

from sim.strays import another_run, foreign_with, misplaced
from stream.events import decode
from tests.sim.parcels import KEYS, closing, dice, parcel, settings


@pytest.mark.parametrize("partitions", [2, 3, 4, 64])
def test_a_misplaced_record_comes_on_any_partition_but_its_own(partitions):
    first, own = replace(parcel(), partition=1), dice()
    wide = settings(misplaced=1, partitions=partitions)
    copies = [misplaced([first], wide, own)[1] for _ in range(100 * partitions)]

    assert {copy.partition for copy in copies} == set(range(partitions)) - {1}
    for copy in copies:
        assert (copy.value, copy.mac, copy.key) == (first.value, first.mac, first.key)
        assert copy.fault == "misplaced"


def test_a_foreign_record_is_another_runs_and_signed_by_the_source():
    first = parcel(closing(5))
    one, copy = foreign_with(KEYS)([first], settings(foreign=1), dice())
    event = decode(copy.value)

    assert one == first
    assert copy.fault == "foreign"
    assert event.run != "r"
    assert msgspec.structs.replace(event, run="r") == closing(5)
    assert KEYS.proves(copy.key, copy.key_id, copy.value, copy.mac)
    assert copy.partition == first.partition


def test_another_run_is_the_same_for_a_run_and_never_itself():
    names = {another_run(run) for run in ("calm-1-00000000", "calm-2-00000000", "")}

    assert len(names) == 3
    assert another_run("calm-1-00000000") == another_run("calm-1-00000000")
    assert all(another_run(name) != name for name in names)
    assert all(name.count("-") == 1 for name in names), "a plan's run has two hyphens or more"
