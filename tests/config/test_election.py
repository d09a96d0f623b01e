from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.election import zone
from config.library import load_election
from tests.small_election import small_election


@pytest.fixture
def election():
    return load_election("kz-2021-07-25")


@given(st.sampled_from("+-"), st.integers(0, 14), st.integers(0, 59))
def test_an_offset_is_hours_and_minutes_from_utc(sign, hours, minutes):
    found = zone(f"{sign}{hours:02d}:{minutes:02d}").utcoffset(None)
    assert found == (1 if sign == "+" else -1) * timedelta(hours=hours, minutes=minutes)


def test_the_day_opens_and_closes_twice(election):
    assert election.opens("jambyl") == datetime(2021, 7, 25, 1, tzinfo=UTC)
    assert election.opens("atyrau") == datetime(2021, 7, 25, 2, tzinfo=UTC)
    assert election.closes("jambyl") == datetime(2021, 7, 25, 14, tzinfo=UTC)
    assert election.closes("atyrau") == datetime(2021, 7, 25, 15, tzinfo=UTC)


def test_bulletins_are_dated_in_the_capital_and_the_preliminary_is_last(election):
    hours = [at.astimezone(UTC).hour for at in election.bulletin_times()]
    assert hours == [4, 6, 8, 10, 12, 14, 15]
    assert election.bulletin_times()[-1] == election.closes("mangystau")


def test_candidates_stand_in_ballot_order(election):
    for contest, candidates in election.candidates_of.items():
        assert [candidate.contest for candidate in candidates] == [contest] * len(candidates)
        assert [candidate.id for candidate in candidates] == [
            f"c{place}" for place in range(1, len(candidates) + 1)
        ]


def test_a_definition_cannot_be_changed(election):
    with pytest.raises(ValidationError, match="frozen"):
        election.stations[0].registered = 1


def test_any_edit_gives_another_fingerprint():
    election = small_election()
    other = election.stations[0].model_copy(update={"registered": 299})
    edited = [
        election.model_copy(update={"stations": (other, *election.stations[1:])}),
        election.model_copy(update={"parties": election.parties[::-1]}),
        election.model_copy(update={"date": date(2021, 7, 26)}),
    ]
    assert small_election().fingerprint == election.fingerprint
    assert len({election.fingerprint, *(each.fingerprint for each in edited)}) == 4
