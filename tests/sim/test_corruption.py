"""Corruption: the bytes of a copy are never those that were sent, and the tape keeps them."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sim.corruption import MOST_BITS, MOST_BYTES, corrupted, spoiled
from sim.journal import Header, Journal
from sim.recorder import JournalWriter
from stream.record import Record
from tests.sim.parcels import KEYS, dice, parcel, settings

HEADER = Header(1, 1, "SIMULATION", "e", "r", 1, "calm", 4, "d", "1.0")


@given(value=st.binary(min_size=1, max_size=300), seed=st.integers(0, 2**64 - 1))
@example(value=b"\0", seed=0)
@example(value=b"aa", seed=1)
@example(value=b"a" * 40, seed=2)
def test_spoiled_bytes_are_never_the_same_and_never_none(value, seed):
    found = spoiled(value, dice(seed))

    assert found != value
    assert 1 <= len(found) <= len(value)


def test_bits_are_flipped_ends_cut_off_and_pieces_left_out():
    value, own = bytes(range(200)), dice()
    kinds = {"flipped": 0, "cut": 0, "thinned": 0}
    for _ in range(600):
        found = spoiled(value, own)
        if len(found) == len(value):
            bits = sum((a ^ b).bit_count() for a, b in zip(value, found, strict=True))
            assert 1 <= bits <= MOST_BITS
            kinds["flipped"] += 1
        elif value.startswith(found):
            kinds["cut"] += 1
        else:
            assert len(value) - len(found) <= MOST_BYTES
            kinds["thinned"] += 1

    assert min(kinds.values()) > 150


def test_nothing_cannot_be_spoiled():
    with pytest.raises(ValueError, match="at least one byte"):
        spoiled(b"", dice())


def test_the_original_travels_on_beside_its_damaged_copy():
    first = parcel()
    one, copy = corrupted([first], settings(corrupted=1), dice())

    assert one == first
    assert copy.fault == "corrupted"
    assert (copy.key, copy.key_id, copy.mac) == (first.key, first.key_id, first.mac)
    assert not KEYS.proves(copy.key, copy.key_id, copy.value, copy.mac)


@hypothesis_settings(max_examples=60, deadline=None)
@given(seeds=st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=20))
def test_a_journal_keeps_damaged_bytes_to_the_last_bit(seeds):
    damaged = [spoiled(parcel().value, dice(seed)) for seed in seeds]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl.zst"
        with JournalWriter(path, HEADER) as writer:
            writer.extend(Record(1, 0, "s-1", "s-1/1", "00", value) for value in damaged)
        journal = Journal.open(path)
        read = [bytes(record.value) for batch in journal.batches() for record in batch]

    assert journal.damage is None
    assert read == damaged
