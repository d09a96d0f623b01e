"""Delivery: every statement arrives, signed and in its place, and each fault has its own dice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sim.delivery import Post, all_steps
from sim.forgery import forged
from sim.network import delayed
from sim.parcel import LATER_MS, Beside, Step
from stream.events import decode
from stream.partition import partition
from tests.sim.parcels import KEYS, closing, settings

REFUSED = ("corrupted", "forged", "misplaced", "foreign")
FAULTS = {
    "losses": 0.2,
    "reordering_seconds": 30,
    "corrupted": 0.2,
    "forged": 0.2,
    "misplaced": 0.2,
    "foreign": 0.2,
}


def sent(post, number, at=1_000_000, source="s-1"):
    return [post.deliver(closing(seq, source), at) for seq in range(1, number + 1)]


def test_a_statement_arrives_after_it_is_sent_and_says_what_was_said():
    for seq, copies in enumerate(sent(Post(settings(), KEYS, 1), 200), start=1):
        for place, record, fault in copies:
            assert place.received == record.received > 1_000_000
            assert (place.source, place.seq) == (record.key, seq)
            assert decode(record.value) == closing(seq)
            assert not fault


def test_every_copy_is_signed_by_its_source_and_on_its_partition():
    for copies in sent(Post(settings(), KEYS, 1), 50, source="akmola-0001"):
        for _, record, _ in copies:
            assert record.key_id == "akmola-0001/1"
            assert KEYS.proves(record.key, record.key_id, record.value, record.mac)
            assert record.partition == partition("akmola-0001", 4)


def test_a_duplicate_is_the_same_record_a_little_later():
    doubles = [copies for copies in sent(Post(settings(), KEYS, 1), 500) if len(copies) > 1]

    assert 60 <= len(doubles) <= 140
    for (place, record, _), (again, copy, _) in doubles:
        assert (place.copy, again.copy) == (0, 1)
        assert record.value == copy.value
        assert record.mac == copy.mac
        assert 0 < copy.received - record.received <= LATER_MS


def test_half_of_the_records_take_less_than_the_median():
    post = Post(settings(duplicates=0), KEYS, 1)
    delays = np.array([copies[0].record.received - 1_000_000 for copies in sent(post, 2000)])

    assert 3_600 < np.median(delays) < 4_400
    assert np.log(delays).std() == pytest.approx(0.9, abs=0.05)


def test_the_same_seed_delivers_alike_whatever_others_send():
    alone = sent(Post(settings(**FAULTS), KEYS, 7), 30)
    among = Post(settings(**FAULTS), KEYS, 7)
    sent(among, 13, source="s-2")

    assert sent(among, 30) == alone
    assert sent(Post(settings(**FAULTS), KEYS, 8), 30) != alone


def test_a_step_less_leaves_the_others_draws_alone():
    both = sent(Post(settings(), KEYS, 1), 30)
    only = sent(Post(settings(), KEYS, 1, steps=[Step("d", "spread", delayed)]), 30)
    same = sent(Post(settings(), KEYS, 1, steps=[Step("delayed", "spread", delayed)]), 30)

    assert [copies[0] for copies in both] == [copies[0] for copies in same]
    assert [copies[0] for copies in both] != [copies[0] for copies in only]


def made(arrivals, fault):
    """What the copies with a fault are made of, by statement; not when they come."""
    return [
        [(r.partition, r.key, r.mac, r.value) for _, r, kind in copies if kind == fault]
        for copies in arrivals
    ]


@pytest.mark.parametrize("fault", REFUSED)
def test_a_fault_strikes_alike_alone_and_among_all_others(fault):
    alone = made(sent(Post(settings(**{fault: 0.2}), KEYS, 5), 100), fault)
    among = made(sent(Post(settings(**FAULTS), KEYS, 5), 100), fault)

    assert alone == among
    assert 10 <= sum(map(len, alone)) <= 50


def test_faults_leave_the_genuine_records_as_they_are():
    without = sent(Post(settings(), KEYS, 5), 100)
    faults = dict.fromkeys(REFUSED, 0.5)
    among = sent(Post(settings(**faults), KEYS, 5), 100)

    assert [[one for one in copies if not one.fault] for copies in among] == without
    assert among != without


def test_steps_that_are_off_get_no_dice(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "sim.delivery.stream", lambda *name: asked.append(name) or np.random.default_rng(1)
    )
    sent(Post(settings(duplicates=0, forged=0.1), KEYS, 1), 2)

    assert [purpose for _, purpose, _ in asked] == ["delivery:delayed", "delivery:forged"]


def test_every_step_has_a_name_and_a_setting_of_its_own():
    steps = all_steps(KEYS)

    assert len({step.name for step in steps}) == len({step.setting for step in steps}) == 8
    assert {step.setting for step in steps} <= set(type(settings()).model_fields)


def test_the_post_counts_what_it_was_given_lost_and_brought_twice():
    post = Post(settings(losses=0.5, **dict.fromkeys(REFUSED, 1)), KEYS, 1)
    arrivals = sent(post, 300)
    genuine = [one for copies in arrivals for one in copies if not one.fault]

    assert post.counts["statements"] == 300
    assert post.counts["duplicates"] == len(genuine) - 300
    assert post.counts["losses"] == pytest.approx(300, abs=80)
    assert sum(map(len, arrivals)) == 5 * len(genuine)


@hypothesis_settings(max_examples=60, deadline=None)
@given(
    shares=st.fixed_dictionaries({name: st.sampled_from([0, 0.3, 1]) for name in REFUSED}),
    duplicates=st.sampled_from([0, 0.5]),
    losses=st.sampled_from([0, 0.5]),
    seed=st.integers(0, 2**32),
)
def test_codes_and_partitions_tell_all_faults_from_genuine_records(
    shares, duplicates, losses, seed
):
    post = Post(settings(duplicates=duplicates, losses=losses, **shares), KEYS, seed)
    for seq, copies in enumerate(sent(post, 8), start=1):
        assert len({place for place, _, _ in copies}) == len(copies)
        assert any(not fault for _, _, fault in copies)
        for _, record, fault in copies:
            proved = KEYS.proves(record.key, record.key_id, record.value, record.mac)
            assert proved == (fault not in ("corrupted", "forged"))
            assert (record.partition != partition("s-1", 4)) == (fault == "misplaced")
            if proved:
                assert (decode(record.value) != closing(seq)) == (fault == "foreign")


def test_what_is_made_beside_a_statement_comes_for_certain_and_changes_no_other_draw():
    usual, planted = (Post(settings(duplicates=0), KEYS, 1) for _ in range(2))
    dice = np.random.Generator(np.random.Philox(1))
    copies = planted.deliver(closing(), 1_000_000, (Beside(forged, dice),))

    assert [copy.fault for copy in copies] == ["", "forged"]
    assert copies[0] == usual.deliver(closing(), 1_000_000)[0]
    assert planted.deliver(closing(2), 1_000_000) == usual.deliver(closing(2), 1_000_000)
