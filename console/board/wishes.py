"""Wishes: what viewers and operators ask for, checked before anything is done.

What has to go together is checked by each wish, and said once more in the description of the API
(`json_schema_extra`), for whoever writes a client.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from config.unfit import unfit
from console.board.playback import FASTEST, SLOWEST
from stream.decision import ACTS, REASONED, Act, On

LARGEST: Final = 2**53 - 1
"""Of the whole numbers that all programs read the same from JSON (RFC 8259, section 6)."""


def _whole(value: object) -> object:
    """Return 1.0 as 1: in JSON they are one number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE: Final = BeforeValidator(_whole)
Text = Annotated[str, Field(max_length=500)]
Id = Annotated[str, Field(min_length=1, max_length=300)]


_TEXT: Final[JsonDict] = {"type": "string"}
_NULL: Final[JsonDict] = {"type": "null"}
_REASON: Final[dict[str, JsonDict]] = {"note": {"type": "string", "pattern": r"\S"}}


def _with(**members: JsonDict) -> JsonDict:
    return {"properties": {**members}, "required": [*members]}


def _either(*ways: JsonDict) -> JsonDict:
    return {"anyOf": [*ways]}


class _Wish(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class PlaybackWish(_Wish):
    """Move what is shown; `at` is in milliseconds since 1970 UTC."""

    model_config = ConfigDict(
        json_schema_extra=_either(
            _with(do={"enum": ["play", "pause", "live", "step"]}),
            _with(do={"const": "seek"}, at={"type": "integer"}),
            _with(do={"const": "speed"}, speed={"type": "number"}),
        )
    )

    do: Literal["play", "pause", "speed", "seek", "live", "step"]
    speed: Annotated[float, Field(ge=SLOWEST, le=FASTEST)] | None = None
    at: Annotated[int, Field(ge=0, le=253_402_300_799_999), WHOLE] | None = None

    @model_validator(mode="after")
    def _complete(self) -> PlaybackWish:
        if self.do == "seek" and self.at is None:
            raise unfit("seek without at", "the moment to go to")
        if self.do == "speed" and self.speed is None:
            raise unfit("speed without a number", "simulated seconds in a second")
        return self


class DecisionWish(_Wish):
    """Decide on an alert or a station."""

    model_config = ConfigDict(
        json_schema_extra=_either(
            *(
                _with(on={"const": on}, do={"const": act}, **(_REASON if act in REASONED else {}))
                for on, acts in ACTS.items()
                for act in acts
            )
        )
    )

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

    model_config = ConfigDict(
        json_schema_extra=_either(
            _with(journal=_TEXT, election=_NULL, scenario=_NULL, seed=_NULL)
            | {"required": ["journal"]},
            _with(election=_TEXT, scenario=_TEXT, seed={"type": "integer"}, journal=_NULL)
            | {"required": ["election", "scenario", "seed"]},
        )
    )

    journal: Id | None = None
    election: Id | None = None
    scenario: Id | None = None
    seed: Annotated[int, Field(ge=0, le=LARGEST), WHOLE] | None = None

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
