"""A judgement as a picture: a bar for each code."""

from __future__ import annotations

from typing import Final

from config.rulebook import rules
from console.judge_text import spoken_of
from console.judgement import CodeJudgement, Judgement
from console.svg import GRID, INK, MUTED, drawing, standalone

TITLE: Final = "Alerts by code: right, missed, false"

_COLOURS: Final = {"right": "#0072b2", "missed": "#d55e00", "false": "#e69f00"}
_ROOM: Final = 12
"""How many times the longest bar the axis is, on its logarithmic part: room for the numbers."""
_LINEAR: Final = 10
_BAR_IN: Final = 0.28
_FRAME_IN: Final = 1.7


def picture(found: Judgement) -> str:
    """Return what was right, missed and false by code as an SVG image."""
    spoken = [*spoken_of(found)]
    height = _FRAME_IN + _BAR_IN * max(len(spoken), 1)
    with drawing("judgement", 10.0, height) as made:
        axes = made.figure.add_subplot()
        ends = [0] * len(spoken)
        for name, colour in _COLOURS.items():
            numbers = [getattr(one, name) for one in spoken]
            axes.barh(range(len(spoken)), numbers, left=ends, color=colour, label=name, height=0.7)
            ends = [end + number for end, number in zip(ends, numbers, strict=True)]
        for place, (one, end) in enumerate(zip(spoken, ends, strict=True)):
            axes.annotate(
                _numbers(one), (end, place), (4, 0), textcoords="offset points", va="center", size=8
            )
        names = [f"{one.code}  {rules()[one.code].title}" for one in spoken]
        axes.set_yticks(range(len(spoken)), names)
        axes.margins(y=0.01)
        axes.invert_yaxis()
        axes.set_xscale("symlog", linthresh=_LINEAR)
        axes.set_xlim(0, _ROOM * max([_LINEAR, *ends]))
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.set_xlabel("alerts (logarithmic from 10 on)", color=INK)
        axes.grid(axis="x", color=GRID)
        axes.set_axisbelow(True)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(_COLOURS))
        made.figure.suptitle(f"SIMULATION   {TITLE}", color=INK, weight="bold")
        made.figure.text(0.99, 0.01, _extent(found), color=MUTED, size=8, ha="right")
        made.figure.tight_layout()
    return standalone(made.svg, f"SIMULATION. {TITLE}")


def _numbers(one: CodeJudgement) -> str:
    """Return the numbers of a bar; of one that is right all over, just how many."""
    if one.right and not one.missed + one.false:
        return f"{one.right:,}"
    parts = {name: getattr(one, name) for name in _COLOURS}
    return ", ".join(f"{number:,} {name}" for name, number in parts.items() if number)


def _extent(found: Judgement) -> str:
    days = "1 day" if found.days == 1 else f"{found.days:,} days"
    return f"{days}, {found.stations:,} stations"
