"""Rows, and where they stand."""

import pytest

from sim.load.difference import Difference, Place, about_of, kinds_of, place_of
from sim.load.share import PRESENCE, PROTOCOL, ROLL, TURNOUT


@pytest.mark.parametrize(
    ("row", "about", "place", "station", "kind"),
    [
        ("national|||voters|10:00", TURNOUT, "national||", "", "national"),
        ("region|east||registered|total", ROLL, "region|east|", "", "region"),
        ("region|east||polling_stations|total", PRESENCE, "region|east|", "", "region"),
        ("contest|east|a|registered|total", PROTOCOL, "contest|east|a", "", "contest"),
        ("station:x:1|east|a|votes|c|1", PROTOCOL, "station:x:1|east|a", "x:1", "station"),
        ("station:x|east||registered|total", ROLL, "station:x|east|", "x", "station"),
        ("text", PROTOCOL, "text||", "", "text"),
    ],
)
def test_a_row_tells_where_it_stands_and_what_makes_it(row, about, place, station, kind):
    assert about_of(row) == about
    assert str(place_of(row)) == place
    assert (place_of(row).station, place_of(row).kind) == (station, kind)


def test_a_difference_tells_its_parts_and_by_how_much():
    one = Difference("station:x|east|a|votes|c|1", 5, None)

    assert (one.by, one.metric, one.key) == (-5, "votes", "c|1")
    assert one.place == Place("station:x", "east", "a")
    assert one.says == "station:x|east|a|votes|c|1 is missing, expected 5"
    assert Difference("a", None, 3).by == 3
    assert Difference("a", None, 3).says == "a is 3, expected none"


def test_kinds_are_those_of_scope_and_metric():
    assert kinds_of(["station:x|e||voters|total", "station:y|e||voters|total", "a"]) == {
        ("station", "voters"),
        ("a", ""),
    }
