"""Refusals: the truth names the very record, and the alert that it has to raise."""

import hashlib

import pytest

from sim.expected_alerts import ExpectedAlert
from sim.refusals import ACCEPTABLE, RefusedTruth, refusal_alerts, refused
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
