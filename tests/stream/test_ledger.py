import msgspec
from hypothesis import given
from hypothesis import strategies as st

from stream.ledger import Entry, Ledger, digest, statement_of
from tests.small_election import Voice

spoken = st.lists(st.tuples(st.integers(1, 8), st.integers(0, 3)), max_size=25)


def _statement(seq, voters):
    return statement_of(Voice("east-0001").turnout(3, voters, seq=seq))


def _record(ledger, said):
    for seq, voters in said:
        ledger.record(seq, _statement(seq, voters))


@given(spoken, st.randoms(use_true_random=False))
def test_the_ledger_depends_on_what_was_said_and_not_on_the_order(said, random):
    one, other = Ledger(), Ledger()
    _record(one, said)
    shuffled = said * 2
    random.shuffle(shuffled)
    _record(other, shuffled)
    assert one.statements() == other.statements()
    assert (one.last, one.missing, one.equivocal) == (other.last, other.missing, other.equivocal)


@given(spoken)
def test_of_rivals_the_smaller_digest_counts(said):
    ledger = Ledger()
    _record(ledger, said)
    numbers = sorted({seq for seq, _ in said})
    for seq, statement in zip(numbers, ledger.statements(), strict=True):
        rivals = [_statement(seq, voters) for number, voters in said if number == seq]
        assert statement == min(rivals, key=digest)


@given(st.sets(st.integers(1, 60), min_size=1))
def test_gaps_are_the_numbers_below_the_highest_that_were_not_seen(numbers):
    ledger = Ledger()
    for seq in numbers:
        ledger.record(seq, _statement(seq, 1))
    missing = sorted(set(range(1, max(numbers))) - numbers)
    assert ledger.missing == len(missing)
    assert ledger.gaps() == missing[:20]


def test_a_far_number_takes_no_more_room_than_a_near_one():
    ledger = Ledger()
    ledger.record(99_999_999, _statement(99_999_999, 1))
    assert ledger.prefix == []
    assert ledger.missing == 99_999_998
    assert ledger.gaps(3) == [1, 2, 3]


def test_the_same_moment_in_another_notation_is_the_same_statement():
    opened = Voice("east-0001").opened()
    again = Voice("east-0001").opened()
    shifted = msgspec.structs.replace(again, at="2021-07-25T07:01:00+06:00")
    ledger = Ledger()
    assert ledger.record(1, statement_of(opened)) is Entry.NEW
    assert ledger.record(1, statement_of(shifted)) is Entry.SAME
