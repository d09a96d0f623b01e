"""A verification as text: every published figure a line, what holds at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from console.comparison import RowVerdict
from console.verify import Check, Verification

_MOST_DIFFERENCES: Final = 20


def text(found: Verification, *, figures: bool = True) -> str:
    """Return what was found; with `figures`, every published row and checkpoint too."""
    run = f"{found.election}, scenario {found.scenario}, seed {found.seed}, run {found.run}"
    lines = [f"SIMULATION {found.folder}: {run}", ""]
    if figures:
        lines += _figures(found)
    lines += checked(found.checks)
    lines += ["", f"{found.folder}: {'everything holds' if found.holds else 'DIFFERS'}"]
    return "\n".join(lines)


def checked(checks: Iterable[Check]) -> list[str]:
    """Return checks as lines: what holds, and where it does not, what differs."""
    return [line for check in checks for line in _check(check)]


def _figures(found: Verification) -> Iterator[str]:
    table = [_row(verdict) for verdict in found.figures]
    if table:
        head = ("result", "from", "figure", "printed", "folded", "")
        widths = [max(len(row[n]) for row in (head, *table)) for n in range(5)]
        for row in (head, *table):
            cells = [
                f"{cell:>{width}}" if number in (3, 4) else f"{cell:<{width}}"
                for number, (cell, width) in enumerate(zip(row[:5], widths, strict=True))
            ]
            yield "  ".join([*cells, row[5]]).rstrip()
        yield ""
    for point in found.points:
        word = "holds" if point.holds else "DIFFERS"
        yield (f"{word:<8}{point.at:>6}  {point.what}: {point.found} (published: {point.expected})")
    if found.points:
        yield ""


def _row(verdict: RowVerdict) -> tuple[str, str, str, str, str, str]:
    row = verdict.row
    where = row.contest or row.region or row.scope
    printed, folded = row.value, verdict.value
    if row.printed_pct:
        printed += f" ({row.printed_pct} %)"
        folded += f" ({verdict.pct} %)"
    word = "WRONG" if verdict.verdict == "wrong" else verdict.verdict
    return (
        word,
        verdict.origin,
        f"{where} {row.metric} {row.key}",
        printed,
        folded,
        verdict.reason,
    )


def _check(check: Check) -> Iterator[str]:
    yield f"{'holds' if check.holds else 'DIFFERS':<8}{check.what}: {check.says}"
    for difference in check.differences[:_MOST_DIFFERENCES]:
        yield f"          {difference}"
    more = len(check.differences) - _MOST_DIFFERENCES
    if more > 0:
        yield f"          and {more:,} more"
