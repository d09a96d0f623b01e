import pytest

from console.real_margins import margins
from console.real_rules import judged
from sim.georgia import elections
from tests.sim.test_real_day import STATION


def test_each_distance_lies_in_one_step():
    stations = [STATION._replace(signed=30 + less) for less in range(-15, 16)]
    steps = dict(margins(stations).steps)
    assert sum(steps.values()) == len(stations)
    assert steps["+11 and above"] == 5
    assert steps["-10 to -6"] == 5
    assert steps["0"] == 1


def test_the_pace_is_that_of_the_busiest_span_for_each_desk():
    busy = STATION._replace(roll=301, by_12=0, by_17=0, signed=60)
    assert dict(margins([busy]).pace)[1.0] == pytest.approx(60 / 3 / 2)


def test_round_figures_are_those_above_nothing():
    stations = [STATION, STATION._replace(by_12=0), STATION._replace(by_12=11)]
    assert margins(stations).round_ == [
        ("12:00", 2, 1),
        ("17:00", 3, 3),
        ("the day", 3, 3),
        ("12:00 and 17:00", 2, 1),
    ]


def test_what_the_page_says_in_words_is_so():
    stations = [station for each in elections() for station in each.stations]
    found = margins(stations)
    steps = dict(found.steps)
    assert steps["+1"] == 256
    below = sum(number for name, number in found.steps if name.startswith("-"))
    assert below == 7_194
    assert 0.62 < (steps["-1"] + steps["-2"]) / below < 0.65
    assert sum(s.found > 300 and not s.signed for s in stations) == 3
    assert round(found.round_expected) == 654
    assert (found.invalid, found.open_ballots) == (6_085, 25_860)
    assert sum(s.invalid > 0.03 * s.found for s in stations if s.found) == 15_553
    assert sum(not (s.by_12 or s.by_17 or s.signed) for s in stations if not s.found) == 21


def test_in_eight_districts_of_2016_nearly_every_station_is_short():
    (majoritarian,) = (each for each in judged() if each.election.id == "2016_parl_major")
    short = majoritarian.raised["P309"]
    rows = {}
    for station in majoritarian.election.stations:
        rows.setdefault(station.district, []).append(station.row in short)
    assert len(rows) == 73
    assert sum(sum(each) > 0.9 * len(each) for each in rows.values()) == 8
    others = [each for each in judged() if each is not majoritarian]
    share = sum(each.stations("P309") for each in others) / sum(
        len(each.election.stations) for each in others
    )
    assert round(share, 3) == 0.228
