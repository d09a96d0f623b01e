"""Tricks of somebody who invents figures: even ones, and round ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from config.rulebook import thresholds
from sim.house import HOUR, Turnout
from sim.injects.course import Course, OtherCourse
from stream.rules.turnout import at_least, most_even

TEN: Final = 10


class EvenFigures(OtherCourse):
    """The same growth, hour by hour; the closing is right."""

    def course(self, true: Turnout) -> Course:
        """Return the course with as many even hours as are wanted, or as it takes."""
        scene = self.scene
        starts = [h for h in range(scene.hours) if scene.opens + (h + 1) * HOUR > scene.begins]
        start = starts[0] if starts else 0
        before = true.voters[start - 1] if start else 0
        for length in range(_wanted(scene.strength, scene.hours), scene.hours - start + 1):
            end = start + length
            each = (true.voters[end - 1] - before) // length
            even = tuple(before + each * (hour + 1) for hour in range(length))
            voters = (*true.voters[:start], *even, *true.voters[end:])
            if suspiciously_even(voters):
                return Course(voters, true.total)
        return Course(true.voters, true.total)


class RoundFigures(OtherCourse):
    """Multiples of ten; the closing is right."""

    def course(self, true: Turnout) -> Course:
        """Return the course with as many round hours as are wanted, or as it takes."""
        for length in range(_wanted(self.scene.strength, self.scene.hours), self.scene.hours + 1):
            tens = tuple(figure // TEN * TEN for figure in true.voters[:length])
            voters = (*tens, *true.voters[length:])
            if suspiciously_round(voters):
                return Course(voters, true.total)
        return Course(true.voters, true.total)


def suspiciously_even(voters: Sequence[int]) -> bool:
    """Say whether chance hardly brings a day with so many hours of equal growth."""
    growth = [voters[0], *(later - earlier for earlier, later in pairwise(voters))]
    return most_even(growth)[2] < thresholds().regular_p


def suspiciously_round(voters: Sequence[int]) -> bool:
    """Say whether chance hardly brings a day with so many multiples of ten."""
    different = {figure for figure in voters if figure}
    tens = sum(figure % TEN == 0 for figure in different)
    return at_least(tens, len(different), 1 / TEN) < thresholds().regular_p


def _wanted(share: float, hours: int) -> int:
    return max(1, math.ceil(share * hours))
