"""Records that have to be refused, and reports that are lost."""

import msgspec
import pytest

from sim.injects.beside import STRANGER
from stream.events import decode
from tests.sim.injects.days import EAST, inject, lived


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("unknown-source", "unknown"),
        ("forged", "forged"),
        ("garbled", "garbled"),
        ("wrong-partition", "misplaced"),
        ("other-run", "foreign"),
    ],
)
def test_as_many_records_are_refused_as_wanted_and_the_genuine_ones_arrive(kind, fault):
    found = lived(inject(kind, strength=5, at="09:30"))
    refused = found.truth.happened.refused

    assert [one.kind for one in refused] == [fault] * 5
    assert found.pipeline.rejected == 5
    assert len(found.received) == len(lived().received) + 5
    assert found.truth.happened.falsified == frozenset()


def test_strangers_come_under_a_key_that_is_on_no_list():
    found = lived(inject("unknown-source"))
    strange = [one for one in found.received if one.key.endswith(STRANGER)]

    assert {one.key for one in strange} == {EAST + STRANGER}
    assert {decode(bytes(one.value)).source for one in strange} == {EAST + STRANGER}


def test_garbled_bytes_are_signed_and_no_event():
    found = lived(inject("garbled", strength=13, at="07:00"))
    keys = found.plan.key_ring
    broken = []
    for one in found.received:
        try:
            decode(bytes(one.value))
        except msgspec.DecodeError:
            broken.append(one)

    assert len(broken) == 13
    assert all(keys.proves(one.key, one.key_id, one.value, one.mac) for one in broken)


def test_lost_reports_take_their_numbers_with_them():
    found = lived(inject("lost-for-good", strength=2, at="11:30"))

    said = [event.seq for event in found.said(EAST)]
    assert sorted(set(range(1, 17)) - set(said)) == [6, 7]
