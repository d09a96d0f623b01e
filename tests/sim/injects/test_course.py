"""Other courses of the day: consistent figures that are not true."""

import pytest

from stream.events import CountReported, StationClosed, TurnoutReported
from tests.sim.injects.days import EAST, inject, lived

COURSES = [
    "above-roll",
    "rush",
    "early-voting",
    "crowd",
    "stuffing",
    "whole-percentages",
    "repeat-voting",
]
ROLL = 300


def day(kind, **changes):
    found = lived(inject(kind, **changes))
    hours = [event.voters for event in found.said(EAST, TurnoutReported)]
    (closed,) = found.said(EAST, StationClosed)
    (count,) = found.said(EAST, CountReported)
    return found, hours, closed, count


def true(found):
    station = found.truth.happened.stations[EAST]
    return station.voters, station.cast["east-a"]


@pytest.mark.parametrize("kind", COURSES)
def test_hours_closing_and_protocol_speak_of_the_same_voters(kind):
    found, hours, closed, count = day(kind)
    voters, cast = true(found)

    assert hours == sorted(hours)
    assert hours[-1] + closed.queued <= closed.voters or kind == "rush"
    assert closed.voters == count.issued == count.found
    assert closed.voters >= voters
    assert count.ballots_received == count.issued + count.unused + count.spoiled
    assert sum(count.votes.values()) + count.invalid + count.against_all == count.found
    assert count.found - sum(cast) == closed.voters - voters


@pytest.mark.parametrize("kind", ["stuffing", "repeat-voting", "above-roll", "early-voting"])
def test_what_comes_besides_is_the_leading_candidates(kind):
    found, _, closed, count = day(kind)
    voters, cast = true(found)
    usual = lived().said(EAST, CountReported)[0]

    changed = {name for name in count.votes if count.votes[name] != usual.votes[name]}
    assert len(changed) == 1
    assert (count.invalid, count.against_all) == (usual.invalid, usual.against_all)
    assert sum(cast) + closed.voters - voters == count.found


def test_stuffing_takes_a_share_of_those_who_do_not_vote_from_its_hour_on():
    found, hours, closed, _ = day("stuffing", strength=0.5, at="12:00")
    voters, _ = true(found)
    usual = [event.voters for event in lived().said(EAST, TurnoutReported)]

    assert closed.voters == voters + round(0.5 * (ROLL - voters))
    assert hours[:5] == usual[:5]
    assert all(more > had for more, had in zip(hours[5:], usual[5:], strict=True))


def test_a_list_is_exceeded_by_the_share_that_is_wanted():
    assert day("above-roll", strength=0.1)[2].voters == 330


def test_a_crowd_votes_as_the_others_do():
    found, _, closed, count = day("crowd", strength=0.2)
    voters, cast = true(found)
    usual = lived().said(EAST, CountReported)[0]

    assert closed.voters == min(ROLL, voters + 60)
    grown = [name for name, votes in count.votes.items() if votes > usual.votes[name]]
    assert len(grown) > 1
    assert sum(cast) < count.found


def test_turnout_and_the_leaders_share_are_whole_percentages():
    _, _, closed, count = day("whole-percentages")
    leader = max(count.votes, key=count.votes.get)

    assert closed.voters == round(round(100 * closed.voters / ROLL) * ROLL / 100)
    share = 100 * count.votes[leader] / count.found
    assert abs(share - round(share)) <= 50 / count.found


def test_a_rush_is_more_than_the_desks_can_serve_and_later_hours_wait_for_the_truth():
    _, hours, closed, _ = day("rush")
    usual = [event.voters for event in lived().said(EAST, TurnoutReported)]

    assert hours[0] == 180 + 4
    assert hours == [max(184, voters) for voters in usual]
    assert closed.voters >= 184
