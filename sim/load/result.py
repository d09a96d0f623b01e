"""The result of a load: what was sent, how long it took, and whether the tally is right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, TypeAlias

import msgspec
import numpy as np
from msgspec import Struct

from config.errors import InputError
from sim.load.measure import Latency, Second
from sim.load.objective import Objective
from sim.load.trace import Trace
from sim.load.verdict import Verdict

FORMAT: Final = 1
NOTICE: Final = "SIMULATION"
SENDER_MS: Final = 5.0
"""Where the sender itself is later than this with one event in a thousand, it limits the load."""

LimitedBy: TypeAlias = Literal["", "generator", "target"]


class Sent(Struct, frozen=True):
    """What was sent.

    Attributes:
        events: of the load, or of this shard of it.
        sent: handed over; the rest never went.
        taken, refused: the target said that it has them; that it never will.
        unknown: sent, and neither: the target may have them or not.
        errors: by kind, how often something else came than that.
        seconds: from the start to the last answer.
        rate_meant, rate_reached: events a second meant to go, and taken.
        limited_by: who was to blame where events went later than meant by more than `SENDER_MS`.
        stopped: why it ended before all was sent and taken, else "".
    """

    events: int
    sent: int
    taken: int
    refused: int
    unknown: int
    errors: dict[str, int]
    seconds: float
    rate_meant: float
    rate_reached: float
    limited_by: LimitedBy
    stopped: str


class Kept(Struct, frozen=True):
    """An objective, what was measured, and whether it was kept."""

    objective: str
    measured: float | None
    holds: bool


class Result(Struct, frozen=True):
    """All that is known of a load.

    Attributes:
        saylau_load, notice: version of this format; that all is a simulation.
        version: of Saylau.
        election, run, scenario, seed: of the day whose events went.
        stations, shard: how many there are; which part of them went, such as "1/2".
        target, profile: where to, and how spread over time.
        began: when, RFC 3339.
        sent: what was sent.
        latency: from the moment an event was meant to go until the target had it.
        sender: from that moment until it was handed over.
        tally: from that moment until it was in the tallies; None where nobody says so.
        stretch_s, stretches: what happened when.
        judged: how tallies were read; "" where none were.
        verdict: on the tallies; None where they were not judged.
        settled_s: seconds from the last event to a tally that was right; None if it never was.
        unread: why tallies could not be read, else "".
        objectives: what was asked for.
    """

    saylau_load: int
    notice: str
    version: str
    election: str
    run: str
    scenario: str
    seed: int
    stations: int
    shard: str
    target: str
    profile: str
    began: str
    sent: Sent
    latency: Latency
    sender: Latency
    tally: Latency | None
    stretch_s: float
    stretches: list[Second]
    judged: str
    verdict: Verdict | None
    settled_s: float | None
    unread: str
    objectives: list[Kept]

    @property
    def holds(self) -> bool:
        """Whether the load went to its end, every objective was kept and no tally is wrong.

        Where the generator limited it, latencies are longer than the target's own: what is kept
        then is kept all the same.
        """
        return (
            not self.sent.stopped
            and not self.unread
            and (self.verdict is None or (self.verdict.holds and self.verdict.rows > 0))
            and all(one.holds for one in self.objectives)
        )

    def to_json(self) -> bytes:
        """Return it as JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"

    @classmethod
    def read(cls, path: Path) -> Result:
        """Read one; raises `InputError` if the file is none."""
        expected = f"the load.json of a load (format {FORMAT})"
        try:
            result = msgspec.json.decode(path.read_bytes(), type=cls)
        except OSError as error:
            raise InputError(path, error.strerror or str(error), expected) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(path, str(error), expected) from error
        if result.saylau_load != FORMAT:
            raise InputError(path, f"saylau_load is {result.saylau_load}", expected)
        return result


def sent_of(trace: Trace, events: int, stopped: str, sender: Latency, *, paced: bool) -> Sent:
    """Return what a trace says of the events of a load.

    Args:
        trace: of the load.
        events: that were to go.
        stopped: why it ended early, else "".
        sender: how late events were handed over.
        paced: whether events had moments to go at: otherwise none was late.
    """
    sent = int(np.count_nonzero(~np.isnan(trace.sent)))
    taken = int(np.count_nonzero(~np.isnan(trace.taken)))
    seconds = trace.ended - trace.begun
    span = float(trace.meant[-1] - trace.begun) if len(trace) else 0.0
    limited: LimitedBy = ""
    if paced and sender.p999 >= SENDER_MS:
        limited = "target" if trace.held_up else "generator"
    return Sent(
        events=events,
        sent=sent,
        taken=taken,
        refused=len(trace.refused),
        unknown=int(np.count_nonzero(trace.unknown)),
        errors=dict(sorted(trace.errors.items())),
        seconds=round(seconds, 3),
        rate_meant=round(len(trace) / span, 1) if span > 0 else 0.0,
        rate_reached=round(taken / seconds, 1) if seconds > 0 else 0.0,
        limited_by=limited,
        stopped=stopped,
    )


def measured(
    sent: Sent,
    latency: Latency,
    sender: Latency,
    tally: Latency | None,
    verdict: Verdict | None,
) -> dict[str, float]:
    """Return the values that objectives ask for, by `objective.MEASURES`."""
    values = {
        "median": latency.median,
        "p90": latency.p90,
        "p99": latency.p99,
        "p99.9": latency.p999,
        "max": latency.longest,
        "sender-p99.9": sender.p999,
        "rate": sent.rate_reached,
        "errors": float(sum(sent.errors.values())),
    }
    if not latency.count:
        values |= dict.fromkeys(("median", "p90", "p99", "p99.9", "max"), math.nan)
    if tally is not None and tally.count:
        values |= {"tally-p99": tally.p99, "tally-max": tally.longest}
    if verdict is not None:
        for kind in ("lost", "twice", "superseded", "wrong", "late"):
            values[kind] = float(getattr(verdict, kind))
    return values


def kept(objectives: Sequence[Objective], values: dict[str, float]) -> list[Kept]:
    """Return which objectives were kept."""
    return [
        Kept(one.text, _number(values.get(one.measure)), one.holds(values)) for one in objectives
    ]


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else round(value, 3)
