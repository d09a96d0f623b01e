from datetime import date

import pytest

from sim.georgia import RealElection, RealStation, elections
from sim.real_day import RealDay, row_of, source_of
from stream import events
from stream.pipeline import Pipeline

STATION = RealStation(
    row=4,
    district="7",
    roll=105,
    by_12=10,
    by_17=20,
    signed=30,
    received=90,
    invalid=2,
    votes={"a": 18, "b": 10},
)


def an_election(*stations, kind="Mayor"):
    return RealElection("e", date(2014, 6, 15), kind, stations, {}, ())


def alerts(*stations):
    day = RealDay(an_election(*stations))
    pipeline = Pipeline(day.roster)
    assert not pipeline.feed(list(day.records())).rejected
    pipeline.finish()
    return {(alert.code, row_of(alert.place)) for alert in pipeline.alerts()}


def test_a_station_says_what_the_data_says():
    opened, noon, five, closed, count = [
        events.decode(record.value) for record in RealDay(an_election(STATION)).records()
    ]
    assert (opened.registered, opened.ballots_received) == (105, 90)
    assert [(said.as_of, said.voters) for said in (noon, five)] == [
        ("2014-06-15T08:00:00+00:00", 10),
        ("2014-06-15T13:00:00+00:00", 20),
    ]
    assert closed.voters == count.issued == 30
    assert (count.found, count.invalid, count.votes) == (30, 2, {"a": 18, "b": 10})
    assert [said.seq for said in (opened, noon, five, closed, count)] == [1, 2, 3, 4, 5]


def test_a_sound_station_raises_nothing_ever():
    assert alerts(STATION) == set()


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"by_17": 9}, {"T202"}),
        ({"signed": 19}, {"T202", "P302"}),
        ({"signed": 29}, {"P302"}),
        ({"signed": 31}, {"P309"}),
        ({"received": 29}, {"P303"}),
        ({"roll": 29}, {"T201"}),
        ({"roll": 0}, {"T201", "T203"}),
        ({"invalid": 0, "votes": {"a": 0, "b": 0}}, {"P307", "P309"}),
        ({"by_12": 0, "by_17": 0, "signed": 30}, set()),
    ],
)
def test_what_a_station_does_not_bear_out_raises_the_rule_for_it(change, codes):
    other = STATION._replace(row=5)
    assert alerts(STATION._replace(**change), other) == {(code, 4) for code in codes}


def test_stations_of_a_district_with_the_same_names_vote_in_one_contest():
    stations = [
        STATION,
        STATION._replace(row=5),
        STATION._replace(row=6, votes={"a": 28}),
        STATION._replace(row=7, district="8"),
    ]
    roster = RealDay(an_election(*stations)).roster
    contests = [source.unit.contests for source in roster.by_row]
    assert contests == [("district-7-1",), ("district-7-1",), ("district-7-2",), ("district-8-1",)]
    assert roster.races["district-7-1"].stations == 2
    assert roster.races["district-7-1"].registered == 210


def test_a_president_is_voted_on_in_one_contest():
    stations = [STATION, STATION._replace(row=5, district="8")]
    roster = RealDay(an_election(*stations, kind="President")).roster
    assert set(roster.races) == {"nation-1"}
    assert [unit.region for unit in roster.units] == ["district-7", "district-8"]


def test_what_is_elected_everywhere_has_one_ballot_in_the_data():
    for election in elections():
        if election.id in ("2013_pres", "2016_parl_party"):
            assert len(RealDay(election).roster.races) == 1


def test_a_source_names_its_row():
    assert row_of(source_of(17)) == 17
