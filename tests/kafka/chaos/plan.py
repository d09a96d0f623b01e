"""The plan of a run of chaos: what befalls it and when, drawn from its seed alone.

Moments are given in progress, not in seconds: when so large a share of the
reports is with the brokers (`sent`) or tallied for good (`committed`), whatever
time that takes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final, Literal

from tests.kafka.chaos.days import NO_FAULTS

Measure = Literal["sent", "committed"]
What = Literal["kill", "join", "leave", "pause", "restart", "crash", "behead", "return", "resend"]

SIMULATED: Final = (20210725, 1, 2)
"""Seeds of the days that are replayed."""


@dataclass(frozen=True)
class Mishap:
    """One thing that befalls a run.

    Attributes:
        measure, share: when: as soon as this share of the reports is sent, or committed.
        what: `kill` (-9) a worker, let one `join` or `leave` or `pause` it, `restart` the
            broker in good order or let it `crash` and come back, `behead` a partition by
            killing the broker that leads it, let that broker `return`, `resend` everything.
        which: which worker or partition, counted round among those there are.
        seconds: how long a pause takes.
    """

    measure: Measure
    share: float
    what: What
    which: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        lasting = f" {self.seconds:.0f} s" if self.seconds else ""
        return f"{self.what}{lasting} at {self.share:.0%} {self.measure}"


@dataclass(frozen=True)
class Plan:
    """A whole run.

    Attributes:
        seed, kind: what it was drawn from.
        brokers: one or three.
        workers: how many there are at the start.
        delivery: how the records of the day arrive; one of `DELIVERIES`.
        simulated: seed of that day.
        mishaps: in order.
        seconds: how long the replay of the day takes.
    """

    seed: int
    kind: str
    brokers: int
    workers: int
    delivery: str
    simulated: int
    mishaps: tuple[Mishap, ...]
    seconds: float = 10.0

    def __str__(self) -> str:
        crew = f"{self.workers} worker{'s' * (self.workers > 1)}"
        parts = [crew, *([self.delivery] if self.delivery != NO_FAULTS else [])]
        return ", ".join((*parts, *map(str, self.mishaps)))


def draw(seed: int, only: str | None = None) -> Plan:
    """Return the plan of a seed.

    Args:
        seed: from 0; seeds in a row take the kinds in turn.
        only: a kind for every seed.
    """
    kind = only or KINDS[seed % len(KINDS)]
    dice = random.Random(f"chaos/{kind}/{seed}")  # noqa: S311 - nobody is kept from guessing it
    brokers = 3 if kind == "leader" else 1
    workers = dice.randint(1, 3)
    simulated = dice.choice(SIMULATED)
    return Plan(
        seed=seed,
        kind=kind,
        brokers=brokers,
        workers=workers,
        delivery=_DELIVERIES.get(kind, NO_FAULTS),
        simulated=simulated,
        mishaps=tuple(sorted(map(_in_time, _MISHAPS[kind](dice)), key=attrgetter("share"))),
    )


def _in_time(mishap: Mishap) -> Mishap:
    """Let what would come after the last report come with it."""
    return replace(mishap, share=min(mishap.share, 1.0))


def _when(dice: random.Random, low: float = 0.03, high: float = 0.95) -> tuple[Measure, float]:
    return dice.choice(("sent", "committed")), dice.uniform(low, high)


def _killed(dice: random.Random) -> list[Mishap]:
    """Kill up to three workers; each is followed by another, at once or later."""
    mishaps = []
    for _ in range(dice.randint(1, 3)):
        measure, share = _when(dice)
        mishaps.append(Mishap(measure, share, "kill", dice.randrange(4)))
        mishaps.append(Mishap("sent", share + dice.choice((0.0, 0.05, 0.2)), "join"))
    return mishaps


def _joined(dice: random.Random) -> list[Mishap]:
    """Let workers come and go, as many of each."""
    mishaps = []
    for _ in range(dice.randint(1, 2)):
        measure, share = _when(dice, high=0.7)
        mishaps.append(Mishap(measure, share, "join"))
        mishaps.append(Mishap("sent", share + dice.uniform(0.05, 0.25), "leave", dice.randrange(4)))
    return mishaps


def _broker(dice: random.Random) -> list[Mishap]:
    times = dice.randint(1, 2)
    return [Mishap("sent", _when(dice)[1], dice.choice(("restart", "crash"))) for _ in range(times)]


def _leader(dice: random.Random) -> list[Mishap]:
    """Kill a leader; it comes back later, or never."""
    share = dice.uniform(0.1, 0.6)
    mishaps = [Mishap("sent", share, "behead", dice.randrange(4))]
    if dice.random() < 0.5:
        mishaps.append(Mishap("sent", share + dice.uniform(0.1, 0.3), "return"))
    return mishaps


def _paused(dice: random.Random) -> list[Mishap]:
    mishaps = []
    for _ in range(dice.randint(1, 2)):
        seconds = dice.uniform(2, 14)
        mishaps.append(Mishap(*_when(dice), "pause", dice.randrange(4), seconds))
    return mishaps


def _resent(dice: random.Random) -> list[Mishap]:
    return [Mishap("sent", dice.uniform(0.02, 0.5), "resend")]


def _nothing(_dice: random.Random) -> list[Mishap]:
    return []


def _mixed(dice: random.Random) -> list[Mishap]:
    """Let two or three kinds of one broker befall one run."""
    some = dice.sample((_killed, _joined, _broker, _paused, _resent), dice.randint(2, 3))
    return [mishap for kind in some for mishap in kind(dice)]


_MISHAPS: Final[dict[str, Callable[[random.Random], list[Mishap]]]] = {
    "killed": _killed,
    "joined": _joined,
    "broker": _broker,
    "leader": _leader,
    "paused": _paused,
    "resent": _resent,
    "shuffled": _nothing,
    "corrupted": _nothing,
    "forged": _nothing,
    "strayed": _nothing,
    "mixed": _mixed,
}
KINDS: Final = tuple(_MISHAPS)

_DELIVERIES: Final = {
    "shuffled": "shuffled",
    "corrupted": "corrupted",
    "forged": "forged",
    "strayed": "strayed",
    "mixed": "all faults",
}
