"""Protocols with one thing wrong."""

import msgspec
import numpy as np
import pytest

from config.election import Election
from config.injects import Inject
from config.library import load_election, load_scenario, load_targets
from sim.day import Day
from sim.injects.counts import CHANGES, NOBODY, TwoProtocols, WinnerChanged, invented
from sim.plan import Plan
from stream.events import CountReported, decode
from tests.sim.injects.days import EAST, WEST, inject, lived
from tests.sim.injects.scenes import scene
from tests.small_election import Voice

USUAL = Voice("east-0001").counted({"c1": 90, "c2": 60, "c3": 21}, invalid=9)


def counts(kind, station=EAST, **changes):
    return lived(inject(kind, station, **changes)).said(station, CountReported)


@pytest.mark.parametrize("kind", sorted(set(CHANGES) - {"invented-digits"}))
def test_a_change_gives_figures_that_the_contract_carries_and_another_protocol(kind):
    changed = CHANGES[kind](USUAL, scene(kind))

    assert changed != USUAL
    assert msgspec.json.decode(msgspec.json.encode(changed), type=CountReported) == changed


def test_invalid_ballots_are_the_share_that_is_wanted():
    changed = CHANGES["spoilt"](USUAL, scene("spoilt", strength=0.5))

    assert changed.invalid == 9 + 90
    assert changed.found == USUAL.found == sum(changed.votes.values()) + changed.invalid


def test_votes_that_are_invented_end_in_0_or_5_and_the_rest_is_called_invalid():
    count = Voice("east-0001").counted({"c1": 213, "c2": 100, "c3": 99}, invalid=2)
    changed = invented(count, scene("invented-digits"))

    assert changed.votes == {"c1": 210, "c2": 100, "c3": 99}
    assert changed.invalid == 5
    assert changed.found == count.found


def test_digits_are_invented_at_a_station_with_a_long_list():
    election = load_election("kz-2021-08-01")
    long = max(election.stations, key=lambda station: station.registered)
    if long.registered < 1000:
        longer = [
            station.model_copy(update={"registered": 2000}) if station.id == long.id else station
            for station in election.stations
        ]
        election = Election.model_validate(election.model_dump() | {"stations": longer})
    script = load_scenario("ideal").model_copy(
        update={"injects": (Inject(id="i", kind="invented-digits", station=long.id),)}
    )
    targets = load_targets("kz-2021-08-01").model_copy(
        update={"published": (), "contradictions": (), "checkpoints": ()}
    )
    day = Day(Plan(election, targets, script, 1))
    said = [decode(bytes(one.value)) for one in day.records() if one.key == long.id]
    (count,) = [event for event in said if isinstance(event, CountReported)]

    many = [votes for votes in count.votes.values() if votes >= 100]
    assert many
    assert all(votes % 5 == 0 for votes in many)
    assert day.truth().happened.falsified == {long.id}


def test_an_unknown_name_has_a_share_of_the_leading_candidates_votes():
    (count,) = counts("candidate-unknown", strength=0.5)
    (usual,) = lived().said(EAST, CountReported)
    leader = next(name for name in usual.votes if count.votes[name] != usual.votes[name])

    assert count.votes[NOBODY] == round(0.5 * usual.votes[leader])
    assert count.found == usual.found


def test_a_correction_has_a_number_and_a_version_of_its_own():
    false, right = counts("sum-broken", corrected_minutes=45)
    (usual,) = lived().said(EAST, CountReported)

    assert (false.version, right.version) == (1, 2)
    assert right.seq == false.seq + 1
    assert right.votes == usual.votes != false.votes
    assert right.at > false.at


def test_the_second_of_the_contest_wins_by_a_correction():
    found = lived(inject("winner-changed", WEST, minutes=30))
    first, corrected = found.said(WEST, CountReported)
    other = lived().said("west-0005", CountReported)[0]

    def winner(count):
        votes = {name: count.votes[name] + other.votes[name] for name in count.votes}
        return max(votes, key=votes.get)

    assert (first.version, corrected.version) == (1, 2)
    assert winner(first) != winner(corrected)
    assert first.found == corrected.found
    expected = found.truth.expected_tally
    name = f"blue:Candidate {winner(corrected)}".replace(
        "blue:Candidate c2", "green:Candidate c2"
    ).replace("blue:Candidate c3", "independent:Candidate c3")
    assert expected[f"contest|west|west-b|elected|{name}"] == 1


def test_a_lead_that_one_station_cannot_turn_stays():
    cast = np.array([900, 100, 0, 0, 0])
    trick = WinnerChanged(scene("winner-changed", cast=cast))

    assert [said.event for said in trick.tell(USUAL, 0)] == [USUAL]
    assert trick.deed is None


def test_two_protocols_of_one_version_add_up_both():
    first, second = counts("two-protocols")

    assert (first.version, second.version) == (1, 1)
    assert second.seq == first.seq + 1
    assert sum(first.votes.values()) == sum(second.votes.values())
    assert first.votes != second.votes


def test_where_nobody_has_votes_there_is_no_second_protocol():
    nothing = Voice("east-0001").counted({"c1": 0, "c2": 0})
    trick = TwoProtocols(scene("two-protocols"))

    assert [said.event for said in trick.tell(nothing, 0)] == [nothing]
    assert trick.deed is None


@pytest.mark.parametrize("kind", ["issued-changed", "ballots-lost"])
def test_the_last_ballot_is_never_taken(kind):
    one = Voice("east-0001").counted({"c1": 1, "c2": 0})

    assert CHANGES[kind](one, scene(kind)) is None
