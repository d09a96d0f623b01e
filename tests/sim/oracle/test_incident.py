"""I501 to I599: everything that is reported."""

from sim.expected_alerts import ExpectedAlert, expected_alerts
from tests.sim.oracle.diary import CONTEST, STATION, Diary, ms
from tests.small_election import ELECTION

OBSERVERS = "reporter-observers"


def reported(day):
    found = expected_alerts(ELECTION, [], {day.source: day.heard}, ms("13:00"))
    return [one for one in found if one.codes[0].startswith("I")]


def alert(code, place, part, opened="12:00"):
    return ExpectedAlert((code,), place, ms(opened), None, part)


def test_a_category_with_a_code_of_its_own():
    day = Diary(OBSERVERS).tells("gifts-to-voters", place=STATION)

    assert reported(day) == [alert("I501", STATION, OBSERVERS)]


def test_the_same_thing_told_again_is_the_same_alert():
    day = Diary(OBSERVERS).tells("gifts-to-voters", place=STATION).again()

    assert reported(day.tells("gifts-to-voters", "12:30", STATION)) == [
        alert("I501", STATION, OBSERVERS)
    ]


def test_other_categories_are_told_apart():
    day = Diary(OBSERVERS).tells("power-cut", place=STATION).tells("bears", place=STATION)

    assert reported(day) == [
        alert("I599", STATION, f"{OBSERVERS}:bears"),
        alert("I599", STATION, f"{OBSERVERS}:power-cut"),
    ]


def test_the_nation_is_named_by_the_election():
    assert reported(Diary(OBSERVERS).tells("filming-barred")) == [
        alert("I510", ELECTION.id, OBSERVERS)
    ]


def test_a_withdrawal_is_named_by_contest_and_candidate():
    commission = "reporter-commission"
    day = Diary(commission).withdraws("c1").withdraws("c2", "12:30")

    assert reported(day) == [
        alert("I512", CONTEST, f"{commission}:c1"),
        alert("I512", CONTEST, f"{commission}:c2", "12:30"),
    ]
    told = Diary(OBSERVERS).tells("candidate-withdrawn", place=CONTEST)
    assert reported(told) == [alert("I512", CONTEST, OBSERVERS)]


def test_a_station_reports_in_its_own_name():
    day = Diary().opens().tells("power-cut", place=STATION)
    found = expected_alerts(ELECTION, ["east"], {STATION: day.heard}, ms("07:00"))

    assert alert("I599", STATION, f"{STATION}:power-cut") in found
    assert reported(day) == []
