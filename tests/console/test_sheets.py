"""The tables of the report, row by row."""

from types import SimpleNamespace

import pytest

from console.sheets import Sheets
from stream.alerts import Alert
from tests.small_election import small_election

ELECTION = small_election()


def alert(place, code, severity, part="", condition="open", **changed):
    name = f"{code}:{place}" + (f":{part}" if part else "")
    cleared = None if condition == "open" else 9
    given = {"scope": "station", "region": "east", "opened": 1, "evidence": {}} | changed
    return Alert(
        id=name,
        code=code,
        severity=severity,
        place=place,
        cleared=cleared,
        condition=condition,
        count=1,
        **given,
    )


@pytest.fixture
def sheets(small_day):
    def of(*alerts):
        results = SimpleNamespace(tallies=small_day.tallies(), alerts=alerts)
        return Sheets(ELECTION, results, "en")

    return of


def test_a_station_with_something_open_is_a_row_with_its_codes(sheets):
    found = sheets(
        alert("east-0002", "T202", "warning", opened=1),
        alert("east-0001", "T202", "warning"),
        alert("east-0001", "P301", "error", "east-a"),
        alert("east-0001", "P301", "error", "east-b"),
        alert("east-0001", "T201", "error", condition="cleared"),
        alert("east-0003", "T201", "error", condition="cleared"),
        alert("east", "F401", "warning", scope="region"),
    ).cases()
    assert found == [
        {
            "station": "east-0001",
            "region": "east",
            "severity": "error",
            "open": 3,
            "cleared": 1,
            "codes": "P301 (2), T202",
        },
        {
            "station": "east-0002",
            "region": "east",
            "severity": "warning",
            "open": 1,
            "cleared": 0,
            "codes": "T202",
        },
    ]


def test_what_shows_an_alert_names_its_contest_and_nothing_where_it_has_none(sheets):
    lines = sheets(
        alert("east-0001", "P301", "error", "east-a", evidence={"sum": 7}),
        alert("east-0001", "P307", "error", "east-a"),
        alert("east-0001", "S107", "warning", "3", evidence={"reason": "elsewhere"}),
        alert("east-a", "P312", "warning", scope="contest", evidence={"version": 2}),
    ).alert_lines(9)
    shown = {line.code: said for line, said in lines}
    name = shown["P307"].removeprefix("contest ")
    assert shown["P301"] == f"contest {name}; sum 7"
    assert shown["S107"] == "reason elsewhere"
    assert shown["P312"] == "version 2"
