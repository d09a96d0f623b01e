import json

import numpy as np
import pytest

from config.errors import InputError
from config.library import load_election
from console.atlas import Outline, outlines, project


def test_the_map_has_the_fourteen_regions_of_the_election():
    regions = {region.id for region in load_election("kz-2021-07-25").regions}
    assert {outline.region for outline in outlines()} == regions
    assert len(outlines()) == 14


def test_the_centre_of_the_projection_is_the_origin():
    assert project(np.array([[67.0, 48.0]])) == pytest.approx(np.zeros((1, 2)), abs=1e-9)


def test_east_is_right_and_north_is_up():
    (east,), (north,) = project(np.array([[68.0, 48.0]])), project(np.array([[67.0, 49.0]]))
    assert east[0] > 70
    assert north[1] == pytest.approx(111.2, abs=1)


def test_the_projection_keeps_areas():
    def area(south):
        ring = np.array([[60, south], [61, south], [61, south + 1], [60, south + 1]], dtype=float)
        dense = np.concatenate(
            [np.linspace(ring[n], ring[(n + 1) % 4], 200, endpoint=False) for n in range(4)]
        )
        x, y = project(dense).T
        return abs((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)

    def on_the_sphere(south):
        bands = np.sin(np.radians([south, south + 1]))
        return 6371.0**2 * np.radians(1) * (bands[1] - bands[0])

    assert [area(south) for south in (42, 47, 54)] == pytest.approx(
        [on_the_sphere(south) for south in (42, 47, 54)], rel=1e-4
    )


def test_the_map_adds_up_to_the_area_of_the_country():
    def area(ring):
        x, y = ring.T
        return (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2

    total = sum(abs(sum(area(ring) for ring in outline.rings)) for outline in outlines())
    assert total == pytest.approx(2_724_900, rel=0.02)


def test_a_centre_lies_in_the_largest_ring():
    square = np.array([[0, 0], [4, 0], [4, 4], [0, 4]], dtype=float)
    small = np.array([[9, 9], [10, 9], [10, 10]], dtype=float)
    assert Outline("x", (small, square)).centre == pytest.approx((2, 2))


@pytest.mark.parametrize(
    "text",
    [
        "no map",
        "[]",
        '{"features": [{"properties": {}}]}',
        json.dumps(
            {
                "features": [
                    {
                        "properties": {"region": "x"},
                        "geometry": {"type": "Point", "coordinates": [1, 2]},
                    }
                ]
            }
        ),
    ],
)
def test_what_is_no_map_is_bad_input(tmp_path, text):
    (tmp_path / "map.geojson").write_text(text)
    with pytest.raises(InputError, match=r"map\.geojson: not readable as a map"):
        outlines(tmp_path / "map.geojson")
