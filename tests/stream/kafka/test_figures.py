"""The figures of a place on their way through a topic: as they were, and nothing of strangers."""

import pytest

from stream.kafka.figures import PROGRESS, Figures, encode, key_of, progress, read, values_of
from stream.pipeline import Pipeline
from stream.table import NATION, Place, Row, area_numbers, areas, hours, rows
from tests.small_election import ELECTION, KEYS, ROSTER, quiet_day, record

EAST = Place("contest", "east", "east-a")


def test_a_place_comes_back_with_the_values_of_its_rows():
    pipeline = Pipeline(ROSTER, KEYS)
    pipeline.feed([*map(record, quiet_day("east-0001", 300, "east-a", {"c1": 120, "c2": 60}))])
    tallies, of_bulletins = pipeline.tallies(), hours(ELECTION)
    there = []
    for place, area in areas(ELECTION, tallies):
        content = encode(values_of(area_numbers(area, of_bulletins)))
        said = read(key_of("calm-1", place), content)
        assert (said.run, said.place) == ("calm-1", place)
        there += [Row(*place, *name, value) for name, value in said.by_name.items()]
    expected = [row for row in rows(ELECTION, tallies) if row.scope != "contest"]
    assert sorted(there) == sorted(expected)
    assert {row.key for row in there} > {"total", "10:00"}


def test_numbers_are_numbers_and_percentages_text_with_two_decimals():
    numbers = [(("votes", "blue:c1"), 3), (("turnout_pct", "total"), (1, 3)), (("votes", "x"), 0)]
    content = encode(values_of(numbers))
    assert content == b'{"votes":{"blue:c1":3,"x":0},"turnout_pct":{"total":"33.33"}}'
    said = Figures.of(key_of("one", EAST), content)
    assert said.number(("votes", "blue:c1")) == 3
    assert said.number(("turnout_pct", "total")) == said.number(("votes", "gone")) == 0


def test_a_place_without_content_is_taken_back():
    assert read(b"one|contest|east|east-a", None) == Figures("one", EAST, {})


def test_progress_says_how_far_each_partition_is():
    key = key_of("one", PROGRESS)
    assert key == b"one|progress||"
    assert Figures.of(key, encode(progress([(0, 7), (3, 9)]))).offsets == {0: 7, 3: 9}
    assert Figures.of(key_of("one", NATION), b"{}").offsets == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (b"", b"{}"),
        (b"\xff|national||", b"{}"),
        (b"one|national|", b"{}"),
        (b"one|national|||voters|total", b"7"),
        (b"one|national||", b"7"),
        (b"one|national||", b""),
        (b"one|national||", b'{"voters":7}'),
        (b"one|national||", b'{"voters":{"total":7.5}}'),
        (b"one|national||", b'{"voters":{"total":-5}}'),
        (b"one|national||", b'{"voters":{"total":%s}}' % (b"9" * 4_299)),
        (b"one|national||", b'{"voters":{"total":"%s"}}' % (b"9" * 5_000)),
        (b"one|national||", b'{"turnout_pct":{"total":"much"}}'),
    ],
)
def test_what_no_worker_writes_is_none_of_it(key, value):
    assert read(key, value) is None
    with pytest.raises(ValueError, match=r".") as raised:
        Figures.of(key, value)
    assert str(raised.value)
