"""Figures as SVG elements to be set into a page.

Text stays text (it can be searched and scaled; read aloud is the description that
the page puts beside it); the same data give the same bytes; several figures share a
page without sharing ids.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

INK: Final = "#1c2530"
MUTED: Final = "#5b6672"
GRID: Final = "#d9dee3"

_STYLE: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans", "sans-serif"],
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "grid.color": GRID,
    "legend.frameon": False,
}


class Drawing:
    """A figure, and its SVG once the drawing is done."""

    def __init__(self, width: float, height: float) -> None:
        self.figure = Figure(figsize=(width, height))
        FigureCanvasSVG(self.figure)
        self.svg = ""


@contextmanager
def drawing(name: str, width: float, height: float) -> Iterator[Drawing]:
    """Draw a figure of `width` by `height` inches; `name` sets its ids apart."""
    style: dict[Any, Any] = {**_STYLE, "svg.hashsalt": name}
    with mpl.rc_context(style):
        picture = Drawing(width, height)
        yield picture
        picture.svg = _element(picture.figure, name)


def standalone(svg: str, label: str) -> str:
    """Return a figure as a file of its own, with the names that a page knows, and a label."""
    svg = svg.replace('aria-hidden="true"', f'role="img" aria-label="{label}"', 1)
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n' + svg.replace("<svg", f"<svg {names}", 1) + "\n"
    )


def ink_on(colour: str) -> str:
    """Return black or white, whichever has more contrast on `colour` (WCAG 2.2, 1.4.3)."""
    channels = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in mpl.colors.to_rgb(colour)
    ]
    luminance = float(np.dot(channels, (0.2126, 0.7152, 0.0722)))
    return "#000000" if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else "#ffffff"


def _element(figure: Figure, name: str) -> str:
    """Return the svg element alone: no prolog, metadata, size or addresses of namespaces."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    # The element's own style would hold for the whole page.
    svg = re.sub(r"<style type=\"text/css\">.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' xmlns(:\w+)?="[^"]*"| version="1.1"', "", svg)
    svg = re.sub(r'<svg width="[^"]*" height="[^"]*"', '<svg aria-hidden="true"', svg, count=1)
    svg = re.sub(r'id="([^"]*)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r'href="#([^"]*)"', rf'href="#{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]*)\)", rf"url(#{name}-\1)", svg)
    return re.sub(r"(\d+\.\d\d)\d+", r"\1", svg)
