"""A roster comes back from its file as it was."""

import hashlib

import msgspec
import numpy as np
import pytest

from stream import roster_file
from stream.pipeline import Pipeline
from stream.roster import Roster
from stream.table import rows
from tests.small_election import ELECTION, KEYS, ROSTER, RUN, quiet_day, record

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


def _content():
    return roster_file.encode(ELECTION, Roster.of(ELECTION, RUN), MADE_OF)


def _parts():
    """Return what a file holds, by the names of its fields."""
    values = msgspec.msgpack.decode(_content()[16:])
    return dict(zip(roster_file.RosterFile.__struct_fields__, values, strict=True))


def _written(parts):
    """Return a file of such parts, with the hash that belongs to it."""
    content = msgspec.msgpack.encode([*parts.values()])
    return hashlib.blake2b(content, digest_size=16).digest() + content


def test_what_is_no_roster_or_one_of_something_else_is_told():
    with pytest.raises(ValueError, match="made of 'a definition'"):
        roster_file.decode(_content(), "another", RUN, 4)
    with pytest.raises(ValueError, match="format 9"):
        roster_file.decode(_written(_parts() | {"format": 9}), MADE_OF, RUN, 4)
    for content in (b"", b"rubbish", bytes(16)):
        with pytest.raises(ValueError, match="damaged, or no roster"):
            roster_file.decode(content, MADE_OF, RUN, 4)


def test_damage_anywhere_is_told():
    content = _content()
    assert _written(_parts()) == content
    for place in range(0, len(content), 7):
        damaged = bytearray(content)
        damaged[place] ^= 1
        for wrong in (bytes(damaged), content[:place]):
            with pytest.raises(ValueError, match="damaged"):
                roster_file.decode(wrong, MADE_OF, RUN, 4)


def _numbers(*values):
    return np.array(values, np.int32).tobytes()


COUNT = len(ROSTER.sources)
FAR = 1 << 40


@pytest.mark.parametrize(
    "change",
    [
        {"names": []},
        {"names": ["east-0001"] * COUNT},
        {"names": [7]},
        {"units_of": b"odd"},
        {"units_of": _numbers(*[99] * COUNT)},
        {"units_of": _numbers(*[-2] * COUNT)},
        {"units_of": _numbers(0)},
        {"registered": _numbers(*[-1] * COUNT)},
        {"registered": b""},
        {"roles": {FAR: "commission"}},
        {"roles": {-1: "commission"}},
        {"roles": {"a": "commission"}},
        {"units": []},
        {"units": [["east", "nowhere", []]] * 9},
        {"units": [["east", "east-a", ["no-contest"]]] * 9},
        {"sizes": b""},
        {"sizes": b"odd"},
        {"sizes": b"\xff" * 16 * len(ROSTER.units)},
        {"races": []},
        {"races": [["a", "east", "east-a", [], 1, 1]] * 2},
        {"races": [["a", "nowhere", "east-a", [], 1, 1]]},
        {"outline": b"{}"},
        {"outline": b"no json"},
    ],
    ids=str,
)
def test_parts_that_do_not_fit_are_told_whoever_wrote_them(change):
    with pytest.raises(ValueError, match=r"."):
        roster_file.decode(_written(_parts() | change), MADE_OF, RUN, 4)


def test_an_election_without_sources_comes_back():
    parts = _parts() | {"names": [], "units_of": b"", "registered": b"", "roles": {}}
    _, roster = roster_file.decode(_written(parts), MADE_OF, RUN, 4)
    assert roster.sources == {}


@pytest.mark.parametrize("error", [IndexError, KeyError, TypeError, AttributeError, OverflowError])
def test_whatever_reading_stumbles_over_is_one_kind_of_error(monkeypatch, error):
    def stumble(*_):
        raise error("so")

    monkeypatch.setattr(roster_file, "partitions_of", stumble)
    with pytest.raises(ValueError, match=r"does not fit together: .*so"):
        roster_file.decode(_content(), MADE_OF, RUN, 4)


def test_an_outline_comes_back_without_sources_and_with_what_its_units_hold():
    made = Roster.of(ELECTION, RUN)
    content = roster_file.encode(ELECTION, made.outline(), MADE_OF)
    _, again = roster_file.decode(content, MADE_OF, RUN, made.partitions)
    assert (again.sources, again.by_row) == ({}, [])
    assert (again.units, again.races, again.sizes) == (made.units, made.races, made.sizes)
    assert (again.run, again.partitions, again.hours) == (RUN, made.partitions, made.hours)
