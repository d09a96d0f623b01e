"""What has to come out: as our own pipeline has it, and as the shares of stations add up."""

from collections import Counter

import pytest

from sim.load.share import PRESENCE, PROTOCOL, ROLL, TURNOUT
from stream.events import decode, encode
from stream.keys import KeyRing
from tests.sim.load.days import again, small, small_records, storm
from tests.small_election import Voice, record

SUMS = ("polling_stations", "registered", "voters", "ballots", "votes")
DAYS = pytest.mark.parametrize("played", [small, storm])


def own_rows(played):
    return {row: number for row, number in played.delivered.rows() if number}


def metric(row):
    return row.split("|", 4)[3]


@DAYS
def test_all_that_has_to_come_out_is_what_our_own_pipeline_makes(played):
    day = played()

    wanted = own_rows(day)
    assert wanted == {row: day.tallies[row] for row in wanted}
    assert len(wanted) > 70


@DAYS
def test_the_shares_of_all_stations_add_up_to_all_sums(played):
    day = played()
    total: Counter[str] = Counter()
    for region in day.election.regions:
        for share in day.delivered.shares(region.id):
            total.update(share.standing)

    wanted = {row: n for row, n in own_rows(day).items() if metric(row) in SUMS}
    assert {row: number for row, number in total.items() if number} == wanted


@DAYS
def test_the_protocols_of_a_contest_are_those_among_the_shares_of_the_region(played):
    day = played()
    for contest in day.election.contests:
        some = day.delivered.shares(contest.region, contest.id)
        every = day.delivered.shares(contest.region)

        assert [share for share in every if share in some and share.about == PROTOCOL]
        hosts = {one.id for one in day.election.stations if contest.id in one.contests}
        assert {share.station for share in some} == hosts
        assert all(share in every for share in some)


def test_kinds_of_statements_have_no_rows_in_common():
    by_kind = {}
    for share in small().delivered.shares("east"):
        if share.station == "east-0001":
            by_kind[share.about] = set(share.standing)

    assert set(by_kind) == {PRESENCE, ROLL, TURNOUT, PROTOCOL}
    assert sum(map(len, by_kind.values())) == len(set().union(*by_kind.values()))


def test_what_a_correction_superseded_stood_before():
    shares = {one.station: one for one in small().delivered.shares("east", "east-a")}

    assert not shares["east-0001"].before
    (before,) = shares["east-0002"].before
    row = "contest|east|east-a|votes|blue:Candidate c1"
    assert (before[row], shares["east-0002"].standing[row]) == (71, 64)


