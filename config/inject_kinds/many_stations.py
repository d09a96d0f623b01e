"""Kinds that are planted at many stations, and seen in all of them together."""

from __future__ import annotations

from typing import Final

from config.inject_kinds.kind import Kind, must

MANY: Final = (
    Kind(
        "stuffing",
        (),
        "Ballots are put in for the leading nomination, hour by hour.",
        likely=("F401", "F405"),
        strength="share of those who do not vote",
        usual=0.5,
        most=1,
        begins=(1, 4),
        ends=180,
    ),
    Kind(
        "whole-percentages",
        (),
        "Ballots are put in and moved, until turnout and the leader's share are whole percentages.",
        likely=("F402",),
        strength="share of those who do not vote, at least",
        usual=0.1,
        most=0.9,
        begins=(1, 4),
        ends=180,
        least_roll=200,
    ),
    Kind(
        "invented-digits",
        (),
        "The votes of all who have a hundred or more end in 0 or 5; what is left over is called"
        " invalid.",
        likely=("F403", "F404"),
        least_roll=1000,
    ),
    Kind(
        "repeat-voting",
        must("I513"),
        "A carousel: the same people vote at several stations, for the leading nomination; an"
        " observer reports it at each.",
        likely=("T207",),
        strength="share of the list that comes besides",
        usual=0.1,
        most=1,
        begins=(2, 5),
        ends=180,
    ),
)
