import pytest

from console.oracle import against_truth, missed_alerts
from sim.expected_alerts import ExpectedAlert
from stream.alerts import Alert


def test_a_figure_nobody_reports_counts_as_zero():
    found = {("national", "", "", "votes", "blue"): "3"}
    assert against_truth({"national|||votes|blue": 3, "national|||votes|x": 0}, found) == []
    assert against_truth({"national|||votes|blue": 4}, found) == ["national|||votes|blue: 3, not 4"]


def test_a_figure_nobody_expected_is_named_unless_the_truth_is_silent_on_its_kind():
    found = {
        ("contest", "x", "a", "elected", "blue:One"): "1",
        ("contest", "x", "b", "elected", "green:Two"): "1",
        ("station:7", "x", "", "voters", "total"): "0",
        ("station:7", "x", "", "turnout_pct", "total"): "61.00",
    }
    expected = {"contest|x|a|elected|blue:One": 1, "station:8|x||voters|total": 0}
    assert against_truth(expected, found) == [
        "contest|x|b|elected|green:Two: 1, where nothing was expected",
        "station:7|x||voters|total: 0, where nothing was expected",
    ]


def test_an_emptied_truth_differs_in_every_figure():
    found = {("national", "", "", "seats", "blue"): "1", ("station:7", "x", "", "voters", "t"): "5"}
    assert len(against_truth({}, found)) == 2


def test_a_name_that_is_none_differs():
    assert against_truth({"votes": 0}, {}) == ["votes: no figure, not 0"]


def alert(code, place, *, condition="cleared", opened=1, ended=None):
    return Alert(
        id=f"{code}:{place}",
        code=code,
        severity="error",
        scope="station",
        place=place,
        region="x",
        opened=opened,
        cleared=ended,
        condition=condition,
        count=1,
        evidence={},
    )


def expected(place, *codes, cleared=2):
    return ExpectedAlert(codes=codes, place=place, opened=1, cleared=cleared)


@pytest.mark.parametrize(
    ("wanted", "raised", "says"),
    [
        ([expected("a", "T201")], [alert("T201", "a")], []),
        ([expected("a", "T201", "T202")], [alert("T202", "a")], []),
        ([expected("a", "T201")], [], ["T201:a: not raised"]),
        ([expected("a", "T201")], [alert("T201", "a", condition="open")], ["T201:a: still open"]),
        (
            [expected("a", "T201", cleared=None)],
            [alert("T201", "a")],
            ["T201:a: cleared though it holds"],
        ),
        (
            [expected("a", "T201")],
            [alert("T201", "a"), alert("T201", "b")],
            ["T201:b: raised without cause"],
        ),
        ([expected("a", "T201")], [alert("T201", "a"), alert("F401", "b")], []),
        ([], [alert("S103", "b")], ["S103:b: raised without cause"]),
        ([], [alert("I599", "b")], ["I599:b: raised without cause"]),
        ([], [alert("P302", "a")], ["P302:a: raised without cause"]),
        ([expected("a", "T201")], [alert("T201", "a", ended=2)], []),
        ([expected("a", "T201")], [alert("T201", "a", opened=9)], ["T201:a: opened at 9, not 1"]),
        ([expected("a", "T201")], [alert("T201", "a", ended=8)], ["T201:a: cleared at 8, not 2"]),
    ],
)
def test_alerts_are_judged_by_those_that_had_to_come(wanted, raised, says):
    assert missed_alerts(wanted, raised) == says
