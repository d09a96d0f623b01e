"""Visits: how they begin, how they end, how many there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.board.people import Person
from console.board.visits import Visits

ANNA = Person("Anna", "operator", "almaty")


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_visit_is_found_by_its_id(clock):
    visits = Visits(clock)
    visit = visits.begin(ANNA)
    assert visits.by_id(visit.id) is visit
    assert visit.person == ANNA


@pytest.mark.parametrize("id_", ["", "x", "\ud800"])
def test_there_is_no_visit_of_another_id(clock, id_):
    visits = Visits(clock)
    visits.begin(ANNA)
    assert visits.by_id(id_) is None


def test_ids_and_csrf_tokens_are_never_the_same():
    visits = Visits()
    begun = [visits.begin(ANNA) for _ in range(50)]
    assert len({secret for visit in begun for secret in (visit.id, visit.csrf)}) == 100


def test_a_visit_does_not_show_its_secrets_where_it_is_printed(clock):
    visit = Visits(clock).begin(ANNA)
    assert visit.id not in repr(visit)
    assert visit.csrf not in repr(visit)


def test_a_visit_vouches_for_its_own_csrf_token_alone(clock):
    visits = Visits(clock)
    visit, other = visits.begin(ANNA), visits.begin(ANNA)
    assert visit.vouches_for(visit.csrf)
    for wrong in (other.csrf, "", visit.csrf + "x", visit.id, "ә", "\ud800"):
        assert not visit.vouches_for(wrong)


def test_a_visit_ends_after_twelve_hours_whatever_is_done(clock):
    visits = Visits(clock)
    visit = visits.begin(ANNA)
    clock.now += 12 * 3600 - 1
    assert visits.by_id(visit.id) is visit
    clock.now += 1
    assert visits.by_id(visit.id) is None
    assert len(visits) == 0


def test_a_visit_ends_when_somebody_logs_out(clock):
    visits = Visits(clock)
    visit, other = visits.begin(ANNA), visits.begin(ANNA)
    visits.end(visit.id)
    visits.end(visit.id)
    assert visits.by_id(visit.id) is None
    assert visits.by_id(other.id) is other


def test_visits_that_have_ended_are_forgotten_when_others_begin(clock):
    visits = Visits(clock)
    for _ in range(5):
        visits.begin(ANNA)
    clock.now += 12 * 3600
    visits.begin(ANNA)
    assert len(visits) == 1


def test_the_oldest_visit_makes_room(clock):
    visits = Visits(clock, most=3)
    begun = [visits.begin(ANNA) for _ in range(4)]
    assert len(visits) == 3
    assert [visits.by_id(visit.id) for visit in begun] == [None, *begun[1:]]


@given(st.lists(st.sampled_from(["begin", "end", "wait"])), st.integers(1, 4))
def test_there_are_never_too_many_and_none_that_has_ended(steps, most):
    clock = Clock()
    visits = Visits(clock, lasting=10, most=most)
    begun = []
    for step in steps:
        if step == "begin":
            begun.append(visits.begin(ANNA))
            assert visits.by_id(begun[-1].id) is begun[-1]
        elif step == "end" and begun:
            visits.end(begun.pop().id)
        else:
            clock.now += 4
        assert len(visits) <= most
        for visit in begun:
            assert visits.by_id(visit.id) is None or visit.ends > clock.now
