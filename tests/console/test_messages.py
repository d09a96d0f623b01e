from dataclasses import astuple

import pytest

from console.messages import MessageLog
from stream.events import CandidateWithdrawn, IncidentReported, encode
from stream.record import Record
from tests.small_election import ELECTION, KEYS, Voice, record_at

AT = 1_627_171_200_000
WHO = ELECTION.reporters[0].id


def incident(seq=1, place="east-0001"):
    return IncidentReported(
        v=1,
        election=ELECTION.id,
        run="small",
        source=WHO,
        seq=seq,
        at="2021-07-25T06:00:00+06:00",
        category="gifts-to-voters",
        scope="station",
        place=place,
        role="press",
    )


def withdrawal():
    return CandidateWithdrawn(
        v=1,
        election=ELECTION.id,
        run="small",
        source=WHO,
        seq=9,
        at="2021-07-25T06:00:00+06:00",
        contest="east-a",
        candidate="c3",
        ground="a date in the tax return",
    )


@pytest.fixture
def log():
    return MessageLog(ELECTION, KEYS)


def test_an_incident_says_what_was_seen_where_and_by_whom(log):
    log.take([record_at(incident(), AT)])
    (message,) = log()
    assert str(message) == "INCIDENT east-0001: gifts to voters (press)"
    assert f"{message.at:%H:%M %z}" == "06:00 +0600"


def test_a_withdrawal_names_contest_candidate_and_ground(log):
    log.take([record_at(withdrawal(), AT)])
    (message,) = log()
    assert message.kind == "WITHDRAWN"
    assert message.what == "c3, a date in the tax return"


def test_a_region_or_the_whole_country_is_named(log):
    log.take([record_at(incident(1, "east"), AT), record_at(incident(2, ""), AT)])
    assert [message.place for message in log()] == ["east", "All regions"]


def test_what_was_said_before_is_left_out_and_other_events_too(log):
    log.take([record_at(Voice("east-0001").opened(), AT), record_at(incident(), AT)])
    log.take([record_at(incident(), AT + 5)])
    assert [astuple(message)[0].timestamp() * 1000 for message in log()] == [AT]


def test_a_message_that_cannot_be_proved_is_left_out(log):
    good = record_at(incident(), AT)
    log.take([Record(good.received, good.partition, good.key, good.key_id, "0" * 32, good.value)])
    assert log() == ()


@pytest.mark.parametrize("value", [b'{"type":"incident-reported"}', b"incident-reported"])
def test_a_message_that_is_none_is_left_out(log, value):
    mac = KEYS.mac(WHO, value)
    log.take([Record(AT, 0, WHO, KEYS.key_id(WHO), mac, value)])
    assert log() == ()


def test_encoded_events_carry_the_marks_that_are_looked_for():
    assert b"incident-reported" in encode(incident())
    assert b"candidate-withdrawn" in encode(withdrawal())
