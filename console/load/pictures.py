"""The pictures of a load: rates, latencies and what waits, over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from matplotlib.axes import Axes

from console.charts import BEHIND, BLUE, VERMILION
from console.svg import GRID, INK, drawing
from sim.load.measure import Second
from sim.load.result import Result

_WIDTH: Final = {False: 11.0, True: 5.4}
_HEIGHT: Final = 3.2
_SHORTEST_S: Final = 1e-3


def rates(result: Result, *, narrow: bool = False) -> str:
    """Return events a second that were meant to go, and that were taken."""

    def draw(axes: Axes) -> None:
        lengths = np.diff(_edges(result, result.stretches))
        meant = [one.meant / s for one, s in zip(result.stretches, lengths, strict=True)]
        taken = [one.taken / s for one, s in zip(result.stretches, lengths, strict=True)]
        _steps(axes, result, result.stretches, meant, BEHIND, "meant to go", width=3.0)
        _steps(axes, result, result.stretches, taken, BLUE, "taken")
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.set_ylabel("events a second")

    return _picture("rates", narrow, draw)


def latencies(result: Result, *, narrow: bool = False) -> str:
    """Return latencies of the events by the moment they were meant to go."""

    def draw(axes: Axes) -> None:
        known = [one for one in result.stretches if one.longest_ms is not None]
        if not known:
            axes.text(0.5, 0.5, "no event was taken", transform=axes.transAxes, ha="center")
            return
        for name, colour, label in (
            ("longest_ms", VERMILION, "longest"),
            ("p99_ms", "#e69f00", "99 of 100 within"),
            ("median_ms", BLUE, "half within"),
        ):
            _steps(axes, result, known, [getattr(one, name) for one in known], colour, label)
        axes.set_yscale("log")
        for formatted in (axes.yaxis.set_major_formatter, axes.yaxis.set_minor_formatter):
            formatted("{x:,g}")
        axes.set_ylabel("milliseconds")

    return _picture("latencies", narrow, draw)


def waiting(result: Result, *, narrow: bool = False) -> str:
    """Return how many events were sent and not answered yet."""

    def draw(axes: Axes) -> None:
        numbers = [one.waiting for one in result.stretches]
        _steps(axes, result, result.stretches, numbers, BLUE, "waiting")
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.set_ylabel("events")

    return _picture("waiting", narrow, draw)


def _picture(name: str, narrow: bool, draw: Callable[[Axes], None]) -> str:
    with drawing(f"load-{name}{'-narrow' if narrow else ''}", _WIDTH[narrow], _HEIGHT) as made:
        axes = made.figure.add_subplot()
        draw(axes)
        axes.grid(color=GRID)
        axes.set_axisbelow(True)
        axes.set_xlim(left=0)
        axes.set_xlabel("seconds after the start", color=INK)
        if len(axes.lines) > 1:
            axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3, borderaxespad=0.2)
        made.figure.tight_layout()
    return made.svg


def _steps(
    axes: Axes,
    result: Result,
    stretches: Sequence[Second],
    values: Sequence[float],
    colour: str,
    label: str,
    width: float = 1.6,
) -> None:
    edges = _edges(result, stretches)
    axes.step(edges, [*values, *values[-1:]], where="post", color=colour, label=label, lw=width)


def _edges(result: Result, stretches: Sequence[Second]) -> list[float]:
    """Return where stretches begin, and where the last of them ends."""
    last = min(stretches[-1].at + result.stretch_s, result.sent.seconds)
    return [*(one.at for one in stretches), max(last, stretches[-1].at + _SHORTEST_S)]
