"""The results as a picture: processor time an event, on a scale of tenfolds."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.kafka.contestants import WORKER
from bench.kafka.standing import Results

OURS: Final = "#1f6fb2"
LIMIT: Final = "#b8c4cc"
PEER: Final = "#7d8a93"
INCH_A_ROW: Final = 0.42


def draw(results: Results, path: Path) -> None:
    """Write an SVG; contestants without a round are left out."""
    rows = [result for result in results.values() if result.rounds][::-1]
    with mpl.rc_context({"svg.hashsalt": "saylau", "svg.fonttype": "none", "font.size": 10}):
        figure = Figure(figsize=(8.0, 1.2 + INCH_A_ROW * len(rows)), layout="constrained")
        axes = figure.subplots()
        costs = [result.per_event_us for result in rows]
        colours = [
            OURS if name == WORKER else LIMIT if name in {"bare", "core"} else PEER
            for name in (result.contestant.name for result in rows)
        ]
        wrong = ("", " (figures wrong)")
        labels = [result.contestant.label + wrong[not result.right] for result in rows]
        bars = axes.barh(labels, costs, color=colours)
        axes.bar_label(bars, [f"{cost:.1f}" for cost in costs], padding=4)
        axes.set_xscale("log")
        axes.set_xlim(1, max(costs, default=1) * 2)
        axes.set_xlabel("microseconds of processor time an event (shorter is better)")
        axes.set_title("The same reports on the same broker", loc="left")
        axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(path, format="svg", metadata={"Date": None})
