"""Bulk: a scaled election's journal says what was drawn, and the tally finds it."""

import pytest

from config.errors import InputError
from config.library import load_scenario
from sim.bulk import write_bulk
from sim.journal import Journal
from sim.scaled import blocks, scaled_election
from stream.events import CountReported, decode
from stream.pipeline import Pipeline
from stream.roster import Roster

STATIONS, SEED, BLOCK = 70, 5, 30
CALM = load_scenario("calm")


@pytest.fixture(scope="module")
def election():
    return scaled_election(STATIONS, SEED, BLOCK)


@pytest.fixture(scope="module")
def bulk(election, tmp_path_factory):
    path = tmp_path_factory.mktemp("bulk") / "journal.jsonl.zst"
    busy = CALM.delivery.model_copy(update={"duplicates": 0.01})
    script = CALM.model_copy(update={"delivery": busy})
    return path, write_bulk(path, election, SEED, script, BLOCK)


def records_of(path):
    return [record for batch in Journal.open(path).batches() for record in batch]


def test_every_station_opens_reports_every_hour_closes_and_counts(bulk):
    path, written = bulk
    kinds = {}
    for record in records_of(path):
        event = decode(record.value)
        kinds.setdefault(event.source, {})[event.seq] = type(event).__name__

    assert len(kinds) == STATIONS
    usual = ["StationOpened", *["TurnoutReported"] * 13, "StationClosed", "CountReported"]
    assert all([said[seq] for seq in sorted(said)] == usual for said in kinds.values())
    assert written.distinct == STATIONS * 16


def test_records_are_in_the_order_received(bulk):
    moments = [record.received for record in records_of(bulk[0])]

    assert moments == sorted(moments)


def test_duplicates_come_at_their_rate_and_repeat_a_record(bulk):
    path, written = bulk
    values = [bytes(record.value) for record in records_of(path)]

    assert len(values) == written.records
    assert len(set(values)) == written.distinct
    assert 0 < written.records - written.distinct < 0.03 * written.distinct


def test_the_tally_accepts_all_of_it_and_finds_what_was_drawn(bulk, election):
    path, written = bulk
    pipeline = Pipeline(Roster.of(election, written.plan.run, 4), written.plan.key_ring)
    pipeline.feed(records_of(path))
    pipeline.finish()

    dealt = list(blocks(STATIONS, SEED, BLOCK))
    nation = pipeline.tallies().nation
    assert nation.ballots == nation.voters == written.ballots
    assert written.ballots == sum(int(block.day.ballots.sum()) for block in dealt)
    assert nation.registered == written.registered
    assert pipeline.rejected == 0
    assert pipeline.alerts() == []


def test_votes_are_those_of_the_blocks(bulk, election):
    counts = {
        event.source: event
        for record in records_of(bulk[0])
        if isinstance(event := decode(record.value), CountReported)
    }
    for block in blocks(STATIONS, SEED, BLOCK):
        for at, row in zip(block.ground.station_of, block.day.votes.tolist(), strict=True):
            count = counts[block.station_ids[at]]
            standing = election.candidates_of[count.contest]
            assert list(count.votes.values()) == row[: len(standing)]
            assert [count.against_all, count.invalid] == row[-2:]
            assert count.found == sum(row)


def test_the_same_seed_writes_the_same_text(bulk, election, tmp_path):
    script = bulk[1].plan.scenario
    again = write_bulk(tmp_path / "again", election, SEED, script, BLOCK)

    assert again.sha256 == bulk[1].sha256


def test_faults_that_arrays_do_not_know_are_refused_before_anything_is_written(election, tmp_path):
    path = tmp_path / "journal.jsonl.zst"

    with pytest.raises(InputError, match="losses is on, reordering_seconds is on") as caught:
        write_bulk(path, election, SEED, load_scenario("bad-network"), BLOCK)
    assert "bad-network.toml, delivery.losses" in caught.value.where
    assert not path.exists()
