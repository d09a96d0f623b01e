"""Two loads side by side: what became better, and what worse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.load.result import Result


class _Line(NamedTuple):
    what: str
    before: str
    after: str
    change: str = ""


def side_by_side(before: Result, after: Result) -> tuple[str, bool]:
    """Return a table of two loads, and whether the second missed what the first one kept.

    Args:
        before: the first.
        after: the second.
    """
    lines = [*_lines(before, after)]
    widths = [max(len(line[at]) for line in lines) for at in range(4)]
    table = "\n".join(
        "  ".join(
            (line[0].ljust(widths[0]), *(line[at].rjust(widths[at]) for at in (1, 2, 3)))
        ).rstrip()
        for line in lines
    )
    worse = [*_worse(before, after)]
    end = "\n".join(worse) if worse else "B keeps all that A kept."
    return f"SIMULATION\n{table}\n\n{end}", bool(worse)


def _lines(before: Result, after: Result) -> Iterator[_Line]:
    yield _Line("", "A", "B", "B by A")
    for what, name in (("target", "target"), ("run", "run"), ("profile", "profile")):
        yield _Line(what, *(str(getattr(one, name)) for one in (before, after)))
    yield _figure("events taken", before.sent.taken, after.sent.taken)
    yield _figure("events a second", before.sent.rate_reached, after.sent.rate_reached)
    for what, name in (
        ("latency: half within, ms", "median"),
        ("latency: 99 % within, ms", "p99"),
        ("latency: 99.9 % within, ms", "p999"),
        ("latency: longest, ms", "longest"),
    ):
        yield _figure(what, getattr(before.latency, name), getattr(after.latency, name))
    errors = [sum(one.sent.errors.values()) for one in (before, after)]
    yield _figure("other answers", *errors)
    for kind in ("lost", "twice", "superseded", "wrong", "late"):
        found = [
            None if one.verdict is None else getattr(one.verdict, kind) for one in (before, after)
        ]
        yield _Line(kind, *("not judged" if one is None else f"{one:,}" for one in found))
    yield _Line("holds", *("yes" if one.holds else "NO" for one in (before, after)))


def _figure(what: str, before: float, after: float) -> _Line:
    change = f"{after / before:.2f}" if before else ""
    return _Line(what, f"{before:,g}", f"{after:,g}", change)


def _worse(before: Result, after: Result) -> Iterator[str]:
    kept = {one.objective for one in before.objectives if one.holds}
    for one in after.objectives:
        if not one.holds and one.objective in kept:
            yield f"B misses {one.objective}, which A kept."
    if before.holds and not after.holds:
        yield "A holds and B does not."
