"""The event contract, version 1: what a source says, one JSON object a record.

Every field is required and unknown fields are refused, so that two readers
never take two meanings from one record. Moments are RFC 3339 with an offset,
on the source's own clock. Figures count people or ballots.

The protocol (`CountReported`) is our own model; the form of 2021 was not found:
received = issued + unused + spoiled; issued counts each voter once;
found_station + found_home = votes + against_all + invalid.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct
from typing_extensions import Buffer

VERSION: Final = 1

Number = Annotated[int, Meta(ge=0, le=99_999_999)]
Serial = Annotated[int, Meta(ge=1, le=99_999_999)]
Moment = Annotated[str, Meta(max_length=32, extra_json_schema={"format": "date-time"})]
"""RFC 3339 with an offset; `stream.moment` reads it, and admission refuses what is none."""

Name = Annotated[str, Meta(min_length=1, max_length=100)]


class Event(Struct, frozen=True, gc=False, forbid_unknown_fields=True, tag_field="type"):
    """What all events carry; `seq` counts per source from 1."""

    v: Literal[1]
    election: Name
    run: Name
    source: Name
    seq: Serial
    at: Moment


class StationOpened(Event, frozen=True, gc=False, tag="station-opened"):
    """The opening protocol: voters on the list, ballots in hand."""

    registered: Number
    ballots_received: Number


class TurnoutReported(Event, frozen=True, gc=False, tag="turnout-reported"):
    """Voters who had received a ballot by `as_of`, cumulative, at home included."""

    as_of: Moment
    voters: Number


class IncidentReported(Event, frozen=True, tag="incident-reported"):
    """Something a reporter saw; `scope` says how far it reaches, `place` where."""

    category: Name
    scope: Literal["station", "contest", "region", "nation"]
    place: Annotated[str, Meta(max_length=100)]
    role: Literal["observer", "journalist", "voter", "candidate", "press", "commission"]


class CandidateWithdrawn(Event, frozen=True, gc=False, tag="candidate-withdrawn"):
    """A name comes off the ballot."""

    contest: Name
    candidate: Name
    ground: Name


class StationClosed(Event, frozen=True, gc=False, tag="station-closed"):
    """Closing: all voters of the day, of whom `queued` stood in line at closing time."""

    voters: Number
    queued: Number


class CountReported(Event, frozen=True, gc=False, tag="count-reported"):
    """The results protocol of one contest at one station; a higher version supersedes."""

    contest: Name
    version: Serial
    registered: Number
    ballots_received: Number
    issued: Number
    issued_home: Number
    unused: Number
    spoiled: Number
    found_station: Number
    found_home: Number
    invalid: Number
    against_all: Number
    votes: Annotated[dict[Name, Number], Meta(max_length=200)]

    @property
    def found(self) -> int:
        """Ballots found in all boxes."""
        return self.found_station + self.found_home


AnyEvent = (
    TurnoutReported
    | CountReported
    | StationOpened
    | StationClosed
    | IncidentReported
    | CandidateWithdrawn
)


class Told(Struct, frozen=True):
    """What an event of any version tells: its version, and the run it belongs to."""

    v: Number = VERSION
    run: object = None


_decoder = msgspec.json.Decoder(AnyEvent)
_teller = msgspec.json.Decoder(Told)
_encoder = msgspec.json.Encoder()

decode = _decoder.decode
"""Decode and check one event; raises `msgspec.DecodeError` (or its kin) when it is not one."""

encode = _encoder.encode
"""Encode an event as compact JSON."""


def told(value: Buffer) -> Told:
    """Return what can be told of bytes that are no event of this version.

    What is not JSON, or names no version, counts as a broken event of this one.
    """
    try:
        return _teller.decode(value)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return Told()
