"""What a rule on many stations finds at a look: a probability, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from config.rulebook import thresholds

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
        power: the smallest effect that would be found with 90 % power among so many
            stations, in words; see `config/rules/power.toml`.
    """

    code: str
    p: float
    statistic: float
    stations: int
    evidence: Evidence = field(default_factory=dict)
    power: str = ""

    @property
    def raised(self) -> bool:
        """Whether it is cause for an alert."""
        return self.p <= level()


def level() -> float:
    """Return the error that one rule may spend at one look (Bonferroni over the looks)."""
    given = thresholds()
    return given.forensic_p / len(given.looks)


def nothing(code: str) -> ForensicFinding:
    """Return the finding of a rule that has nothing to go by."""
    return ForensicFinding(code, 1.0, 0.0, 0)
