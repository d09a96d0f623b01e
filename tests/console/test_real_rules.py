"""The rules on real stations, held against the rows themselves."""

import pytest
from pyarrow import parquet

from config.library import REAL
from console.real_page import ASKED, SEES, UNSEEN
from console.real_rules import judge, judged
from sim.georgia import STATIONS, VOTES, elections
from sim.real_day import RealDay
from stream.pipeline import Pipeline


@pytest.fixture(scope="module")
def rows():
    """By (election, row): the stations' cells, and `found`, the votes and the invalid."""
    votes = {}
    for cast in parquet.read_table(REAL / VOTES).to_pylist():
        key = cast["election"], cast["row"]
        votes[key] = votes.get(key, 0) + cast["votes"]
    cells = parquet.read_table(REAL / STATIONS).to_pylist()
    return {
        key: row | {"found": votes[key] + row["invalid_votes"]}
        for row in cells
        if (key := (row["election"], row["row"])) in votes
    }


def raised(code):
    return {(each.election.id, row) for each in judged() for row in each.raised.get(code, ())}


def expected(rows, holds):
    return {key for key, row in rows.items() if holds(row)}


def test_turnout_falls_at_30_stations(rows):
    noon = expected(rows, lambda row: row["votes_by_17"] < row["votes_by_12"])
    five = expected(rows, lambda row: row["ballots_signed_for"] < row["votes_by_17"])
    assert raised("T202") == noon | five
    assert (len(noon), len(five), len(noon | five)) == (12, 18, 30)


def test_votes_and_invalid_are_above_the_signatures_at_411_stations(rows):
    above = expected(rows, lambda row: row["found"] > row["ballots_signed_for"])
    assert raised("P302") == above
    assert len(above) == 411


def test_votes_and_invalid_are_below_the_signatures_at_7194_stations(rows):
    below = expected(rows, lambda row: row["found"] < row["ballots_signed_for"])
    assert raised("P309") == below
    assert len(below) == 7_194


def test_what_else_is_raised_stands_in_the_rows(rows):
    assert raised("P303") == expected(rows, lambda r: r["ballots_signed_for"] > r["num_ballots"])
    assert raised("P307") == expected(rows, lambda row: not row["found"])

    def most(row):
        figures = ("votes_by_12", "votes_by_17", "ballots_signed_for", "found")
        return max(row[figure] for figure in figures)

    def roll(row):
        return (row["possible_voters"] or 0) + (row["special_voters"] or 0)

    assert raised("T201") == expected(rows, lambda row: most(row) > roll(row))
    assert raised("T203") == {("2016_parl_party", 48), ("2016_parl_party", 2415)}


def test_every_rule_on_figures_is_raised_by_something_or_the_page_says_why_not():
    codes = {code for each in judged() for code in each.raised}
    assert codes == SEES.keys()
    assert not SEES.keys() & UNSEEN.keys()
    assert {code[0] for code in SEES | UNSEEN} == set(ASKED)


def test_every_statement_of_every_station_is_folded():
    for each in judged():
        assert each.accepted == 5 * len(each.election.stations)
    assert sum(each.accepted for each in judged()) == 5 * 25_882


def test_every_ballot_is_in_the_tallies():
    election = elections()[2]
    day = RealDay(election)
    pipeline = Pipeline(day.roster)
    pipeline.feed(list(day.records()))
    contests = pipeline.tallies().contests.values()
    assert sum(contest.count.issued for contest in contests) == sum(
        station.signed for station in election.stations
    )
    assert sum(sum(contest.votes.values()) for contest in contests) == sum(
        sum(station.votes.values()) for station in election.stations
    )


def test_nothing_was_raised_on_the_way_and_cleared():
    day = RealDay(elections()[2])
    pipeline = Pipeline(day.roster)
    pipeline.feed(list(day.records()))
    pipeline.finish()
    assert all(alert.condition == "open" for alert in pipeline.alerts())


def test_data_that_does_not_fit_the_contract_is_told():
    election = elections()[2]
    broken = election.stations[0]._replace(invalid=-1)
    with pytest.raises(ValueError, match="2014_gamgebeli_runoff"):
        judge(election._replace(stations=(broken,)))
