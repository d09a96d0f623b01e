"""Refusals: the truth names the very record, and the alert that it has to raise."""

import hashlib

import pytest

from sim.expected_alerts import ExpectedAlert
from sim.refusals import ACCEPTABLE, RefusedTruth, joined, refusal_alerts, refused
from stream.record import Record
from stream.rejection import REASON_CODES


def one(source, received, codes, seq=1):
    return RefusedTruth("forged", source, seq, received, 0, "00", codes)


def test_the_truth_names_the_record_by_what_can_be_seen_of_it():
    found = refused(Record(17, 3, "s-1", "s-1/1", "ab", b"{bytes}"), 5, "misplaced")

    digest = hashlib.blake2b(b"{bytes}", digest_size=16).hexdigest()
    assert found == RefusedTruth("misplaced", "s-1", 5, 17, 3, digest, ("S107",))


@pytest.mark.parametrize("fault", ACCEPTABLE)
def test_every_fault_has_reasons_and_a_record_has_them_of_one_fault_only(fault):
    codes = ACCEPTABLE[fault]

    assert codes
    assert set(codes) <= set(REASON_CODES)
    # Alerts and counts are held against each other by source and codes.
    assert all(other == codes or not set(other) & set(codes) for other in ACCEPTABLE.values())


def test_the_first_of_a_source_and_a_reason_opens_one_alert_that_stands():
    records = [one("a", 5, ("S102",)), one("b", 6, ("S102",)), one("a", 7, ("S107",))]
    records += [one("a", 9, ("S102",), seq=2)]

    assert refusal_alerts(records) == [
        ExpectedAlert(("S102",), "a", 5, None),
        ExpectedAlert(("S102",), "b", 6, None),
        ExpectedAlert(("S107",), "a", 7, None),
    ]


def test_nothing_refused_raises_nothing():
    assert refusal_alerts([]) == []


def test_unknown_sources_raise_one_alert_of_the_election_for_each_partition():
    records = [
        RefusedTruth("unknown", source, 1, received, partition, "00", ("S101",))
        for source, received, partition in (("x", 5, 2), ("y", 6, 2), ("z", 7, 3))
    ]

    assert refusal_alerts(records, "e") == [
        ExpectedAlert(("S101",), "e", 5, None, "2"),
        ExpectedAlert(("S101",), "e", 7, None, "3"),
    ]
    assert {record.accused for record in records} == {""}
    assert one("a", 5, ("S102",)).accused == "a"


def test_of_alerts_on_unknown_sources_in_two_parts_of_a_day_the_first_counts():
    here = [ExpectedAlert(("S101",), "e", 5, None, "2"), ExpectedAlert(("S102",), "a", 6, None)]
    there = [
        ExpectedAlert(("S101",), "e", 4, None, "2"),
        ExpectedAlert(("S101",), "e", 9, None, "3"),
    ]

    assert joined(here + there) == [here[1], *there]
    assert sorted(map(str, joined(there + here))) == sorted(map(str, [here[1], *there]))
