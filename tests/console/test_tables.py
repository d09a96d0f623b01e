import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from console.tables import differences, read_tallies, write_alerts, write_tallies
from stream.table import Row, rows
from tests.small_election import ELECTION, Voice, record

HEADER = "scope,region,contest,metric,key,value\n"
ROW = Row("region", "east", "", "votes", 'blue:Ünal, "B"', "7")


def test_what_is_written_is_read_again(tmp_path, small_day):
    table = list(rows(ELECTION, small_day.tallies(), small_day.stations()))
    assert write_tallies(tmp_path / "t.csv", table) == len(table) > 50
    assert read_tallies(tmp_path / "t.csv") == table


def test_the_columns_are_those_of_the_published_figures(tmp_path):
    write_tallies(tmp_path / "t.csv", [ROW])
    text = (tmp_path / "t.csv").read_bytes().decode()
    assert text == HEADER + 'region,east,,votes,"blue:Ünal, ""B""",7\n'


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("", "line 1", "header"),
        ("a,b\n", "line 1", "a,b"),
        (HEADER + "national,,\n", "line 2", "3 cells"),
    ],
)
def test_a_table_that_is_none_is_bad_input(tmp_path, text, where, what):
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(InputError) as refused:
        read_tallies(tmp_path / "t.csv")
    assert where in refused.value.where
    assert what in refused.value.what


def test_a_table_in_another_encoding_is_bad_input(tmp_path):
    (tmp_path / "t.csv").write_bytes(HEADER.encode() + b"\xff,,,,,\n")
    with pytest.raises(InputError, match="utf-8"):
        read_tallies(tmp_path / "t.csv")


def test_a_table_that_is_not_there_is_bad_input(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read_tallies(tmp_path / "t.csv")


tables = st.dictionaries(st.text(max_size=3), st.integers(0, 9).map(str)).map(
    lambda votes: [Row("region", "x", "", "votes", key, value) for key, value in votes.items()]
)


@given(tables)
def test_a_table_does_not_differ_from_itself_in_any_order(table):
    assert differences(table, reversed(table)) == []


@given(tables, tables)
def test_tables_that_differ_are_told_apart_by_either(one, other):
    assert len(differences(one, other)) == len(differences(other, one))
    assert bool(differences(one, other)) == (set(one) != set(other))


def test_a_difference_says_what_is_there_and_what_should_be():
    assert differences([ROW], [ROW._replace(value="8")]) == [
        'region|east||votes|blue:Ünal, "B": 8, not 7'
    ]
    assert differences([ROW], [])[0].endswith("missing, not 7")


def test_alerts_are_a_line_each(tmp_path, small_day):
    voice = Voice("east-0001")
    small_day.feed([record(voice.turnout(1, 999, seq=50), 1)])
    number = write_alerts(tmp_path / "alerts.jsonl", small_day.alerts())
    lines = (tmp_path / "alerts.jsonl").read_text().splitlines()
    assert len(lines) == number > 0
    assert any('"code":"T201"' in line and '"condition":"open"' in line for line in lines)
