"""What contestants publish comes out as figures by region."""

import msgspec

from bench.kafka.plain_fold import RegionTotal
from bench.kafka.published import Places, Totals
from bench.kafka.reports import Outcome


class _Message:
    def __init__(self, key, value):
        self._key, self._value = key, value

    def key(self):
        return self._key

    def value(self):
        return self._value


def _said(key, values):
    return _Message(f"run-1|{key}".encode(), msgspec.json.encode(values))


def test_the_latest_total_of_a_region_counts():
    totals = Totals()
    for voters in (1, 5):
        total = RegionTotal("east", 3, voters, 9, 4, 3)
        totals.take(_Message(None, msgspec.json.encode(total)))

    assert totals.outcomes() == {"east": Outcome(5, 4, 3)}


def test_of_our_places_regions_count_without_invalid_and_against_all():
    places = Places()
    votes = {"blue": 3, "green": 1, "invalid": 1, "against-all": 1}
    for key, values in (
        ("region|east|", {"voters": {"total": 1}, "votes": {"gone": 9}}),
        (
            "region|east|",
            {"voters": {"total": 7, "10:00": 5}, "ballots": {"total": 6}, "votes": votes},
        ),
        ("national||", {"voters": {"total": 99}}),
        ("contest|east|east-a", {"votes": {"A|B": 99}}),
    ):
        places.take(_said(key, values))

    assert places.outcomes() == {"east": Outcome(7, 6, 4)}


def test_our_places_are_complete_when_every_partition_is_in_them():
    places = Places()
    places.take(_said("progress||", {"offset": {"0": 10}}))
    assert not places.reached((10, 3))

    places.take(_said("progress||", {"offset": {"0": 10, "1": 3}}))
    assert places.reached((10, 3))
