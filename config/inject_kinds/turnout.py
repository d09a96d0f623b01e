"""Kinds on turnout: figures and hours that cannot be, or reports that do not come."""

from __future__ import annotations

from typing import Final

from config.inject_kinds.kind import Kind, must

TURNOUT: Final = (
    Kind(
        "above-roll",
        must("T201"),
        "More and more voters are added, until at closing there are more than on the list; the"
        " protocol has their ballots, for the leading candidate.",
        strength="share of the list by which it is exceeded",
        usual=0.05,
        most=0.5,
        begins=(1, 3),
        ends=300,
    ),
    Kind(
        "fall",
        must("T202"),
        "An hour's figure is below the one before.",
        strength="share of the voters by which it falls",
        usual=0.1,
        most=0.5,
        begins=(2, 8),
        ends=60,
        corrects=True,
    ),
    Kind(
        "rush",
        must("T203"),
        "In one hour more voters are reported than the desks can serve; their ballots are the"
        " leading candidate's.",
        likely=("T207",),
        strength="share by which the desks' most is exceeded",
        usual=0.02,
        most=1,
        begins=(0.1, 0.9),
        ends=60,
        least_roll=200,
    ),
    Kind(
        "early-voting",
        must("T204"),
        "Voters are reported for the moment the polls open; their ballots are the leading"
        " candidate's.",
        likely=("T207",),
        strength="share of the list",
        usual=0.02,
        most=0.3,
    ),
    Kind(
        "late-voting",
        must("T204"),
        "Half an hour after closing more voters are reported than there were with those in line.",
        strength="share of the list",
        usual=0.02,
        most=0.3,
    ),
    Kind(
        "late-opening",
        must("T204", "T205"),
        "The station opens late, and says so.",
        strength="minutes after the polls open",
        usual=45,
        least=32,
        most=55,
    ),
    Kind(
        "early-closing",
        must("T204"),
        "The station closes early; who would have come later does not vote.",
        begins=(10.5, 12),
        ends=30,
    ),
    Kind(
        "silence",
        must("T205"),
        "All the station says is held back for a while, and comes then.",
        lasts=100,
        begins=(1, 8),
        ends=60,
    ),
    Kind(
        "never-opens",
        must("T205", "P311"),
        "Nothing is ever heard of the station.",
    ),
    Kind(
        "even-figures",
        must("T206"),
        "The figures of many hours grow by the same number.",
        strength="share of the day's hours that are made up; more where chance could do it too",
        usual=0.7,
        most=1,
        begins=(0, 0.5),
        ends=480,
        least_roll=250,
    ),
    Kind(
        "round-figures",
        must("T206"),
        "The figures of the hours from the opening on are multiples of ten.",
        strength="share of the day's hours that are made up; more where chance could do it too",
        usual=0.8,
        most=1,
        least_roll=300,
    ),
    Kind(
        "crowd",
        (),
        "More voters come than anywhere near, and vote as the others do.",
        likely=("T207",),
        strength="share of the list that comes besides",
        usual=0.4,
        most=1,
        begins=(1, 4),
        ends=180,
    ),
)
