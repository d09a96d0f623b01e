from stream.bulletin import ISSUE_DELAY, bulletins
from stream.pipeline import Pipeline
from tests.small_election import ELECTION, ROSTER, Voice, record


def _bulletins(*events):
    pipeline = Pipeline(ROSTER)
    pipeline.feed([record(event) for event in events])
    return {bulletin.key: bulletin for bulletin in bulletins(ELECTION, pipeline.tallies())}


def test_there_is_one_bulletin_an_hour_of_the_calendar_then_the_preliminary_and_the_final_one():
    kinds = [(key, bulletin.kind) for key, bulletin in _bulletins().items()]
    assert kinds == [
        ("10:00", "turnout"),
        ("20:00", "turnout"),
        ("21:00", "preliminary"),
        ("total", "final"),
    ]


def test_a_bulletin_takes_the_latest_report_for_its_hour_or_before():
    east, west = Voice("east-0001"), Voice("west-0004")
    by_key = _bulletins(
        east.opened(), east.turnout(2, 20), east.turnout(4, 60), west.opened(), west.turnout(3, 50)
    )
    assert by_key["10:00"].voters == 70  # 10:00 official is three hours after the opening here
    assert by_key["20:00"].voters == 110
    assert by_key["10:00"].regions == {"east": (20, 600), "west": (50, 400)}
    assert by_key["10:00"].turnout == "7.00"
    assert by_key["10:00"].turnout_of("west") == "12.50"


def test_a_correction_revises_the_bulletin():
    voice = Voice("east-0001")
    events = [voice.opened(), voice.turnout(2, 290), voice.turnout(2, 29)]
    assert _bulletins(*events[:2])["10:00"].voters == 290
    assert _bulletins(*events)["10:00"].voters == 29


def test_a_bulletin_is_issued_after_the_reports_are_in():
    bulletin = _bulletins()["10:00"]
    assert bulletin.issued - bulletin.at == ISSUE_DELAY
    assert _bulletins()["total"].issued is None
