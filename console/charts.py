"""The pictures of the report.

Colours: viridis for amounts, the palette of Okabe and Ito (Color Universal
Design, 2008) for kinds; both hold under colour blindness and in grey. Parties
keep their own colours and are named beside them. Hours count from midnight of
election day, official time; they run on past 24. Each picture is drawn for a page
and, `narrow`, for a telephone: less beside one another, letters as large.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize, to_hex
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from console.atlas import Outline
from console.svg import GRID, INK, drawing, ink_on

BLUE: Final = "#0072b2"
VERMILION: Final = "#d55e00"
BEHIND: Final = "#8a96a3"
_WIDTH: Final = {False: 11.0, True: 5.4}
"""Inches, by whether the picture is narrow."""
SEVERITY: Final = {"error": "#d55e00", "warning": "#e69f00", "notice": "#56b4e9"}

# Pale colours stand out from the page by their outline (WCAG 2.2, 1.4.11).
_OUTLINED: Final[dict[str, Any]] = {"edgecolor": INK, "linewidth": 0.6}

# Labels of narrow or crowded regions are set off from their centres (kilometres).
_NUDGE: Final = {
    "akmola": (-15, -10),
    "almaty": (0, 25),
    "atyrau": (0, 20),
    "jambyl": (0, 20),
    "kostanay": (-25, 20),
    "kyzylorda": (0, -25),
    "mangystau": (-15, -10),
    "north-kazakhstan": (-25, 28),
    "turkistan": (15, -75),
    "west-kazakhstan": (40, 0),
}


@dataclass(frozen=True)
class Area:
    """A region as the map and the curves show it.

    `curve` is the turnout in percent by hour; `points` the published values
    (hour, percent) that it has to pass.
    """

    id: str
    name: str
    turnout: float
    curve: Sequence[tuple[float, float]]
    points: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class SeatRow:
    """Seats of one area by party id."""

    name: str
    seats: Mapping[str, int]


def turnout_map(outlines: Sequence[Outline], areas: Sequence[Area], *, narrow: bool = False) -> str:
    """Return the map of the regions coloured by turnout, each with name and value."""
    by_id = {area.id: area for area in areas}
    low, high = _scale([area.turnout for area in areas])
    colours, norm = mpl.colormaps["viridis"], Normalize(low, high)
    foot, height = (0.16, 3.7) if narrow else (0.1, 6.6)
    with drawing(_name("map", narrow), _WIDTH[narrow], height) as picture:
        axes = picture.figure.add_axes((0.0, foot, 1.0, 1.0 - foot))
        axes.set_axis_off()
        axes.set_aspect("equal")
        for outline in outlines:
            area = by_id.get(outline.region)
            face = GRID if area is None else to_hex(colours(norm(area.turnout)))
            axes.add_patch(
                PathPatch(_path(outline), facecolor=face, edgecolor="white", linewidth=1.2)
            )
            if area is not None:
                _label(axes, outline, area, ink_on(face), narrow=narrow)
        axes.autoscale_view()
        key = picture.figure.add_axes(
            (0.2, 0.8 * foot, 0.6, 0.022) if narrow else (0.3, 0.075, 0.4, 0.022)
        )
        scale = ScalarMappable(norm, colours)
        bar = picture.figure.colorbar(scale, cax=key, orientation="horizontal")
        bar.set_label("turnout, percent of registered voters")
    return picture.svg


def turnout_curves(areas: Sequence[Area], nation: Area, *, narrow: bool = False) -> str:
    """Return one small picture a region: its turnout by hour, the nation's behind it."""
    columns = min(2 if narrow else 3, len(areas))
    rows = -(-len(areas) // columns)
    height = 0.75 + 1.75 * rows
    with drawing(_name("curves", narrow), _WIDTH[narrow], height) as picture:
        grid = picture.figure.subplots(
            rows, columns, sharex=True, sharey=True, squeeze=False, gridspec_kw={"hspace": 0.38}
        )
        picture.figure.subplots_adjust(
            left=0.55 / _WIDTH[narrow],
            right=0.98,
            top=1 - 0.3 / height,
            bottom=0.45 / height,
        )
        for place, axes in enumerate(grid.flat):
            if place >= len(areas):
                axes.set_axis_off()
                continue
            area = areas[place]
            axes.plot(*_xy(nation.curve), color=BEHIND, linewidth=1.2, linestyle=(0, (4, 2)))
            axes.plot(*_xy(area.curve), color=BLUE, linewidth=2)
            axes.plot(
                *_xy(area.points),
                linestyle="none",
                marker="D",
                markersize=6,
                markerfacecolor="white",
                markeredgecolor=VERMILION,
                markeredgewidth=1.6,
            )
            title = f"{area.name}  {area.turnout:.2f} %"
            axes.set_title(title, fontsize=8.5 if narrow else 10, loc="left", fontweight="bold")
            axes.set_xlim(7, 21.2)
            axes.set_ylim(0, 100)
            axes.set_yticks([0, 25, 50, 75, 100])
            axes.grid(axis="y", linewidth=0.7)
            _hours(axes, [8, 12, 16, 20] if narrow else [8, 10, 12, 14, 16, 18, 20])
            axes.tick_params(length=0, labelbottom=place + columns >= len(areas))
    return picture.svg


def seat_bars(
    rows: Sequence[SeatRow], parties: Sequence[tuple[str, str, str]], *, narrow: bool = False
) -> str:
    """Return bars of the seats of each area in percent; `parties` are (id, name, colour)."""
    columns, left_of, least = (3, 0.28, 0.05) if narrow else (len(parties), 0.15, 0.016)
    legend = 0.25 + 0.2 * -(-len(parties) // max(1, columns))
    height = 0.5 + legend + 0.36 * len(rows)
    with drawing(_name("seats", narrow), _WIDTH[narrow], height) as picture:
        top = 1 - legend / height
        axes = picture.figure.add_axes((left_of, 0.4 / height, 0.94 - left_of, top - 0.4 / height))
        places = list(range(len(rows) - 1, -1, -1))
        totals = np.array([max(1, sum(row.seats.values())) for row in rows])
        left = np.zeros(len(rows))
        for party, name, colour in parties:
            seats = np.array([row.seats.get(party, 0) for row in rows])
            share = 100 * seats / totals
            axes.barh(places, share, left=left, height=0.74, color=colour, label=name, **_OUTLINED)
            for y, x, number in zip(places, left + share / 2, seats, strict=True):
                if number >= least * totals[len(rows) - 1 - y]:
                    ink = ink_on(colour)
                    axes.text(x, y, str(number), fontsize=8.5, color=ink, ha="center", va="center")
            left += share
        for y, row in zip(places, rows, strict=True):
            axes.text(101.5, y, str(sum(row.seats.values())), va="center", fontweight="bold")
        axes.set_yticks(places, [row.name for row in rows])
        axes.tick_params(length=0)
        axes.set_xlim(0, 100)
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
        axes.spines[["left", "bottom"]].set_visible(False)
        picture.figure.legend(
            loc="upper left",
            bbox_to_anchor=(0.0 if narrow else 0.14, 1.0),
            ncols=max(1, columns),
            handlelength=1,
            handletextpad=0.5,
            columnspacing=1.4,
        )
    return picture.svg


def alert_bars(
    alerts: Sequence[tuple[float, str]], span: tuple[int, int], *, narrow: bool = False
) -> str:
    """Return the number of alerts opened in each half hour of `span`, by severity."""
    with drawing(_name("alerts", narrow), _WIDTH[narrow], 2.6) as picture:
        axes = picture.figure.add_axes((0.1 if narrow else 0.05, 0.2, 0.88, 0.66))
        edges = np.arange(span[0], span[1] + 0.5, 0.5)
        base = np.zeros(len(edges) - 1)
        for severity, colour in SEVERITY.items():
            hours = [hour for hour, its in alerts if its == severity]
            numbers = np.histogram(hours, edges)[0]
            if not hours:
                continue
            label = f"{severity} ({len(hours)})"
            axes.bar(
                edges[:-1],
                numbers,
                width=0.43,
                align="edge",
                bottom=base,
                color=colour,
                label=label,
                **_OUTLINED,
            )
            base += numbers
        axes.set_xlim(edges[0], edges[-1])
        axes.set_ylim(0, max(1.0, 1.1 * float(base.max())))
        _hours(axes, list(range(span[0], span[1] + 1, 4 if narrow else 2)))
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.set_xlabel("hour, official time")
        axes.grid(axis="y", linewidth=0.7)
        axes.set_axisbelow(True)
        axes.tick_params(length=0)
        if alerts:
            picture.figure.legend(
                loc="upper left", bbox_to_anchor=(0.04, 1.0), ncols=3, columnspacing=1
            )
    return picture.svg


def _name(name: str, narrow: bool) -> str:
    """Return what sets the ids of a picture apart on its page."""
    return f"{name}-narrow" if narrow else name


def _hours(axes: Axes, hours: Sequence[int]) -> None:
    axes.set_xticks(hours, [f"{hour % 24:02d}" for hour in hours])


def _path(outline: Outline) -> Path:
    codes = [
        code
        for ring in outline.rings
        for code in (Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY)
    ]
    return Path(np.concatenate(outline.rings), codes)


def _label(axes: Axes, outline: Outline, area: Area, ink: str, *, narrow: bool) -> None:
    right, up = _NUDGE.get(area.id, (0, 0))
    x, y = outline.centre[0] + right, outline.centre[1] + up
    name = area.name.replace(" ", "\n") if narrow else area.name
    small, large = (6.5, 8) if narrow else (9, 11)
    axes.text(x, y + 6, name, ha="center", va="bottom", fontsize=small, color=ink, linespacing=1)
    value = f"{area.turnout:.1f} %"
    axes.text(x, y, value, ha="center", va="top", fontsize=large, fontweight="bold", color=ink)


def _scale(values: Sequence[float]) -> tuple[float, float]:
    """Return the bounds of the colour scale: multiples of five around the values."""
    low, high = 5 * np.floor(min(values) / 5), 5 * np.ceil(max(values) / 5)
    return float(low), float(high if high > low else low + 5)


def _xy(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [hour for hour, _ in points], [value for _, value in points]
