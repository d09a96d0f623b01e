"""A roster comes back from its file as it was."""

import msgspec
import pytest

from stream import roster_file
from stream.pipeline import Pipeline
from stream.roster import Roster
from stream.table import rows
from tests.small_election import ELECTION, KEYS, RUN, quiet_day, record

MADE_OF = "a definition"


def _again(partitions=7):
    content = roster_file.encode(ELECTION, Roster.of(ELECTION, RUN), MADE_OF)
    return roster_file.decode(content, MADE_OF, RUN, partitions)


@pytest.mark.parametrize("partitions", [1, 4, 7])
def test_it_comes_back_as_it_was_for_any_number_of_partitions(partitions):
    _, again = _again(partitions)
    made = Roster.of(ELECTION, RUN, partitions)
    assert again.sources == made.sources
    assert any(source.role for source in again.sources.values())
    assert (again.units, again.sizes, again.by_row) == (made.units, made.sizes, made.by_row)
    assert [*again.races.items()] == [*made.races.items()]
    assert again.partition_of.tolist() == made.partition_of.tolist()
    assert (again.election, again.run) == (ELECTION.id, RUN)


def test_outline_and_roster_make_the_same_table():
    outline, again = _again(4)
    events = quiet_day("east-0001", 300, "east-a", {"c1": 120, "c2": 60})
    tables = []
    for election, roster in [(ELECTION, Roster.of(ELECTION, RUN)), (outline, again)]:
        pipeline = Pipeline(roster, KEYS)
        pipeline.feed([record(event) for event in events])
        tables.append([*rows(election, pipeline.tallies(), pipeline.stations())])
    assert tables[0] == tables[1]
    assert len(tables[0]) > 100


def test_what_is_no_roster_or_one_of_something_else_is_told():
    content = roster_file.encode(ELECTION, Roster.of(ELECTION, RUN), MADE_OF)
    with pytest.raises(ValueError, match="made of 'a definition'"):
        roster_file.decode(content, "another", RUN, 4)
    with pytest.raises(ValueError, match=r"."):
        roster_file.decode(content[:-9], MADE_OF, RUN, 4)
    other = msgspec.msgpack.encode([2, *msgspec.msgpack.decode(content)[1:]])
    with pytest.raises(ValueError, match="format 2"):
        roster_file.decode(other, MADE_OF, RUN, 4)
