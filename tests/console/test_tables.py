import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from console.tables import (
    alert_differences,
    differences,
    read_alerts,
    read_tallies,
    write_alerts,
    write_tallies,
)
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


def test_a_row_there_twice_is_a_difference():
    assert differences([ROW], [ROW, ROW]) == [
        'region|east||votes|blue:Ünal, "B": there more than once'
    ]


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


def two_alerts(pipeline):
    voice = Voice("east-0001")
    pipeline.feed([record(voice.turnout(1, 999, seq=50), 1)])
    voice = Voice("east-0002")
    pipeline.feed([record(voice.turnout(1, 999, seq=50), 2)])
    alerts = pipeline.alerts()
    assert len(alerts) > 1
    return alerts


def test_alerts_read_again_are_the_ones_written(tmp_path, small_day):
    alerts = two_alerts(small_day)
    write_alerts(tmp_path / "alerts.jsonl", alerts)
    assert alert_differences(alerts, read_alerts(tmp_path / "alerts.jsonl")) == []


def test_alerts_that_were_tampered_with_are_named(tmp_path, small_day):
    alerts = two_alerts(small_day)
    write_alerts(tmp_path / "alerts.jsonl", alerts)
    first, *rest = read_alerts(tmp_path / "alerts.jsonl")
    assert alert_differences(alerts, rest) == [f"{first['id']}: missing"]
    assert alert_differences(alerts, [first | {"severity": "x"}, *rest]) == [
        f"{first['id']}: changed"
    ]
    assert alert_differences(alerts, [first, first, *rest]) == [
        f"{first['id']}: there more than once"
    ]
    assert alert_differences(alerts, [first, *rest, {"id": "T201:x"}]) == [
        "T201:x: nothing raised it"
    ]
    assert alert_differences(alerts, [*reversed(rest), first]) == [
        "in another order than they were opened in"
    ]


@pytest.mark.parametrize("text", ["x", "[]", "\xff"])
def test_a_line_that_is_no_alert_is_named(tmp_path, text):
    (tmp_path / "alerts.jsonl").write_bytes(b"{}\n" + text.encode("latin-1") + b"\n")
    with pytest.raises(InputError, match="line 2"):
        read_alerts(tmp_path / "alerts.jsonl")
