"""What may be wrong with the figures: each done to so many stations, straight in the arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np

from stream.rules import forensic, peers
from stream.rules.forensic_correlation import rise_together
from stream.rules.forensic_digits import last_digits
from stream.rules.forensic_finding import ForensicFinding
from stream.rules.forensic_joint import joint_outliers
from stream.rules.forensic_percent import PERCENT, ballots_at, whole_percentages
from stream.rules.forensic_second import second_digits
from stream.rules.likes import Compared
from stream.rules.peers import Outlier
from stream.rules.smooth_votes import SmoothVotes
from stream.station_figures import Flags, Integers, StationFigures

STUFFED: Final = 0.5
"""Of those who stayed away, the share for whom a ballot is put in at a stuffed station."""

TOUCHED: Final = 0.02
"""Of the stations, the share that is touched where the effect is a strength."""

DIGITS_LEAST: Final = 100
PREFERRED: Final = (0.2, 0.075, 0.075, 0.075, 0.075, 0.2, 0.075, 0.075, 0.075, 0.075)
"""How often a person who invents a figure ends it in 0 to 9 (own assumption: 0 and 5 more)."""

Change: TypeAlias = Callable[[StationFigures, float, np.random.Generator], StationFigures]


def stuffed(
    figures: StationFigures, share: float, dice: np.random.Generator, strength: float = STUFFED
) -> StationFigures:
    """Put in ballots for the leader at a share of the stations."""
    return _with_ballots(figures, _some(figures, share, dice), strength)


def lifted_turnout(
    figures: StationFigures, strength: float, dice: np.random.Generator
) -> StationFigures:
    """Put in ballots at a few stations, for a share of those who stayed away."""
    return _with_ballots(figures, _some(figures, TOUCHED, dice), strength)


def spoiled(figures: StationFigures, strength: float, dice: np.random.Generator) -> StationFigures:
    """Make a share of the valid votes invalid at a few stations."""
    where = _some(figures, TOUCHED, dice)
    votes = figures.votes.copy()
    taken = np.rint(np.maximum(votes[where], 0) * strength).astype(np.int64)
    votes[where] -= taken
    invalid = figures.invalid.copy()
    invalid[where] += taken.sum(axis=1)
    return replace(figures, votes=votes, invalid=invalid)


def whole(figures: StationFigures, share: float, dice: np.random.Generator) -> StationFigures:
    """Aim at the next whole percentage of turnout, then of the leader's share."""
    where = _some(figures, share, dice)
    roll = figures.registered
    aim = -(-PERCENT * figures.found // roll)
    found = np.where(where, np.maximum(ballots_at(roll, aim), figures.found), figures.found)
    votes = figures.votes.copy()
    line, place = np.arange(len(figures)), leader_place(figures)
    votes[line, place] += found - figures.found
    told = np.maximum(votes, 0)
    first = told[line, place]
    told[line, place] = -1
    second = told.argmax(axis=1)
    wanted = ballots_at(found, -(-PERCENT * first // found))
    moved = np.where(where, np.minimum(wanted - first, told[line, second]), 0)
    moved = np.maximum(moved, 0)
    votes[line, place] += moved
    votes[line, second] -= moved
    return replace(figures, votes=votes, found=found, issued=found)


def invented(figures: StationFigures, share: float, dice: np.random.Generator) -> StationFigures:
    """Replace the last digits of a share of the figures by such as people prefer."""
    votes = figures.votes.copy()
    where = (votes >= DIGITS_LEAST) & (dice.random(votes.shape) < share)
    digits = dice.choice(10, int(where.sum()), p=PREFERRED)
    votes[where] = votes[where] // 10 * 10 + digits
    return _sound(replace(figures, votes=votes))


def rounded_up(figures: StationFigures, share: float, dice: np.random.Generator) -> StationFigures:
    """Lift a share of the figures that end in 80 to 99 just over the next hundred."""
    votes = figures.votes.copy()
    where = (votes >= DIGITS_LEAST) & (votes % 100 >= 80) & (dice.random(votes.shape) < share)
    votes[where] = (votes[where] // 100 + 1) * 100 + dice.integers(0, 10, int(where.sum()))
    return _sound(replace(figures, votes=votes))


def leader_place(figures: StationFigures) -> Integers:
    """Return a column with the leader's votes, [n]; it exists at each station."""
    return (np.maximum(figures.votes, 0) == figures.leader[:, None]).argmax(axis=1)


def _with_ballots(figures: StationFigures, where: Flags, strength: float) -> StationFigures:
    away = figures.registered - figures.found
    more = np.where(where, np.rint(strength * away), 0).astype(np.int64)
    votes = figures.votes.copy()
    votes[np.arange(len(figures)), leader_place(figures)] += more
    found = figures.found + more
    return replace(figures, votes=votes, found=found, issued=found)


def _some(figures: StationFigures, share: float, dice: np.random.Generator) -> Flags:
    """Mark a share of the stations, by lot, as near to it as whole stations come."""
    marks = np.zeros(len(figures), dtype=np.bool_)
    marks[dice.permutation(len(figures))[: round(share * len(figures))]] = True
    return marks


def _sound(figures: StationFigures) -> StationFigures:
    """Let as many ballots be found, and voters be listed, as the new votes need."""
    found = np.maximum(figures.found, np.maximum(figures.votes, 0).sum(axis=1) + figures.invalid)
    return replace(
        figures, found=found, issued=found, registered=np.maximum(figures.registered, found)
    )


@dataclass(frozen=True)
class Effect:
    """What one rule is to find.

    Attributes:
        done: what is done, in words.
        unit: of the effect's size, a share.
        change: does it.
    """

    done: str
    unit: str
    change: Change


EFFECTS: Final[dict[str, Effect]] = {
    "T207": Effect(
        "ballots put in at the station for the leader", "of those who stayed away", lifted_turnout
    ),
    "P308": Effect("valid votes made invalid at the station", "of its valid votes", spoiled),
    "F401": Effect(
        "ballots put in there for the leader, for half of those who stayed away",
        "of the stations",
        stuffed,
    ),
    "F402": Effect(
        "turnout and the leader's share lifted there to the next whole percentage",
        "of the stations",
        whole,
    ),
    "F403": Effect(
        "last digits invented by somebody who ends two figures in five in 0 or 5",
        "of the figures from 100 votes",
        invented,
    ),
    "F404": Effect(
        "lifted just over the next hundred",
        "of the figures from 100 votes that end in 80 to 99",
        rounded_up,
    ),
    "F405": Effect(
        "ballots put in there for the leader, for half of those who stayed away",
        "of the stations",
        stuffed,
    ),
}


def asked(code: str, figures: StationFigures) -> ForensicFinding:
    """Ask one forensic rule alone."""
    counted = figures.counted()
    match code:
        case "F401":
            return joint_outliers(Compared(counted))
        case "F402":
            return whole_percentages(counted)
        case "F403":
            return last_digits(counted, SmoothVotes.of(counted))
        case "F404":
            return second_digits(counted, SmoothVotes.of(counted))
        case _:
            return rise_together(Compared(counted))


def recalled(
    code: str, figures: StationFigures, size: float, dice: np.random.Generator, level: float
) -> float:
    """Return what a rule finds of an effect: 1 or 0, or the share of the stations touched.

    Args:
        code: of the rule.
        figures: of a day without an effect.
        size: of the effect.
        dice: say where it is put.
        level: at which a forensic rule raises an alert.
    """
    changed = EFFECTS[code].change(figures, size, dice)
    if code in forensic.CODES:
        return float(asked(code, changed).p <= level)
    touched = figures.row[
        (changed.found != figures.found) | (changed.invalid != figures.invalid)
    ].tolist()
    rule: Callable[[StationFigures], list[Outlier]]
    rule = peers.far_turnout if code == "T207" else peers.far_invalid
    named = {one.row for one in rule(changed)}
    return len(named.intersection(touched)) / max(len(touched), 1)
