"""Wishes: what viewers and operators ask for, checked before anything is done."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from config.unfit import unfit
from console.board.playback import FASTEST, SLOWEST
from stream.decision import ACTS, REASONED, Act, On

Text = Annotated[str, Field(max_length=500)]
Id = Annotated[str, Field(min_length=1, max_length=300)]


class _Wish(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlaybackWish(_Wish):
    """Move what is shown; `at` is in milliseconds since 1970 UTC."""

    do: Literal["play", "pause", "speed", "seek", "live", "step"]
    speed: Annotated[float, Field(ge=SLOWEST, le=FASTEST)] | None = None
    at: Annotated[int, Field(ge=0, le=253_402_300_799_999)] | None = None

    @model_validator(mode="after")
    def _complete(self) -> PlaybackWish:
        if self.do == "seek" and self.at is None:
            raise unfit("seek without at", "the moment to go to")
        if self.do == "speed" and self.speed is None:
            raise unfit("speed without a number", "simulated seconds in a second")
        return self


class DecisionWish(_Wish):
    """Decide on an alert or a station."""

    on: On
    id: Id
    do: Act
    note: Text = ""

    @model_validator(mode="after")
    def _fitting(self) -> DecisionWish:
        if self.do not in ACTS[self.on]:
            raise unfit(f"{self.do} on {self.on}", f"one of {', '.join(ACTS[self.on])}")
        if self.do in REASONED and not self.note.strip():
            raise unfit(f"{self.do} without a note", "the reason")
        return self


class ShowingWish(_Wish):
    """Open a journal of the shelf, or simulate a day and show it."""

    journal: Id | None = None
    election: Id | None = None
    scenario: Id | None = None
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] | None = None

    @model_validator(mode="after")
    def _one(self) -> ShowingWish:
        started = (self.election, self.scenario, self.seed)
        if (self.journal is None) == (started == (None, None, None)):
            raise unfit("neither or both", "a journal, or election, scenario and seed")
        if self.journal is None and None in started:
            raise unfit("something is missing", "election, scenario and seed")
        return self


class LoginWish(_Wish):
    """Say who one is."""

    token: Annotated[str, Field(min_length=1, max_length=200)]
