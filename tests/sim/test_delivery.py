"""Delivery: every statement arrives, later, sometimes twice, always with the same bytes."""

import numpy as np
import pytest

from config.scenario import Delivery
from sim.chance import stream
from sim.delivery import RESENT_WITHIN_MS, Parcel, Post, delayed, duplicated
from stream.events import StationClosed, decode
from stream.keys import KeyRing
from stream.partition import partition

KEYS = KeyRing({1: bytes(32)}, 1)


def settings(**changes):
    usual = {"median_seconds": 4, "spread": 0.9, "duplicates": 0.2, "partitions": 4}
    return Delivery(**(usual | changes))


def closing(seq, source="s-1"):
    return StationClosed(
        v=1,
        election="e",
        run="r",
        source=source,
        seq=seq,
        at="2021-07-25T20:01:00+06:00",
        voters=10,
        queued=0,
    )


def parcel(received=0):
    return Parcel(received, 0, 0, "s-1", "s-1/1", "0", b"{}")


def sent(post, number, at=1_000_000, source="s-1"):
    return [post.deliver(closing(seq, source), at) for seq in range(1, number + 1)]


def test_a_statement_arrives_after_it_is_sent_and_says_what_was_said():
    for seq, copies in enumerate(sent(Post(settings(), KEYS, 1), 200), start=1):
        for place, record in copies:
            assert place.received == record.received > 1_000_000
            assert (place.source, place.seq) == (record.key, seq)
            assert decode(record.value) == closing(seq)


def test_every_copy_is_signed_by_its_source_and_on_its_partition():
    for copies in sent(Post(settings(), KEYS, 1), 50, source="akmola-0001"):
        for _, record in copies:
            assert record.key_id == "akmola-0001/1"
            assert KEYS.proves(record.key, record.key_id, record.value, record.mac)
            assert record.partition == partition("akmola-0001", 4)


def test_a_duplicate_is_the_same_record_a_little_later():
    doubles = [copies for copies in sent(Post(settings(), KEYS, 1), 500) if len(copies) > 1]

    assert 60 <= len(doubles) <= 140
    for (place, record), (again, copy) in doubles:
        assert (place.copy, again.copy) == (0, 1)
        assert record.value == copy.value
        assert record.mac == copy.mac
        assert 0 < copy.received - record.received <= RESENT_WITHIN_MS


def test_half_of_the_records_take_less_than_the_median():
    post = Post(settings(duplicates=0), KEYS, 1)
    delays = np.array([copies[0][0].received - 1_000_000 for copies in sent(post, 2000)])

    assert 3_600 < np.median(delays) < 4_400
    assert np.log(delays).std() == pytest.approx(0.9, abs=0.05)


def test_the_same_seed_delivers_alike_whatever_others_send():
    alone = sent(Post(settings(), KEYS, 7), 30)
    among = Post(settings(), KEYS, 7)
    sent(among, 13, source="s-2")

    assert sent(among, 30) == alone
    assert sent(Post(settings(), KEYS, 8), 30) != alone


def test_a_step_less_leaves_the_others_draws_alone():
    both = sent(Post(settings(), KEYS, 1), 30)
    only = sent(Post(settings(), KEYS, 1, steps=[("delayed", delayed)]), 30)

    assert [copies[0] for copies in both] == [copies[0] for copies in only]


def test_no_delay_is_shorter_than_a_millisecond():
    late = delayed([parcel(5)], settings(median_seconds=1e-9), stream(1, "x"))

    assert [p.received for p in late] == [6]


def test_copies_of_copies_have_numbers_of_their_own():
    parcels = duplicated([parcel(), parcel()], settings(duplicates=1), stream(1, "x"))

    assert [p.copy for p in parcels] == [0, 0, 2, 3]
