import re

import msgspec
import pytest

from stream.admission import REFUSALS, Admission, absent, rejection
from stream.keys import KeyRing
from tests.small_election import KEYS, ROSTER, Voice, record

EVENT = Voice("east-0001").turnout(3, 40)


def _admit(admission, given):
    source = ROSTER.sources[given.key]
    event = admission.admit(given, source.partition)
    admission.examine(event, source)
    return event


def _code(given, keys=KEYS):
    admission = Admission(ROSTER, keys)
    with pytest.raises(REFUSALS) as caught:
        _admit(admission, given)
    refused = rejection(given, caught.value)
    assert refused.record is given
    assert refused.reason
    return refused.code


def test_what_is_as_it_should_be_is_admitted():
    admission = Admission(ROSTER, KEYS)
    given = record(EVENT)
    assert _admit(admission, given) == EVENT


def test_an_unknown_key_is_a_stranger():
    given = record(Voice("north-0001").opened())
    refused = absent(given, ROSTER)
    assert (refused.code, refused.record) == ("S101", given)
    assert "north-0001" in refused.reason


def test_another_partition_is_misplaced():
    assert _code(record(EVENT, partition=(record(EVENT).partition + 1) % 4)) == "S107"


@pytest.mark.parametrize(
    "changed",
    [
        {"mac": ""},
        {"mac": "0" * 32},
        {"key_id": ""},
        {"key_id": "east-0002/1"},
        {"key_id": "east-0001/2"},
        {"value": b"changed"},
    ],
    ids=str,
)
def test_a_code_that_does_not_fit_is_refused_before_the_value_is_read(changed):
    assert _code(record(EVENT, **changed)) == "S102"


def _of_version(version, keys=KEYS, **changed):
    value = record(EVENT).value.replace(b'"v":1', b'"v":' + version)
    mac = KEYS.mac(EVENT.source, value)
    given = msgspec.structs.replace(record(EVENT, value=value, mac=mac), **changed)
    with pytest.raises(REFUSALS) as caught:
        _admit(Admission(ROSTER, keys), given)
    refused = rejection(given, caught.value)
    return refused.code, refused.version


@pytest.mark.parametrize("keys", [KEYS, None])
def test_another_version_of_the_contract_is_malformed_and_said(keys):
    assert _of_version(b"2", keys) == ("S105", 2)
    assert _of_version(b"0", keys) == ("S105", 0)


@pytest.mark.parametrize(
    "version", [b'"2"', b"true", b"null", b"-1", b"1.5", b"9999999999", b"[2]"]
)
def test_what_is_no_version_is_only_malformed(version):
    assert _of_version(version) == ("S105", None)


def test_another_version_proves_nothing_without_its_code():
    assert _of_version(b"2", mac="0" * 32) == ("S102", None)


def test_another_version_of_another_run_is_not_ours_to_know():
    other = record(EVENT).value.replace(b'"v":1', b'"v":2').replace(b"calm-1", b"calm-2")
    assert _of_version(b"2", value=other, mac=KEYS.mac(EVENT.source, other)) == ("S105", None)


def test_a_version_that_says_all_else_in_another_way_is_still_told():
    new = b'{"v":2,"run":{"id":"calm-1"},"news":[1]}'
    assert _of_version(b"2", value=new, mac=KEYS.mac(EVENT.source, new)) == ("S105", 2)


DEEP = b'{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}"


@pytest.mark.parametrize(
    "value", [b"", b"{}", b"[1]", DEEP, b"\xff\xfe", b'{"type":"turnout-reported"}'], ids=len
)
def test_what_is_no_event_is_malformed(value):
    assert _code(record(EVENT, value=value), keys=None) == "S105"


@pytest.mark.parametrize("moment", ["", "noon", "2021-07-25T10:00:00"])
@pytest.mark.parametrize("field", [b"at", b"as_of"])
def test_a_moment_that_is_none_is_malformed(field, moment):
    value = re.sub(
        b'"' + field + b'":"[^"]*"',
        b'"' + field + b'":"' + moment.encode() + b'"',
        record(EVENT).value,
    )
    assert _code(record(EVENT, value=value), keys=None) == "S105"


def test_key_and_event_have_to_name_one_source():
    other = record(Voice("east-0002").turnout(3, 40))
    given = record(EVENT, value=other.value, mac=KEYS.mac("east-0001", other.value))
    assert _code(given) == "S107"


def test_an_event_of_another_run_is_a_replay():
    assert _code(record(Voice("east-0001", run="calm-2").turnout(3, 40))) == "S107"


def test_a_station_counts_only_its_own_contests():
    assert _code(record(Voice("east-0001").counted({"c1": 1}, contest="west-b"))) == "S105"


def test_a_reporter_reports_incidents_only():
    assert _code(record(Voice("reporter-observers").opened())) == "S105"
    assert _code(record(Voice("reporter-observers").turnout(1, 3))) == "S105"


def test_a_withdrawal_names_a_contest_of_the_election():
    assert _code(record(Voice("reporter-commission").withdrawn("north-a", "c1"))) == "S105"


@pytest.mark.parametrize("source", ["east-0001", "reporter-observers"])
def test_only_the_commission_withdraws_a_candidate(source):
    assert _code(record(Voice(source).withdrawn("east-a", "c1"))) == "S105"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59.9Z"])
def test_a_moment_that_could_not_be_written_again_is_refused(moment):
    event = Voice("east-0001").turnout(3, 40)
    assert _code(record(msgspec.structs.replace(event, as_of=moment))) == "S105"


def test_a_source_has_only_so_many_numbers():
    assert _code(record(Voice("east-0001").turnout(3, 40, seq=1001))) == "S105"


def test_codes_of_strangers_are_not_looked_at():
    keys = KeyRing({1: b"k" * 32}, 1)
    given = record(Voice("north-0001").opened(), key_id="north-0001/1")
    assert Admission(ROSTER, keys).admit_all([given], [False]) == [None]
