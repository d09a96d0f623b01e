from datetime import timedelta

import pytest

from config.election import Names
from console.overview import Line, Observer, highest, short_name
from stream.bulletin import Bulletin
from stream.pipeline import Pipeline
from tests.small_election import ELECTION, KEYS, ROSTER, Voice, record_at

NOON = int(ELECTION.bulletin_times()[0].timestamp() * 1000) + 7_200_000


def line(**changed):
    fields = {
        "id": "x",
        "name": "X",
        "stations": 2,
        "roll": 200,
        "voters": 50,
        "opened": 2,
        "reporting": 2,
        "counted": 1,
        "ballots": 40,
        "contests": 1,
        "decided": 0,
        "votes": {},
        "seats": {},
    }
    return Line(**(fields | changed))


def test_turnout_is_of_the_whole_roll():
    assert line().turnout == 25.0
    assert line(roll=0).turnout == 0.0


def test_the_leader_is_a_nomination_and_its_share_of_the_ballots():
    assert line(votes={"blue": 10, "green": 20, "invalid": 30}).leader() == ("green", 50.0)


def test_of_equals_the_first_in_the_alphabet_is_named():
    assert line(votes={"green": 20, "blue": 20}).leader() == ("blue", 50.0)


@pytest.mark.parametrize("votes", [{}, {"blue": 0}, {"against-all": 9}])
def test_before_any_vote_nobody_leads(votes):
    assert line(votes=votes).leader() is None


@pytest.mark.parametrize(
    ("names", "language", "short"),
    [
        (("Akmola Region", "Ақмола облысы", "Акмолинская область"), "en", "Akmola"),
        (("Akmola Region", "Ақмола облысы", "Акмолинская область"), "kk", "Ақмола"),
        (("Akmola Region", "Ақмола облысы", "Акмолинская область"), "ru", "Акмолинская"),
        (("Jambyl (Zhambyl) Region", "x", "x"), "en", "Jambyl"),
    ],
)
def test_a_region_has_a_short_name_in_each_language(names, language, short):
    assert short_name(Names(en=names[0], kk=names[1], ru=names[2]), language) == short


def test_the_highest_region_of_a_bulletin_is_by_share_not_by_number():
    bulletin = Bulletin("10:00", "turnout", None, 30, 1100, {"a": (20, 1000), "b": (10, 100)})
    assert highest(bulletin) == "b"


def test_an_overview_adds_up_the_day(small_day):
    overview = Observer(ELECTION, small_day).look(small_day.watermark)
    assert overview.nation.roll == 1000
    assert overview.nation.voters == 550
    assert (overview.nation.counted, overview.nation.decided) == (5, 2)
    assert [region.voters for region in overview.regions] == [370, 180]
    assert overview.nation.seats == {"blue": 2}
    assert overview.regions[1].seats == {"independent": 1}
    assert overview.at.utcoffset() == timedelta(hours=6)


def test_bulletins_are_shown_once_they_are_taken():
    pipeline = Pipeline(ROSTER, KEYS)
    observer = Observer(ELECTION, pipeline)
    first = ELECTION.bulletin_times()[0]
    before = int((first + timedelta(minutes=29)).timestamp() * 1000)
    after = int((first + timedelta(minutes=30)).timestamp() * 1000)
    assert observer.look(before).bulletins == ()
    assert [bulletin.key for bulletin in observer.look(after).bulletins] == ["10:00"]


def test_the_share_of_voting_goes_from_nothing_to_all():
    observer = Observer(ELECTION, Pipeline(ROSTER, KEYS))
    shares = [observer.look(NOON + hours * 3_600_000).voting for hours in (-24, 0, 24)]
    assert shares == [0.0, pytest.approx(5 / 14), 1.0]


def test_an_alert_is_open_until_it_clears():
    pipeline = Pipeline(ROSTER, KEYS)
    observer = Observer(ELECTION, pipeline)
    voice = Voice("east-0001")
    pipeline.feed([record_at(voice.opened(), NOON), record_at(voice.turnout(1, 301), NOON)])
    overview = observer.look(NOON)
    assert [(a.code, a.place, a.cleared) for a in overview.alerts] == [("T201", "east-0001", None)]
    assert overview.open_alerts == 1
    pipeline.feed([record_at(voice.turnout(1, 30), NOON + 60_000)])
    overview = observer.look(NOON + 60_000)
    assert overview.open_alerts == 0
    assert overview.alerts[0].cleared - overview.alerts[0].opened == timedelta(minutes=1)