def test_before_the_closing_the_turnout_was_that_of_the_last_hour():
    (share,) = (
        one
        for one in small().delivered.shares("east")
        if (one.station, one.about) == ("east-0001", TURNOUT)
    )
    row = "station:east-0001|east||voters|total"

    stood = [before[row] for before in share.before]
    assert share.standing[row] == 197
    assert stood[:4] == [197 * hour // 13 for hour in (1, 3, 5, 8)]
    assert len(stood) == len({str(sorted(before.items())) for before in share.before})


@pytest.mark.parametrize("gone", range(1, 9))
def test_what_stands_without_some_statement_is_what_a_pipeline_makes_that_misses_it(gone):
    """For any one statement: the figures that differ are those of a share lost or before."""
    whole, short = small(), small(small_records({("east-0001", gone)}))
    by_row = {
        row: short.tallies.get(row, 0)
        for row in whole.tallies
        if row.startswith("station:east-0001|") and whole.tallies[row] != short.tallies.get(row, 0)
    }
    for about in {"voters": TURNOUT, "ballots": PROTOCOL, "votes": PROTOCOL}.items():
        differing = {row: n for row, n in by_row.items() if metric(row) == about[0]}
        shares = [
            one
            for one in whole.delivered.shares("east")
            if (one.station, one.about) == ("east-0001", about[1])
        ]
        states = [{}, *(before for share in shares for before in share.before)]
        assert any(
            all(state.get(row, 0) == number for row, number in differing.items())
            for state in states
        )


@pytest.mark.parametrize("gone", range(2, 6))
def test_the_turnout_without_an_hour_is_what_a_pipeline_makes_that_misses_it(gone):
    whole, short = small(), small(small_records({("west-0004", gone)}))
    (share,) = (
        one
        for one in whole.delivered.shares("west")
        if (one.station, one.about) == ("west-0004", TURNOUT)
    )
    rows = {row for row in share.standing if row.startswith("region|")}
    off = {row: short.tallies[row] - whole.tallies[row] for row in rows}

    states = [*share.before, share.standing]
    assert any(off == {row: state[row] - share.standing[row] for row in rows} for state in states)


def test_protocols_that_were_superseded_come_oldest_first():
    voice = Voice("east-0001")
    votes = {1: 50, 2: 40, 3: 30, 4: 20}
    said = [
        record(voice.counted({"c1": votes[version]}, version=version)) for version in (3, 1, 4, 2)
    ]
    shares = {one.station: one for one in small(said).delivered.shares("east", "east-a")}

    row = "station:east-0001|east|east-a|votes|c1"
    assert [before[row] for before in shares["east-0001"].before] == [50, 40, 30]
    assert shares["east-0001"].standing[row] == 20


def test_there_are_no_shares_of_places_that_do_not_exist():
    delivered = small().delivered

    assert list(delivered.shares("north")) == []
    assert list(delivered.shares("east", "nope")) == []
    assert list(delivered.shares("east", "west-b")) == []


def test_a_station_that_said_nothing_has_empty_shares():
    silent = small([one for one in small_records() if one.key != "east-0003"])

    shares = [one for one in silent.delivered.shares("east") if one.station == "east-0003"]
    assert [share.about for share in shares] == [PRESENCE, ROLL, TURNOUT, PROTOCOL]
    assert not any(share.standing or share.before for share in shares)


def test_a_record_twice_counts_once():
    records = small_records()

    assert own_rows(small(records * 2)) == own_rows(small(records))


def forged(one):
    stranger = KeyRing({1: b"1" * 32}, 1)
    return again(one, bytes(one.value).replace(b'"voters":', b'"voters":1'), stranger)


def corrupt(one):
    value = bytes(one.value)[:-1] + b"?"
    return record(decode(one.value), value=value)


def garbled(one):
    return again(one, bytes(one.value)[:-1])


def misplaced(one):
    return record(decode(one.value), partition=one.partition + 1)


def of_another_run(one):
    return again(one, bytes(one.value).replace(b'"run":"calm-1"', b'"run":"calm-2"'))


def of_another_election(one):
    return again(one, bytes(one.value).replace(b'"small"', b'"tall"'))


def in_anothers_name(one):
    said = encode(Voice("east-0002").turnout(13, 199, seq=20))
    return again(one, said)


def without_a_moment(one):
    said = Voice("east-0001").turnout(13, 199, seq=20)
    return again(one, encode(said).replace(said.as_of.encode(), b"now"))


def not_dated(one):
    said = Voice("east-0001").turnout(13, 199, seq=20)
    return again(one, encode(said).replace(said.at.encode(), b"now"))


def number_too_high(one):
    return again(one, encode(Voice("east-0001").turnout(13, 199, seq=1_001)))


def of_another_contest(one):
    said = Voice("east-0001").counted({"c1": 5}, contest="west-b", seq=20)
    return again(one, encode(said))


def withdrawn(one):
    return again(one, encode(Voice("east-0001").withdrawn("east-a", "c1")))


def unknown(_):
    return record(Voice("east-0009").turnout(13, 199))


REFUSED = [
    *(forged, corrupt, garbled, misplaced, of_another_run, of_another_election, unknown),
    *(in_anothers_name, without_a_moment, not_dated, number_too_high, of_another_contest),
    withdrawn,
]


@pytest.mark.parametrize("change", REFUSED)
def test_a_record_that_has_to_be_refused_changes_nothing(change):
    """Also not where it is all that comes of a station, which then was not heard of."""
    records = small_records()
    (last,) = (one for one in records if one.key == "east-0001" and b'"seq":6' in one.value)
    bad = change(last)
    assert bad != last

    assert own_rows(small([*records, bad])) == own_rows(small(records))
    others = [one for one in records if one.key != "east-0001"]
    assert own_rows(small([*others, bad])) == own_rows(small(others))
    assert own_rows(small([*others, last])) != own_rows(small(others))
