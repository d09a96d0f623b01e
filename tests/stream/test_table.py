from stream.pipeline import Pipeline
from stream.table import Row, rows
from tests.small_election import ELECTION, ROSTER, quiet_day, record


def _rows(*, stations=False):
    pipeline = Pipeline(ROSTER)
    for station in ELECTION.stations:
        votes = {"c1": 60, "c2": 20, "c3": 5}
        day = quiet_day(station.id, station.registered, station.contests[0], votes)
        pipeline.feed([record(event) for event in day])
    return list(rows(ELECTION, pipeline.tallies(), pipeline.stations() if stations else ()))


def test_figures_are_named_as_in_the_published_table():
    found = set(_rows())
    assert Row("national", "", "", "turnout_pct", "total", "42.50") in found
    assert Row("national", "", "", "seats", "blue", "2") in found
    assert Row("region", "east", "", "votes", "independent", "15") in found
    assert Row("region", "west", "", "polling_stations", "total", "2") in found
    assert Row("contest", "east", "east-a", "votes", "blue:Candidate c1", "180") in found
    assert Row("contest", "west", "west-b", "votes", "against-all", "0") in found
    assert Row("contest", "west", "west-b", "elected", "blue:Candidate c1", "1") in found
    assert Row("region", "east", "", "voters", "21:00", "255") in found
    assert Row("district:east-d", "east", "", "voters", "20:00", "255") in found


def test_every_figure_has_one_row():
    found = [row[:5] for row in _rows(stations=True)]
    assert len(found) == len(set(found))


def test_stations_come_on_request():
    assert not any(row.scope.startswith("station:") for row in _rows())
    expected = Row("station:west-0005", "west", "west-b", "votes", "c3", "5")
    assert expected in _rows(stations=True)
