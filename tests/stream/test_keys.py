import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from stream.keys import KeyRing

RING = KeyRing({1: b"a" * 32, 2: b"b" * 32}, current=2)


def test_the_code_is_keyed_blake2b_under_the_sources_own_key():
    key = hashlib.blake2b(b"east-0001", key=b"b" * 32, digest_size=32).digest()
    expected = hashlib.blake2b(b"payload", key=key, digest_size=16).hexdigest()
    assert RING.mac("east-0001", b"payload") == expected


@given(st.binary(), st.binary())
def test_a_code_fits_only_its_own_bytes(value, other):
    mac = RING.mac("east-0001", value)
    assert RING.proves("east-0001", "east-0001/2", value, mac)
    assert RING.proves("east-0001", "east-0001/2", other, mac) == (value == other)


def test_a_code_of_another_source_or_generation_does_not_fit():
    mac = RING.mac("east-0001", b"x")
    assert not RING.proves("east-0002", "east-0002/2", b"x", mac)
    assert not RING.proves("east-0001", "east-0001/1", b"x", mac)


def test_a_source_cannot_prove_itself_with_the_key_of_another():
    mac = RING.mac("east-0002", b"x")
    assert RING.proves("east-0002", "east-0002/2", b"x", mac)
    assert not RING.proves("east-0001", "east-0002/2", b"x", mac)


@pytest.mark.parametrize("key_id", ["east-0001/3", "east-0001", "", "east-0001/x", "/"])
def test_an_unknown_key_proves_nothing(key_id):
    assert not RING.proves("east-0001", key_id, b"x", RING.mac("east-0001", b"x"))


def test_a_code_that_is_not_ascii_does_not_fit():
    assert not RING.proves("east-0001", "east-0001/2", b"x", "é" * 32)


def test_old_generations_still_prove_after_a_change_of_keys():
    old = KeyRing({1: b"a" * 32}, current=1)
    assert RING.proves("s", old.key_id("s"), b"x", old.mac("s", b"x"))


def test_a_key_file_reads_back():
    again = KeyRing.from_json(RING.to_json())
    assert again.mac("s", b"x") == RING.mac("s", b"x")
    assert again.current == 2


HEX = "00" * 32


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "expected a key file"),
        ("[]", "expected a key file"),
        ("[" * 50_000, "expected a key file"),
        ('{"saylau_keys":2,"current":1,"masters":{}}', "saylau_keys is 2; expected 1"),
        ('{"saylau_keys":1,"current":1,"masters":{}}', "current is 1; expected a generation"),
        (
            '{"saylau_keys":1,"current":1,"masters":{"1":"00"}}',
            '"00" for generation 1; expected 64',
        ),
        ('{"saylau_keys":1,"current":1,"masters":{"1":"' + "zz" * 32 + '"}}', "expected 64 hexa"),
        (
            '{"saylau_keys":1,"current":1,"masters":{"1":"' + HEX + '","one":"' + HEX + '"}}',
            '"one" in masters',
        ),
    ],
)
def test_what_is_no_key_file_is_said_with_its_name_and_the_bad_value(text, says):
    with pytest.raises(InputError) as caught:
        KeyRing.from_json(text)
    assert str(caught.value).startswith("keys.json: ")
    assert says in str(caught.value)


def test_a_missing_key_file_is_said_with_its_path(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        KeyRing.read(tmp_path / "keys.json")


def test_a_ring_needs_the_key_it_signs_with():
    with pytest.raises(ValueError, match="generation 3"):
        KeyRing({1: b"a" * 32}, current=3)
