from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from config.election import AGAINST_ALL
from stream.contest_stage import AreaTally, ContestStage
from stream.station_stage import StationStage
from stream.tally import Sums
from tests.small_election import ELECTION, ROSTER, RUN, Roster, Voice, quiet_day, record

VOTES = {
    "east-0001": {"c1": 100, "c2": 50, "c3": 0},
    "east-0002": {"c1": 40, "c2": 90, "c3": 0},
    "east-0003": {"c1": 30, "c2": 20, "c3": 1},
    "west-0004": {"c1": 20, "c2": 10, "c3": 90},
    "west-0005": {"c1": 20, "c2": 10, "c3": 60},
}
DAY = [
    event
    for station in ELECTION.stations
    for event in quiet_day(station.id, station.registered, station.contests[0], VOTES[station.id])
]


def _tallies(*parts):
    stage = ContestStage(ROSTER)
    for number, events in enumerate(parts):
        station_stage = StationStage(ROSTER)
        station_stage.feed([record(event) for event in events])
        stage.take(str(number), station_stage.sums, station_stage.withdrawn)
    return stage.result()


def test_regions_seats_and_nation_follow_from_the_protocols():
    tallies = _tallies(DAY)
    east, west, nation = tallies.regions["east"], tallies.regions["west"], tallies.nation
    assert (east.counted, east.ballots, east.registered, east.voters) == (3, 331, 600, 331)
    assert east.seats == {"blue": 1}
    assert west.seats == {"independent": 1}
    assert nation.seats == {"blue": 2}  # the independent winner counts with blue nationally
    assert nation.votes["independent"] == 151
    assert (nation.contests, nation.decided, nation.called) == (2, 2, 2)
    assert tallies.contests["east-a"].standing.margin == 10


@given(st.lists(st.integers(0, 3), min_size=len(DAY), max_size=len(DAY)))
def test_tallies_of_parts_add_up_to_the_tally_of_the_whole(places):
    by_station = {station.id: places[number] for number, station in enumerate(ELECTION.stations)}
    parts = [[event for event in DAY if by_station[event.source] == part] for part in range(4)]
    assert _tallies(*parts) == _tallies(DAY)


def test_newer_sums_of_a_part_replace_the_older():
    stage, part = ContestStage(ROSTER), StationStage(ROSTER)
    part.feed([record(event) for event in DAY])
    for _ in range(3):
        stage.take("0", part.sums)
    assert stage.result() == _tallies(DAY)


def test_before_the_first_report_everything_is_zero_and_every_place_is_there():
    tallies = ContestStage(ROSTER).result()
    assert set(tallies.regions) == {"east", "west"}
    assert tallies.nation.stations == 5
    assert tallies.nation.roll == 1000
    assert tallies.nation.ballots == 0
    assert tallies.contests["east-a"].votes == {"c1": 0, "c2": 0, "c3": 0}
    assert tallies.contests["east-a"].standing.decision == "open"


def test_a_withdrawn_candidate_does_not_win_whatever_part_says_so():
    withdrawal = [Voice("reporter-commission").withdrawn("east-a", "c1")]
    tallies = _tallies(DAY, withdrawal)
    assert tallies.contests["east-a"].standing.winner == "c2"


def test_votes_for_a_name_that_is_not_on_the_ballot_are_shown_as_unknown():
    voice = Voice("east-0001")
    tallies = _tallies([voice.opened(), voice.counted({"c1": 3, "c9": 2})])
    assert tallies.nation.votes["unknown"] == 2
    assert tallies.contests["east-a"].votes == {"c1": 3, "c2": 0, "c3": 0, "c9": 2}


def test_a_station_with_two_contests_votes_in_both_and_its_voters_count_once():
    station = ELECTION.stations[0].model_copy(update={"contests": ("east-a", "west-b")})
    election = ELECTION.model_copy(update={"stations": (station, *ELECTION.stations[1:])})
    roster = Roster.of(election, RUN)
    voice = Voice("east-0001")
    events = [
        voice.opened(),
        voice.closed(9),
        voice.counted({"c1": 9}),
        voice.counted({"c2": 9}, contest="west-b"),
    ]
    part, stage = StationStage(roster), ContestStage(roster)
    part.feed([record(event) for event in events[:3]])
    stage.take("0", part.sums)
    assert stage.result().nation.counted == 0
    part.feed([record(events[3])])
    nation = stage.result().nation
    assert (nation.counted, nation.voters, nation.ballots, nation.registered) == (1, 9, 18, 300)
    assert nation.ballots_roll == 600


@given(st.dictionaries(st.integers(0, 9), st.integers(-5, 5)), st.lists(st.integers(-1, 10)))
def test_voters_by_each_of_some_moments_are_those_by_each_one(turnout, moments):
    area = AreaTally(turnout={float(at): voters for at, voters in turnout.items()})
    moments = sorted(moments)
    by_one = [area.voters_by(datetime.fromtimestamp(at, UTC)) for at in moments]
    assert area.voters_by_each(map(float, moments)) == by_one


def test_sums_of_a_unit_taken_in_place_of_others_leave_nothing_of_these():
    unit, races = ROSTER.units[0], ROSTER.races
    part, later = StationStage(ROSTER), StationStage(ROSTER)
    part.feed([record(event) for event in DAY[:5]])
    later.feed([record(event) for event in DAY])
    moved, entered = AreaTally(), AreaTally()
    moved.enter(part.sums[unit.index], unit, races)
    moved.replace(part.sums[unit.index], later.sums[unit.index], unit, races)
    entered.enter(later.sums[unit.index], unit, races)
    assert moved == entered
    assert moved.votes[AGAINST_ALL] == 0
    moved.replace(later.sums[unit.index], Sums(), unit, races)
    assert moved == AreaTally()
    assert moved.votes == {}
