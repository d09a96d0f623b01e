import re

import pytest
from matplotlib.colors import to_rgb

from console.svg import drawing, ink_on


def draw(name="one"):
    with drawing(name, 2, 1) as picture:
        axes = picture.figure.subplots()
        axes.plot([1, 2], [3, 4], marker="D", label="Ақмола < Almaty")
        axes.legend()
    return picture.svg


def test_the_same_drawing_has_the_same_bytes():
    assert draw() == draw()


def test_an_svg_is_one_element_without_addresses_date_or_style():
    svg = draw()
    assert svg.startswith('<svg aria-hidden="true"')
    assert svg.rstrip().endswith("</svg>")
    for unwanted in ("http", "<metadata", "<style", "<?xml", "<!DOCTYPE", "xmlns"):
        assert unwanted not in svg
    assert "width=" not in svg.split(">")[0]


def test_text_stays_text_and_is_escaped():
    assert "Ақмола &lt; Almaty" in draw()


def test_every_reference_finds_its_id_and_two_drawings_share_none():
    ids = {name: set(re.findall(r'id="([^"]+)"', draw(name))) for name in ("one", "two")}
    for name, known in ids.items():
        used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', draw(name)))
        assert used
        assert used <= known
    assert not ids["one"] & ids["two"]


@pytest.mark.parametrize(
    "colour", ["#440154", "#fde725", "#21918c", "#0072b2", "#d55e00", "#767676"]
)
def test_ink_is_readable_on_every_colour_we_use(colour):
    def luminance(name):
        parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(name)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted([luminance(colour), luminance(ink_on(colour))])
    assert (high + 0.05) / (low + 0.05) >= 4.5
