"""Where the contestants stand: a row each, what each costs beside our worker, what is asked."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from bench.figure import Figure, Sheet, shown
from bench.kafka.contestants import WORKER, Contestant
from bench.kafka.meeting import Pairs
from bench.kafka.race import Round

HEADINGS: Final = (
    "",
    "version",
    "records",
    "CPU µs/event",
    "lowest to highest",
    "events/CPU s",
    "of our worker's CPU",
    "wall s",
    "MB",
    "figures",
)
_WORDS: Final = 2  # columns that stand to the left

LEAST_RATE: Final = 100_000
LEAST_TIMES: Final = {"faust": 15.0, "quix": 2.0, "bytewax": 1.2, "streams": 1.0}
LEAST_SHARE: Final = 50.0
MOST_SHARED: Final = 1.15


@dataclass(frozen=True)
class Result:
    """All rounds of one contestant, or why there are none."""

    contestant: Contestant
    version: str
    rounds: tuple[Round, ...]
    failure: str = ""

    @property
    def right(self) -> bool:
        """Whether it came to its end with the figures expected, every time."""
        return not self.failure and bool(self.rounds) and all(each.right for each in self.rounds)

    @property
    def per_event_us(self) -> float:
        """The median of the rounds."""
        return statistics.median(each.per_event_us for each in self.rounds)

    def times(self, other: Result) -> tuple[float, ...]:
        """Return how many times the processor time of another it takes, round by round."""
        pairs = zip(self.rounds, other.rounds, strict=False)
        return tuple(mine.per_event_us / its.per_event_us for mine, its in pairs)

    def cells(self, ours: Result | None) -> tuple[str, ...]:
        """Return what its row says, a cell for each of `HEADINGS`."""
        label = (self.contestant.label, self.version)
        if not self.rounds:
            return (*label, *[""] * (len(HEADINGS) - 3), "FAILED")
        costs = [each.per_event_us for each in self.rounds]
        times = self.times(ours) if ours and ours.rounds else ()
        return (
            *label,
            f"{self.rounds[0].records:,}",
            shown(self.per_event_us, ""),
            f"{shown(min(costs), '')} to {shown(max(costs), '')}",
            f"{1e6 / self.per_event_us:,.0f}",
            f"{shown(statistics.median(times), '')} times" if times else "",
            shown(statistics.median(each.wall_s for each in self.rounds), ""),
            f"{statistics.median(each.peak_bytes for each in self.rounds) / 1e6:,.0f}",
            "right" if self.right else "FAILED" if self.failure else "WRONG",
        )

    def as_json(self) -> dict[str, object]:
        """Return it for a file."""
        return {
            "label": self.contestant.label,
            "version": self.version,
            "keeps": self.contestant.keeps,
            "does_less": self.contestant.less,
            "right": self.right,
            "failure": self.failure,
            "rounds": [
                {**asdict(each), "said": "", "per_event_us": each.per_event_us}
                for each in self.rounds
            ],
        }


Results = Mapping[str, Result]


def table(results: Results, *, markdown: bool = False) -> str:
    """Return a row for each contestant, for a terminal or a document."""
    ours = results.get(WORKER)
    rows = [HEADINGS, *(result.cells(ours) for result in results.values())]
    if markdown:
        rules = tuple(":--" if at < _WORDS else "--:" for at in range(len(HEADINGS)))
        return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], rules, *rows[1:]))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at < _WORDS else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def asked(results: Results, pairs: Pairs | None, *, judged: bool) -> Sheet:
    """Return what is asked of our worker beside what came out.

    Args:
        results: of the contestants.
        pairs: of one worker and of two that share the partitions; None if not measured.
        judged: whether sizes are such that the figures count, not only the checks.
    """
    shared = [] if pairs is None else _shared(pairs, judged=judged)
    figures = [*_figures(results, judged=judged), *shared]
    checks = {
        f"{result.contestant.label}: every region as expected, every round": result.right
        for result in results.values()
    }
    if pairs is not None:
        checks["two workers: as expected, and both at work"] = all(
            found and all(each.right for each in found) for found in pairs.values()
        )
    return Sheet("What is asked of our worker", figures, checks)


def _figures(results: Results, *, judged: bool) -> Iterator[Figure]:
    ours = results.get(WORKER)
    if ours is None or not ours.rounds:
        return
    rates = tuple(1e6 / each.per_event_us for each in ours.rounds)
    least = LEAST_RATE if judged else None
    yield Figure("events a second of processor time", rates, "events/s", at_least=least)
    for name, times in LEAST_TIMES.items():
        result = results.get(name)
        if result is not None and result.rounds:
            label = f"{result.contestant.label}: its processor time over ours"
            least_times = times if judged else None
            yield Figure(label, result.times(ours), "times", at_least=least_times)
    if "streams" in results and results["streams"].rounds:
        pairs = zip(results["streams"].rounds, ours.rounds, strict=False)
        without = tuple(its.compiled_us / mine.per_event_us for its, mine in pairs)
        yield Figure("the same without Java's compiler", without, "times")
    if "bytewax-volatile" in results and results["bytewax-volatile"].rounds:
        volatile = results["bytewax-volatile"]
        label = f"{volatile.contestant.label}: its processor time over ours"
        yield Figure(label, volatile.times(ours), "times")
    for name in ("bare", "core"):
        limit = results.get(name)
        if limit is not None and limit.rounds:
            shares = tuple(100 * times for times in limit.times(ours))
            least_share = LEAST_SHARE if judged else None
            yield Figure(f"of the {limit.contestant.label}", shares, "%", at_least=least_share)


def _shared(pairs: Pairs, *, judged: bool) -> Iterator[Figure]:
    times = tuple(
        two.per_event_us / one.per_event_us for one, two in zip(pairs[1], pairs[2], strict=False)
    )
    if times:
        most = MOST_SHARED if judged else None
        yield Figure("two workers: their processor time over one's", times, "times", at_most=most)
