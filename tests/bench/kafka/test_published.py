"""What contestants publish comes out as figures by region."""

import msgspec

from bench.kafka.plain_fold import RegionTotal
from bench.kafka.published import Rows, Totals
from bench.kafka.reports import Outcome


class _Message:
    def __init__(self, key, value):
        self._key, self._value = key, value

    def key(self):
        return self._key

    def value(self):
        return self._value


def _row(key, value):
    return _Message(f"run-1|{key}".encode(), value and value.encode())


def test_the_latest_total_of_a_region_counts():
    totals = Totals()
    for voters in (1, 5):
        total = RegionTotal("east", 3, voters, 9, 4, 3)
        totals.take(_Message(None, msgspec.json.encode(total)))

    assert totals.outcomes() == {"east": Outcome(5, 4, 3)}


def test_of_our_rows_those_of_regions_count_without_invalid_and_against_all():
    rows = Rows()
    for key, value in (
        ("region|east|||", "0"),
        ("region|east||voters|total", "7"),
        ("region|east||voters|10:00", "5"),
        ("region|east||ballots|total", "6"),
        ("region|east||votes|blue", "3"),
        ("region|east||votes|gone", "9"),
        ("region|east||votes|gone", None),
        ("region|east||votes|green", "1"),
        ("region|east||votes|invalid", "1"),
        ("region|east||votes|against-all", "1"),
        ("national|||voters|total", "99"),
        ("contest|east|east-a|votes|A|B", "99"),
    ):
        rows.take(_row(key, value))

    assert rows.outcomes() == {"east": Outcome(7, 6, 4)}


def test_our_rows_are_complete_when_every_partition_is_in_them():
    rows = Rows()
    rows.take(_row("progress|||offset|0", "10"))
    assert not rows.reached((10, 3))

    rows.take(_row("progress|||offset|1", "3"))
    assert rows.reached((10, 3))
