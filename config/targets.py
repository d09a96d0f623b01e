"""What a replay has to reproduce: the figures others published, and who was elected.

Only the simulation and the check of a run read this; the tally works without
it. Every part may be empty: a training election has no published figures.
"""

from __future__ import annotations

from datetime import time
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from config.clock import clock_time
from config.election import Count, Model, Slug
from config.unfit import unfit

Scope = Literal["national", "region", "by-election"]
Figure = Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")]
MaybeFigure = Annotated[str, Field(pattern=r"^(\d+(\.\d+)?)?$")]
Percentage = Annotated[float, Field(ge=0, le=100)]
Key = tuple[str, str, str, str, str]
"""Scope, region, contest, metric, key: what a row speaks of."""


class Place(Model):
    """What a published figure speaks of; region and contest are empty above them."""

    scope: Scope
    region: str = ""
    contest: str = ""
    metric: str = Field(min_length=1)
    key: str = Field(min_length=1)

    @property
    def at(self) -> Key:
        """The five columns that identify the figure."""
        return (self.scope, self.region, self.contest, self.metric, self.key)


class PublishedRow(Place):
    """One figure as the source prints it, digit by digit.

    Attributes:
        value: a count, or a percentage where the metric is `turnout_pct`.
        printed_pct: the share printed beside it, or empty.
        note: what is odd about it.
    """

    value: Figure
    printed_pct: MaybeFigure
    note: str

    @property
    def count(self) -> int:
        """The value of a metric that counts; `ValueError` for a percentage."""
        return int(self.value)

    @property
    def number(self) -> Decimal:
        """The value as printed, with its decimals."""
        return Decimal(self.value)


class Contradiction(Place):
    """A point where the source contradicts itself or misprints, and what was decided.

    Attributes:
        field: which column of the published row.
        printed: what the source prints there.
        folded: what comes out. Where it equals `printed`, the row is reproduced
            as it stands and the contradiction lies with another figure.
        reason: why.
    """

    field: Literal["value", "printed_pct"]
    printed: Figure
    folded: Figure
    reason: str = Field(min_length=1)

    @property
    def resolved(self) -> bool:
        """Whether the row comes out as printed nevertheless."""
        return self.printed == self.folded


class Checkpoint(Model):
    """Turnout of one place at one hour of the day.

    Attributes:
        level: what the place is.
        region: the region, or the one the place lies in.
        place: id of the district or contest; empty for a region.
        at: official time.
        turnout_pct: ballots issued to voters by then, as a share of the roll.
        ballots: the number of them, where it was published; then it holds exactly.
        tolerance: how far off the turnout may be, in percentage points.
        source: where it was published.
        note: how it was printed.
    """

    level: Literal["region", "district", "contest"]
    region: Slug
    place: str
    at: Annotated[time, BeforeValidator(clock_time)]
    turnout_pct: Percentage
    ballots: Count | None
    tolerance: Annotated[float, Field(gt=0, le=100)]
    source: str = Field(min_length=1)
    note: str

    @model_validator(mode="after")
    def _place_fits_level(self) -> Self:
        if bool(self.place) == (self.level == "region"):
            what = f'level is {self.level} and place "{self.place}"'
            raise unfit(what, "a place for a district or contest, and none for a region")
        return self


class Leader(Model):
    """The region with the highest turnout of all at one hour, or at the end.

    Attributes:
        at: official time; `None` is the final turnout ("final" in the file).
        region: the one that leads.
        above_pct: it leads with more than this, where that was published.
        source: where it was published.
        note: how.
    """

    at: Annotated[
        time | None, BeforeValidator(lambda at: None if at == "final" else clock_time(at))
    ]
    region: Slug
    above_pct: Percentage | None
    source: str = Field(min_length=1)
    note: str


class Elected(Model):
    """Who wins a contest."""

    contest: Slug
    candidate: Slug


class Targets(Model):
    """Everything a replay of one election has to reproduce.

    Attributes:
        published: the figures, in the order of the source's tables.
        contradictions: where the source cannot be followed, or not in every table.
        checkpoints: turnout during the day.
        leaders: the region ahead at an hour.
        outcome: the candidate elected in each contest.
    """

    published: tuple[PublishedRow, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    leaders: tuple[Leader, ...] = ()
    outcome: dict[str, str] = Field(default_factory=dict)

    @cached_property
    def published_at(self) -> dict[Key, PublishedRow]:
        """Published rows by what they speak of."""
        return {row.at: row for row in self.published}

    @cached_property
    def contradictions_at(self) -> dict[tuple[Key, str], Contradiction]:
        """Contradictions by row and field ("value" or "printed_pct")."""
        return {(line.at, line.field): line for line in self.contradictions}


def percentage(part: int, whole: int) -> str:
    """Return `part` of `whole` in percent with two decimals, halves rounded up, as printed."""
    share = Decimal(100 * part) / Decimal(whole)
    return str(share.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
