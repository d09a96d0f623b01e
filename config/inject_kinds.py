"""The kinds of violations that a scenario can plant: what each does, and which rules it provokes.

As data, for the check of a scenario, for the simulation and for the documentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType
from typing import Final, TypeAlias

Codes: TypeAlias = tuple[tuple[str, ...], ...]
"""Groups of codes; each group has to be raised by one of its codes."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of violation.

    Attributes:
        id: its name in a scenario.
        codes: what it raises for certain.
        does: what happens, in a line.
        likely: codes of statistical rules that look at many stations: whether they speak
            depends on how many there are and how strong it is.
        strength: what the strength means; "" where it means nothing.
        usual: the strength if none is given.
        least, most: the strengths it takes.
        begins: when it begins if no `at` is given: between these hours after the opening.
        ends: it has to begin so many minutes before the polls close, or earlier.
        lasts: minutes that it lasts if none are given; None where it has no length.
        corrects: whether the station may correct what it said.
        least_roll: voters on the list of a station where it can happen.
        least_candidates: candidates on the ballot there.
    """

    id: str
    codes: Codes
    does: str
    likely: tuple[str, ...] = ()
    strength: str = ""
    usual: float = 1
    least: float = 0
    most: float = inf
    begins: tuple[float, float] = (3, 8)
    ends: float = 0
    lasts: float | None = None
    corrects: bool = False
    least_roll: int = 30
    least_candidates: int = 1

    @property
    def row(self) -> str:
        """What the documentation says of it: a row of the table of kinds."""
        codes = ", ".join(" or ".join(group) for group in self.codes)
        codes = codes or f"perhaps {', '.join(self.likely)}"
        strength = f"{self.strength} ({self.usual:g})" if self.strength else ""
        besides = [f"`minutes` ({self.lasts:g})"] if self.lasts is not None else []
        besides += ["`corrected_minutes`"] if self.corrects else []
        return f"| `{self.id}` | {codes} | {self.does} | {strength} | {', '.join(besides)} |"


def _must(*codes: str) -> Codes:
    return tuple((code,) for code in codes)


_SOURCE: Final = (
    Kind(
        "unknown-source",
        _must("S101"),
        "Beside the station's reports come others with its figures, under a key on no list.",
        strength="reports imitated",
        usual=3,
        least=1,
        most=13,
        begins=(1, 6),
    ),
    Kind(
        "forged",
        _must("S102"),
        "Beside the station's reports come others with other figures, made without its key.",
        strength="reports forged",
        usual=3,
        least=1,
        most=13,
        begins=(1, 6),
    ),
    Kind(
        "lost-for-good",
        _must("S103", "T205"),
        "Hourly reports are lost, and nobody sends them again.",
        strength="reports lost",
        usual=1,
        least=1,
        most=5,
        ends=120,
    ),
    Kind(
        "two-statements",
        _must("S104"),
        "Two different figures of an hour come under one number.",
        ends=60,
    ),
    Kind(
        "two-protocols",
        _must("S104"),
        "Two different protocols come under one version, a tenth of the leader's votes moved.",
        corrects=True,
        least_candidates=2,
    ),
    Kind(
        "garbled",
        _must("S105"),
        "Beside the station's reports come others that its broken device has signed, and nobody"
        " can read.",
        strength="reports garbled",
        usual=2,
        least=1,
        most=13,
        begins=(1, 6),
    ),
    Kind(
        "clock-fast",
        _must("S106"),
        "The station's clock is fast all day.",
        strength="minutes",
        usual=10,
        least=6,
        most=600,
    ),
    Kind(
        "clock-slow",
        _must("S106"),
        "The station's clock is slow all day.",
        strength="minutes; a quarter of an hour and more dates the closing too early (T204)",
        usual=12,
        least=10,
        most=600,
    ),
    Kind(
        "wrong-partition",
        _must("S107"),
        "Reports come a second time, on another partition than their key's.",
        strength="reports misplaced",
        usual=2,
        least=1,
        most=13,
        begins=(1, 6),
    ),
    Kind(
        "other-run",
        _must("S107"),
        "Beside the station's reports come those of a rehearsal, with its own code.",
        strength="reports replayed",
        usual=2,
        least=1,
        most=13,
        begins=(1, 6),
    ),
)

_TURNOUT: Final = (
    Kind(
        "above-roll",
        _must("T201"),
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
        _must("T202"),
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
        _must("T203"),
        "In one hour more voters are reported than the desks can serve; their ballots are the"
        " leading candidate's.",
        strength="share by which the desks' most is exceeded",
        usual=0.02,
        most=1,
        begins=(0.1, 0.9),
        ends=60,
        least_roll=200,
    ),
    Kind(
        "early-voting",
        _must("T204"),
        "Voters are reported for the moment the polls open; their ballots are the leading"
        " candidate's.",
        strength="share of the list",
        usual=0.02,
        most=0.3,
    ),
    Kind(
        "late-voting",
        _must("T204"),
        "Half an hour after closing more voters are reported than there were with those in line.",
        strength="share of the list",
        usual=0.02,
        most=0.3,
    ),
    Kind(
        "late-opening",
        _must("T204", "T205"),
        "The station opens late, and says so.",
        strength="minutes after the polls open",
        usual=45,
        least=32,
        most=55,
    ),
    Kind(
        "early-closing",
        _must("T204"),
        "The station closes early; who would have come later does not vote.",
        begins=(10.5, 12),
        ends=30,
    ),
    Kind(
        "silence",
        _must("T205"),
        "All the station says is held back for a while, and comes then.",
        lasts=100,
        begins=(1, 8),
        ends=60,
    ),
    Kind(
        "never-opens",
        _must("T205", "P311"),
        "Nothing is ever heard of the station.",
    ),
    Kind(
        "even-figures",
        _must("T206"),
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
        _must("T206"),
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

_PROTOCOL: Final = (
    Kind(
        "sum-broken",
        _must("P301"),
        "The leading candidate has more votes than were found.",
        strength="share of the ballots",
        usual=0.02,
        most=1,
        corrects=True,
    ),
    Kind(
        "extra-ballots",
        _must("P302"),
        "More ballots are found than were issued, for the leading candidate.",
        strength="share of the ballots",
        usual=0.02,
        most=1,
        corrects=True,
    ),
    Kind(
        "stock-broken",
        _must("P303"),
        "More ballots are left unused than there can be.",
        strength="share of the ballots received",
        usual=0.02,
        most=1,
        corrects=True,
    ),
    Kind(
        "roll-changed",
        _must("P304"),
        "The protocol has more voters on the list than the definition.",
        strength="share of the list",
        usual=0.02,
        most=1,
        corrects=True,
    ),
    Kind(
        "issued-changed",
        _must("P305"),
        "Ballots of the leading candidate's rivals are left out, issued and found, as if those"
        " voters had not come.",
        strength="share of the ballots",
        usual=0.02,
        most=0.5,
        corrects=True,
    ),
    Kind(
        "candidate-unknown",
        _must("P306"),
        "Some votes of the leading candidate stand under a name that is not on the ballot.",
        strength="share of the candidate's votes",
        usual=0.1,
        most=1,
        corrects=True,
    ),
    Kind(
        "candidate-missing",
        _must("P306"),
        "A candidate is left out; the votes are called invalid.",
        corrects=True,
    ),
    Kind(
        "empty-protocol",
        _must("P307", "P309"),
        "The protocol comes before ballots and votes were filled in.",
        corrects=True,
    ),
    Kind(
        "spoilt",
        (),
        "Valid ballots are made invalid at the count.",
        likely=("P308",),
        strength="share of the ballots made invalid",
        usual=0.3,
        most=1,
    ),
    Kind(
        "ballots-lost",
        _must("P309"),
        "Fewer ballots are found than were issued.",
        strength="share of the ballots",
        usual=0.05,
        most=0.9,
        corrects=True,
    ),
    Kind(
        "instant-count",
        _must("P310"),
        "The protocol comes when nobody can have counted yet.",
        strength="minutes after the closing",
        usual=3,
        least=0.1,
        most=9,
    ),
    Kind(
        "overdue-count",
        _must("P311"),
        "The protocol comes later than it may.",
        lasts=60,
    ),
    Kind(
        "winner-changed",
        _must("P312"),
        "A correction moves votes from the first of the contest to the second, so that the second"
        " wins.",
        lasts=60,
        least_candidates=2,
    ),
)

_MANY: Final = (
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
        _must("I513"),
        "A carousel: the same people vote at several stations, for the leading nomination; an"
        " observer reports it at each.",
        strength="share of the list that comes besides",
        usual=0.1,
        most=1,
        begins=(2, 5),
        ends=180,
    ),
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {kind.id: kind for kind in (*_SOURCE, *_TURNOUT, *_PROTOCOL, *_MANY)}
)
"""All kinds by name, in the order of the rules they provoke."""

MANY_STATIONS: Final = frozenset(kind.id for kind in _MANY)
"""Kinds that are planted at many stations, and seen in all of them together."""
