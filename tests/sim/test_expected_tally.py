"""The oracle of the tallies, on days small enough to add up by hand."""

import msgspec
import pytest

from config.library import load_election
from sim.expected_tally import LastWord, expected_tally
from stream.events import CountReported, StationClosed, StationOpened, TurnoutReported
from stream.ledger import digest, statement_of
from stream.roster import Roster
from stream.station import StationState
from stream.tally import Sums

ELECTION = load_election("kz-2021-08-22")
STATIONS = [station.id for station in ELECTION.stations]
CONTEST = ELECTION.contests[0].id
ROSTER = Roster.of(ELECTION, "r")
CANDIDATES = [candidate.id for candidate in ELECTION.candidates]


def said(kind, seq, at="20:05", source=STATIONS[0], **content):
    return kind(
        v=1,
        election=ELECTION.id,
        run="r",
        source=source,
        seq=seq,
        at=f"2021-08-22T{at}:00+05:00",
        **content,
    )


def opened(seq=1, registered=700, **more):
    return said(StationOpened, seq, "06:30", registered=registered, ballots_received=700, **more)


def hour(seq, as_of, voters, **more):
    moment = f"2021-08-22T{as_of}:00+05:00"
    return said(TurnoutReported, seq, as_of, as_of=moment, voters=voters, **more)


def closed(seq, voters, **more):
    return said(StationClosed, seq, voters=voters, queued=0, **more)


def counted(seq, votes, version=1, against_all=1, invalid=2, **more):
    found = sum(votes) + against_all + invalid
    return said(
        CountReported,
        seq,
        "22:00",
        contest=CONTEST,
        version=version,
        registered=600,
        ballots_received=600,
        issued=found,
        issued_home=0,
        unused=600 - found,
        spoiled=0,
        found_station=found,
        found_home=0,
        invalid=invalid,
        against_all=against_all,
        votes=dict(zip(CANDIDATES, votes, strict=True)),
        **more,
    )


def rows(**statements):
    """Fold statements of stations s0, s1, ... of the election."""
    heard = {
        STATIONS[int(name[1:])]: [(at, event) for at, event in enumerate(events)]
        for name, events in statements.items()
    }
    return expected_tally(ELECTION, ["aktobe"], heard)


def test_nothing_heard_is_nothing_tallied():
    assert set(rows().values()) == {0}


def test_the_latest_report_for_an_hour_counts_and_a_bulletin_takes_the_hour_before():
    found = rows(s0=[hour(1, "08:00", 90), hour(2, "08:00", 9), hour(3, "10:00", 30)])

    assert found["national||" + "|voters|10:00"] == 9  # 10:00 official time is 09:00 local
    assert found["region|aktobe||voters|12:00"] == 30
    assert found["region|aktobe||voters|total"] == 30


def test_the_closing_speaks_of_the_day_and_not_of_the_hours_before():
    found = rows(s0=[hour(1, "19:00", 50), closed(2, 60)])

    assert found["national|||voters|20:00"] == 50
    assert found["national|||voters|21:00"] == 50  # 20:00 local; it closed at 20:05
    assert found["national|||voters|total"] == 60


def test_a_higher_version_replaces_whatever_came_first():
    late, early = counted(9, [5, 4, 3, 2], version=2), counted(8, [50, 4, 3, 2])
    for order in ([late, early], [early, late]):
        assert rows(s0=order)["national|||ballots|total"] == 17


def test_the_roll_is_the_openings_until_there_is_a_protocol():
    assert rows(s0=[opened()])["national|||registered|total"] == 700
    assert rows(s0=[opened(), counted(2, [1, 1, 1, 1])])["national|||registered|total"] == 600


def test_a_seat_is_decided_when_all_stations_are_counted():
    one = rows(s0=[counted(1, [9, 1, 1, 1])])
    both = rows(**{f"s{at}": [counted(1, [9, 1, 1, 1])] for at in range(len(STATIONS))})

    winner = ELECTION.candidates[0]
    elected = f"contest|aktobe|{CONTEST}|elected|{winner.nominated_by}:{winner.name}"
    assert (one["national|||seats|total"], one[elected]) == (0, 0)
    assert (both["national|||seats|total"], both[elected]) == (1, 1)
    assert both[f"region|aktobe||seats|{winner.party}"] == 1
    assert both[f"national|||seats|{winner.national_party}"] == 1


@pytest.mark.parametrize(("votes", "against"), [([5, 5, 1, 1], 0), ([5, 1, 1, 1], 5)])
def test_a_tie_or_against_all_first_has_no_seat(votes, against):
    found = rows(
        **{f"s{at}": [counted(1, votes, against_all=against)] for at in range(len(STATIONS))}
    )

    assert found["national|||seats|total"] == 0


def test_the_last_word_does_not_depend_on_the_order():
    events = [opened(), hour(2, "08:00", 5), hour(3, "08:00", 6), closed(4, 7)]

    assert LastWord.of(events) == LastWord.of(reversed(events))


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_statements_under_one_number_that_with_the_smaller_digest_stands(turned):
    rivals = [hour(2, "08:00", voters) for voters in (5, 6)]
    smaller = min(rivals, key=lambda event: digest(statement_of(event)))
    events = [opened(), *(rivals[::-1] if turned else rivals)]

    assert list(LastWord.of(events).hours.values()) == [smaller]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_protocols_of_one_version_that_with_the_smaller_digest_stands(turned):
    figures = [[9, 1, 1, 1], [1, 9, 1, 1]]
    first, second = (
        counted(seq, votes) for seq, votes in enumerate(figures[::-1] if turned else figures, 1)
    )
    state = StationState(ROSTER.sources[STATIONS[0]], 0, Sums(), ROSTER)
    for event in (first, second):
        state.enter(event)

    assert LastWord.of([first, second]).counts == state.counts
    assert LastWord.of([second, first]).counts == state.counts
    third = counted(3, [1, 1, 1, 1], version=2)
    assert LastWord.of([third, first, second]).counts == {CONTEST: third}


def test_votes_for_names_on_no_ballot_are_added_up_and_those_left_out_are_none():
    count = counted(1, [9, 1, 1, 1])
    votes = {CANDIDATES[0]: 9, "nobody": 3}
    found = rows(s0=[msgspec.structs.replace(count, votes=votes)])
    where = f"contest|aktobe|{CONTEST}|votes"
    left_out = ELECTION.candidates[1]

    assert found[f"{where}|unknown:nobody"] == found["national|||votes|unknown"] == 3
    assert found[f"{where}|{left_out.nominated_by}:{left_out.name}"] == 0
