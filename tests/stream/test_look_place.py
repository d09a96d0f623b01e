"""Places of looks: the nation and its regions, and when a look is due there."""

from config.rulebook import thresholds
from stream.look_place import LookPlace, look_places
from stream.protocol_slots import ProtocolSlots
from stream.roster import Roster
from stream.rules.forensic_finding import levels
from tests.small_election import ROSTER, RUN, small_election


def place(stations):
    return LookPlace("region", "east", 0, stations, 1e-6)


def test_the_nation_comes_first_then_each_region_with_its_stations():
    nation, *regions = look_places(ProtocolSlots(ROSTER))

    assert (nation.scope, nation.id, nation.region) == ("nation", ROSTER.election, "")
    assert [(each.id, each.region, each.stations) for each in regions] == [
        ("east", "east", 3),
        ("west", "west", 2),
    ]
    assert nation.stations == 5
    assert (nation.level, regions[0].level) == levels(2)


def test_where_there_is_one_region_only_the_nation_is_looked_at():
    election = small_election()
    east = tuple(each for each in election.stations if each.region == "east")
    roster = Roster.of(election.model_copy(update={"stations": east}), RUN)
    (nation,) = look_places(ProtocolSlots(roster))
    assert (nation.stations, nation.level) == (3, levels(1).nation)


def test_of_looks_due_at_once_all_but_the_last_are_passed_over():
    one = place(100)
    assert not one.reach()
    one.counted = 24
    assert not one.due
    one.counted = 60
    assert one.due
    assert one.reach()
    assert (one.taken, one.next, one.percent) == (2, 75, 60)
    one.counted = 100
    assert one.reach()
    assert not one.reach()
    assert one.taken == len(thresholds().looks)
