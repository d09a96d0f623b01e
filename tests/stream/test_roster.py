from stream.partition import partition
from stream.roster import Roster
from tests.small_election import ELECTION, ROSTER, RUN


def test_stations_of_one_district_with_the_same_contests_are_one_unit():
    assert [(unit.region, unit.contests) for unit in ROSTER.units] == [
        ("east", ("east-a",)),
        ("west", ("west-b",)),
    ]
    assert ROSTER.sizes == [(3, 600), (2, 400)]


def test_a_contest_knows_its_stations_and_their_rolls():
    race = ROSTER.races["west-b"]
    assert (race.stations, race.registered, list(race.candidates)) == (2, 400, ["c1", "c2", "c3"])


def test_every_source_is_on_the_partition_of_its_key():
    roster = Roster.of(ELECTION, RUN, partitions=7)
    assert {id_: source.partition for id_, source in roster.sources.items()} == {
        id_: partition(id_, 7) for id_ in roster.sources
    }


def test_reporters_are_sources_without_a_unit():
    assert ROSTER.sources["reporter-observers"].unit is None


def test_a_station_may_host_several_contests():
    station = ELECTION.stations[0].model_copy(update={"contests": ("east-a", "west-b")})
    election = ELECTION.model_copy(update={"stations": (station, *ELECTION.stations[1:])})
    roster = Roster.of(election, RUN)
    assert roster.sources[station.id].unit.contests == ("east-a", "west-b")
    assert roster.races["west-b"].registered == 700


def test_an_outline_has_all_but_the_sources():
    outline = ROSTER.outline()
    assert (outline.run, outline.units, outline.races) == (ROSTER.run, ROSTER.units, ROSTER.races)
    assert outline.sizes == ROSTER.sizes
    assert not outline.sources
    assert not outline.by_row
    assert ROSTER.sources
