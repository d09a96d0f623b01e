"""What a rule on many stations finds at a look: a probability, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from config.rulebook import thresholds

_SEVERAL: Final = 2

Evidence: TypeAlias = dict[str, int | str | list[int | str]]


@dataclass(frozen=True)
class ForensicFinding:
    """What came out, whether or not it is cause for an alert.

    Attributes:
        code: of the rule.
        p: chance of a statistic as far out, or farther, if nothing is wrong.
        statistic: what was computed; the rule says what it is.
        stations: protocols it was computed of.
        evidence: plain figures, for people.
    """

    code: str
    p: float
    statistic: float
    stations: int
    evidence: Evidence = field(default_factory=dict)


class Levels(NamedTuple):
    """Error that one rule may spend at one look: at or below it, a p-value is cause for an alert.

    Attributes:
        nation: among all stations.
        region: among those of one region.
    """

    nation: float
    region: float


def levels(regions: int) -> Levels:
    """Deal out a rule's error for a day, `forensic_p`: half to the nation, half to its regions.

    Each looks as often as there are `looks`, and once more when all is over, at what stands
    then (Bonferroni). Where there is one region or none, the nation has all of it.
    """
    given = thresholds()
    a_look = given.forensic_p / (len(given.looks) + 1)
    if regions < _SEVERAL:
        return Levels(a_look, 0.0)
    return Levels(a_look / 2, a_look / 2 / regions)


def nothing(code: str) -> ForensicFinding:
    """Return the finding of a rule that has nothing to go by."""
    return ForensicFinding(code, 1.0, 0.0, 0)
