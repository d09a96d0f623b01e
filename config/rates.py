"""How people work and reports travel, whatever happens on the day: the numbers of a scenario."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from config.election import Model
from config.unfit import unfit

Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]

FAULTS: Final = (
    "losses",
    "reordering_seconds",
    "clock_skew_seconds",
    "corrupted",
    "forged",
    "misplaced",
    "foreign",
)
"""Fields of `Delivery` that make a network bad; each is off at 0."""


class Counting(Model):
    """How fast ballots are counted, and by how many.

    Attributes:
        seconds_per_ballot: work of one counter on one ballot: shown, announced, put on
            its pile, counted again.
        counters_per_hundred_ballots: members at the table, by the ballots found.
        counters_min: never fewer.
        counters_max: never more.
        minimum_minutes: what takes the same time everywhere: closing, cancelling unused
            ballots, opening the boxes, the protocol.
        max_hours: longest count allowed; the count_hours of the election hold where they
            are fewer.
    """

    seconds_per_ballot: Seconds
    counters_per_hundred_ballots: Annotated[float, Field(gt=0, le=100)]
    counters_min: Annotated[int, Field(ge=1)]
    counters_max: Annotated[int, Field(ge=1)]
    minimum_minutes: Annotated[float, Field(ge=0, le=720)]
    max_hours: Annotated[float, Field(ge=1, le=72)] = 12

    @model_validator(mode="after")
    def _some_may_count(self) -> Self:
        if self.counters_min > self.counters_max:
            what = f"counters_min is {self.counters_min} and counters_max {self.counters_max}"
            raise unfit(what, "counters_min at most counters_max")
        if self.minimum_minutes >= 60 * self.max_hours:
            what = f"minimum_minutes is {self.minimum_minutes:g} and max_hours {self.max_hours:g}"
            raise unfit(what, "minimum_minutes below max_hours")
        return self


class Desks(Model):
    """How voters are served.

    Attributes:
        voters_per_desk: one check-in desk for so many on the roll (begun ones count).
        service_seconds: mean time at the desk, where the ballot is received.
        voters_per_booth: one booth for so many on the roll.
        booth_seconds: mean time in the booth.
    """

    voters_per_desk: Annotated[int, Field(ge=1)]
    service_seconds: Seconds
    voters_per_booth: Annotated[int, Field(ge=1)]
    booth_seconds: Seconds


class Mistakes(Model):
    """Honest human error; each mistake is corrected before the end of the night.

    Attributes:
        turnout_slips: share of hourly reports typed wrong.
        count_slips: share of protocols typed wrong.
        correction_minutes: shortest and longest time until a mistake is noticed and mended;
            cut for an hourly figure, which is mended before a bulletin is taken.
    """

    turnout_slips: Share
    count_slips: Share
    correction_minutes: tuple[
        Annotated[float, Field(gt=0, le=600)], Annotated[float, Field(gt=0, le=600)]
    ]

    @model_validator(mode="after")
    def _shortest_first(self) -> Self:
        if self.correction_minutes[0] > self.correction_minutes[1]:
            shortest, longest = self.correction_minutes
            what = f"correction_minutes is [{shortest:g}, {longest:g}]"
            raise unfit(what, "the shorter time first")
        return self


class Delivery(Model):
    """How reports travel; delays are lognormal. All faults are off unless they are given.

    Attributes:
        median_seconds: half of the reports arrive sooner.
        spread: standard deviation of the delay's natural logarithm.
        duplicates: share of records delivered a second time.
        partitions: partitions of the topic, fixed when it is made.
        losses: share of sendings that are lost; each is sent again, and may be lost again.
        resend_seconds: after how long a lost one is sent again.
        reordering_seconds: every record is held back for a time of its own, from 0 to this.
        clock_skew_seconds: standard deviation of a source's clock error, the same all day;
            it changes what the source says in `at`.
        corrupted: share of records of which a damaged copy arrives too.
        forged: share of records beside which one arrives that was made without the key.
        misplaced: share of records that arrive a second time, on a wrong partition.
        foreign: share of records that arrive a second time as another run's.
    """

    median_seconds: Seconds
    spread: Annotated[float, Field(ge=0, le=3)]
    duplicates: Share
    partitions: Annotated[int, Field(ge=1, le=1024)] = 4
    losses: Annotated[float, Field(ge=0, le=0.9)] = 0
    resend_seconds: Seconds = 20
    reordering_seconds: Annotated[float, Field(ge=0, le=86_400)] = 0
    clock_skew_seconds: Annotated[float, Field(ge=0, le=3_600)] = 0
    corrupted: Share = 0
    forged: Share = 0
    misplaced: Share = 0
    foreign: Share = 0

    @property
    def faults(self) -> tuple[str, ...]:
        """The names of the faults that are on, as in `FAULTS`."""
        return tuple(name for name in FAULTS if getattr(self, name))

    @model_validator(mode="after")
    def _somewhere_to_go_astray(self) -> Self:
        if self.misplaced and self.partitions < 2:
            what = f"misplaced is {self.misplaced:g} and partitions {self.partitions}"
            raise unfit(what, "2 partitions or more, so that one of them is wrong")
        return self

    @model_serializer(mode="wrap")
    def _without_what_is_off(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out faults that are as they are by default.

        The id of a run is a hash over its scenario, and a day without faults is the day that
        it was before there were any.
        """
        fields: dict[str, Any] = dump(self)
        return {
            name: value
            for name, value in fields.items()
            if name not in (*FAULTS, "resend_seconds")
            or value != type(self).model_fields[name].default
        }
