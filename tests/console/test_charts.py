import re

import pytest

from console.atlas import outlines
from console.charts import Area, SeatRow, alert_bars, seat_bars, turnout_curves, turnout_map


def area(id_="akmola", name="Akmola", turnout=75.75, points=()):
    return Area(id_, name, turnout, [(7.0, 0.0), (14.0, 50.0), (20.0, turnout)], points)


def test_the_map_names_each_region_with_its_turnout():
    svg = turnout_map(outlines(), [area(), area("jambyl", "Jambyl", 90.66)])
    for text in (">Akmola<", ">75.8 %<", ">Jambyl<", ">90.7 %<", "percent of registered voters"):
        assert text in svg, text


def test_regions_without_an_election_are_grey():
    assert turnout_map(outlines(), [area()]).count("fill: #d9dee3") == 13


@pytest.mark.parametrize("count", [1, 2, 3, 14])
def test_there_are_as_many_curves_as_regions(count):
    areas = [area(f"r{n}", f"Region {n}", 50 + n) for n in range(count)]
    svg = turnout_curves(areas, area("", "nation"))
    for one in areas:
        assert f"{one.name}  {one.turnout:.2f} %" in svg


def test_a_published_value_is_marked():
    without = turnout_curves([area()], area("", "nation"))
    marked = turnout_curves([area(points=[(12.0, 33.74)])], area("", "nation"))
    assert marked.count("#d55e00") > without.count("#d55e00")


def test_seats_are_numbers_beside_names():
    svg = seat_bars(
        [SeatRow("Akmola", {"blue": 74, "green": 21}), SeatRow("Atyrau", {"blue": 18})],
        [("blue", "Blue Party", "#0072b2"), ("green", "Green Party", "#009e73")],
    )
    for text in (">Akmola<", ">Blue Party<", ">Green Party<", ">74<", ">21<", ">95<", ">18<"):
        assert text in svg, text


def test_an_area_without_seats_has_no_bar():
    assert ">0<" in seat_bars([SeatRow("Akmola", {})], [("blue", "Blue", "#0072b2")])


def test_alerts_are_counted_by_severity():
    svg = alert_bars([(8.2, "error"), (8.4, "error"), (21.9, "warning")], (6, 23))
    assert "error (2)" in svg
    assert "warning (1)" in svg
    assert "notice" not in svg


def test_a_day_without_alerts_is_an_empty_picture():
    assert "hour, official time" in alert_bars([], (6, 22))


def width(svg):
    return float(re.search(r'viewBox="0 0 ([0-9.]+)', svg)[1])


@pytest.mark.parametrize("narrow", [False, True])
def test_every_picture_is_as_wide_as_its_page(narrow):
    pictures = [
        turnout_map(outlines(), [area(), area("jambyl", "Jambyl", 90.66)], narrow=narrow),
        turnout_curves([area()] * 4, area("", "nation"), narrow=narrow),
        seat_bars([SeatRow("Akmola", {"b": 1})], [("b", "Blue", "#0072b2")], narrow=narrow),
        alert_bars([(8.2, "error")], (6, 23), narrow=narrow),
    ]
    assert {round(width(svg)) for svg in pictures} == {389 if narrow else 792}
    assert all(("-narrow-" in svg) == narrow for svg in pictures)


def test_a_name_of_two_words_takes_two_lines_on_a_narrow_map():
    areas = [area("akmola", "North Akmola")]
    assert ">North Akmola<" in turnout_map(outlines(), areas)
    assert ">North Akmola<" not in turnout_map(outlines(), areas, narrow=True)
