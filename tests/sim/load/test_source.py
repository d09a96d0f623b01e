"""Sources: any number of shards make the same multiset of events."""

from collections import Counter

import pytest

from config.library import load_scenario
from sim.bulk_journal import write_bulk
from sim.journal import Journal
from sim.load.source import BulkSource, Shard, TapeSource
from sim.scaled_election import scaled_election

BAD = load_scenario("bad-network")


def events(source):
    return Counter(
        (one.received, one.partition, one.key, one.key_id, one.mac, bytes(one.value))
        for batch in source.batches()
        for one in batch
    )


@pytest.fixture(scope="module")
def tape(tmp_path_factory):
    path = tmp_path_factory.mktemp("source") / "journal.jsonl.zst"
    write_bulk(path, scaled_election(90, 3), 3, BAD)
    return Journal.open(path)


def of_tape(tape, shard):
    return TapeSource(tape, shard)


def drawn(_tape, shard):
    return BulkSource(90, BAD, 3, shard)


@pytest.mark.parametrize("make", [of_tape, drawn])
@pytest.mark.parametrize("parts", [2, 3, 8])
def test_shards_in_any_number_are_the_same_events(tape, make, parts):
    whole = make(tape, Shard())
    together = Counter()
    of_station = {}
    for part in range(1, parts + 1):
        source = make(tape, Shard(part, parts))
        found = events(source)
        assert source.events == sum(found.values())
        together += found
        for one in found:
            assert of_station.setdefault(one[2], part) == part
    assert together == events(whole)
    assert whole.events == sum(together.values())


@pytest.mark.parametrize("make", [of_tape, drawn])
def test_a_source_is_the_same_each_time_and_in_the_order_received(tape, make):
    source = make(tape, Shard(1, 2))
    first = [one for batch in source.batches() for one in batch]
    assert first == [one for batch in source.batches() for one in batch]
    assert [one.received for one in first] == sorted(one.received for one in first)


def test_what_is_drawn_is_signed_with_its_keys():
    source = BulkSource(50, load_scenario("calm"), 3, Shard())
    for batch in source.batches():
        for one in batch:
            assert source.keys.proves(one.key, one.key_id, one.value, one.mac)
    assert source.header.election == "scaled-50-3"
