"""Cases: one a station, the worst first."""

from hypothesis import given
from hypothesis import strategies as st

from stream.alerts import Alert
from stream.cases import RANK, cases


def alert(place="east-0001", code="T202", severity="warning", **changed):
    fields = {
        "scope": "station",
        "region": "east",
        "opened": 1,
        "cleared": None,
        "condition": "open",
        "count": 1,
        "evidence": {},
    } | changed
    part = fields.pop("part", "")
    return Alert(id=f"{code}:{place}{part}", code=code, severity=severity, place=place, **fields)


def test_the_alerts_of_a_station_are_one_case_in_the_order_they_were_opened():
    later, first = alert(opened=5), alert(code="P301", severity="error", opened=2, part=":c")
    (case,) = cases([later, first])
    assert (case.place, case.region, case.severity) == ("east-0001", "east", "error")
    assert case.alerts == (first, later)
    assert case.codes == {"P301": 1, "T202": 1}


def test_what_is_cleared_stays_in_the_case_and_no_longer_weighs():
    error = alert(code="T201", severity="error", condition="cleared", cleared=9)
    (case,) = cases([error, alert(opened=3)])
    assert (case.severity, case.open, len(case.alerts)) == ("warning", 1, 2)
    (done,) = cases([error])
    assert (done.severity, done.open, done.codes) == (None, 0, {})


def test_alerts_of_no_station_are_in_no_case():
    assert cases([alert("karaganda", scope="region"), alert("", scope="nation")]) == []


def test_the_worst_come_first_then_those_with_most_then_the_first():
    found = cases(
        [
            alert("d", condition="cleared", cleared=2),
            alert("c", opened=4),
            alert("b", opened=3),
            alert("b", code="T203", opened=9),
            alert("e", opened=2),
            alert("a", code="T201", severity="error", opened=8),
        ]
    )
    assert [case.place for case in found] == ["a", "b", "e", "c", "d"]


@given(
    st.lists(
        st.builds(
            alert,
            place=st.sampled_from("abc"),
            severity=st.sampled_from(sorted(RANK)),
            scope=st.sampled_from(["station", "region"]),
            condition=st.sampled_from(["open", "cleared"]),
            part=st.integers(0, 99).map(":{}".format),
        ),
        unique_by=lambda each: each.id,
    )
)
def test_every_alert_of_a_station_is_in_one_case_whatever_the_order(alerts):
    found = cases(alerts)
    told = [each.id for case in found for each in case.alerts]
    assert sorted(told) == sorted(each.id for each in alerts if each.scope == "station")
    assert [case.place for case in found] == [case.place for case in cases(alerts[::-1])]
    assert sum(case.open for case in found) == sum(
        each.condition == "open" for each in alerts if each.scope == "station"
    )
