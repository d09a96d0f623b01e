from collections import Counter

import pyarrow as pa
import pytest
from pyarrow import parquet

from config.library import REAL
from sim.georgia import STATIONS, VOTES, elections, lacks

WHOLE = {
    "election": "e",
    "date": "2014-06-15",
    "type": "Mayor",
    "row": 1,
    "district_id": "7",
    "possible_voters": 100,
    "special_voters": 5,
    "votes_by_12": 10,
    "votes_by_17": 20,
    "ballots_signed_for": 30,
    "num_ballots": 90,
    "invalid_votes": 2,
}


@pytest.fixture(scope="module")
def raw():
    """The rows of the stations' table as they are."""
    return parquet.read_table(REAL / STATIONS).to_pylist()


def test_every_row_is_judged_or_left_out(raw):
    rows = [(row["election"], row["row"]) for row in raw]
    judged = [(each.id, station.row) for each in elections() for station in each.stations]
    left_out = [(each.id, row) for each in elections() for row in each.left_out]
    assert len(rows) == len(set(rows)) == 25_926
    assert Counter(judged + left_out) == Counter(rows)
    assert sum(each.rows for each in elections()) == 25_926


def test_every_vote_is_read(raw):
    votes = [station.votes for each in elections() for station in each.stations]
    assert sum(map(len, votes)) == parquet.read_metadata(REAL / VOTES).num_rows == 400_792
    sums = {(row["election"], row["row"]): row["sum_votes"] for row in raw}
    for each in elections():
        for station in each.stations:
            assert sum(station.votes.values()) == sums[each.id, station.row]


def test_what_is_left_out_has_neither_turnout_nor_signatures_nor_votes(raw):
    left_out = {
        (each.id, row): cells for each in elections() for row, cells in each.left_out.items()
    }
    assert len(left_out) == 44
    lists = {
        (row["election"], row["row"]): row["possible_voters"]
        for row in raw
        if (row["election"], row["row"]) in left_out
    }
    for cells in left_out.values():
        assert {"votes_by_12", "ballots_signed_for", "invalid_votes", "votes"} <= set(cells)
    assert sum(number is not None for number in lists.values()) == 4
    assert {election for election, _ in left_out} == {
        "2014_gamgebeli",
        "2014_local_party",
        "2014_mayor",
    }


def test_only_stations_abroad_in_2013_have_one_list():
    one_list = {each.id: len(each.one_list) for each in elections() if each.one_list}
    assert one_list == {"2013_pres": 52}
    abroad = {s.row for s in elections()[0].stations if s.district == "87"}
    assert set(elections()[0].one_list) == abroad


def test_valid_votes_say_nothing_of_their_own(raw):
    of_2016 = [row for row in raw if row["election"] == "2016_parl_party"]
    assert all(
        row["valid_votes"] == row["ballots_signed_for"] - row["invalid_votes"] for row in of_2016
    )
    assert sum(row["valid_votes"] != row["sum_votes"] for row in of_2016) == 1_033
    later = [row for row in raw if row["valid_votes"] is not None and row not in of_2016]
    assert {row["election"][:4] for row in later} == {"2017"}
    assert all(row["valid_votes"] == row["sum_votes"] for row in later)


def test_a_whole_row_lacks_nothing():
    assert lacks(WHOLE, {"a": 28}) == ()


@pytest.mark.parametrize(
    "cell", ["votes_by_12", "votes_by_17", "ballots_signed_for", "num_ballots", "invalid_votes"]
)
def test_a_row_without_a_figure_is_left_out(tmp_path, cell):
    rows = [WHOLE, WHOLE | {"row": 2, cell: None}]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / STATIONS)
    votes = [{"election": "e", "row": row, "candidate": "a", "votes": 28} for row in (1, 2)]
    parquet.write_table(pa.Table.from_pylist(votes), tmp_path / VOTES)
    (election,) = elections(tmp_path)
    assert [station.row for station in election.stations] == [1]
    assert election.left_out == {2: (cell,)}


def test_one_list_is_enough_and_none_is_not():
    assert lacks(WHOLE | {"possible_voters": None}, {"a": 28}) == ()
    neither = WHOLE | {"possible_voters": None, "special_voters": None}
    assert lacks(neither, {}) == ("lists", "votes")


def test_what_is_copied_names_its_source_and_licence():
    assert "Georgian-Election-Data" in (REAL / "README.md").read_text(encoding="utf-8")
    licence = (REAL / "LICENCE-georgia.txt").read_text(encoding="utf-8")
    assert licence.startswith("MIT License\n\nCopyright (c) 2017 JumpStart Georgia")
