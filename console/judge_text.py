"""A judgement as a table, for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from config.rulebook import rules
from console.judgement import CodeJudgement, Judgement, statistical
from console.planted import unit

HEAD: Final = (
    "code",
    "raised when",
    "due",
    "raised",
    "right",
    "missed",
    "false",
    "no cause",
    "median",
    "longest",
)
MEANINGS: Final = (
    "due: alerts that had to come; of T207, P308 stations, of F days with something they may find",
    "right: alerts that were due, or at a place with something planted or mistaken in a protocol",
    "missed: of what was due, what was not raised",
    "false: alerts that are not right",
    "no cause: alerts, right ones too, that nothing that happened explains: the rule asks too much",
    "median, longest: from its cause to a right alert, where that is known",
)
"""What the columns mean, a line each."""


def text(found: Judgement) -> str:
    """Return the table, what was planted, and the verdict, as text."""
    table = [HEAD, *(_row(one) for one in spoken_of(found))]
    widths = [max(len(row[n]) for row in table) for n in range(len(HEAD))]
    lines = [_aligned(row, widths) for row in table]
    lines += ["", *MEANINGS]
    if found.planted:
        lines += ["", "planted, at so many stations", *_planted(found)]
    named = [name for one in found.codes.values() if one.certain for name in one.named]
    if named:
        lines += ["", "missed or raised for nothing", *(f"  {name}" for name in named)]
    return "\n".join([*lines, "", *verdicts(found)])


def verdicts(found: Judgement) -> list[str]:
    """Return what is to be said of the certain rules, and of the statistical ones."""
    certain, stations, days = found.certain, found.by_station, found.by_day
    hidden = sum(one.due - one.found for one in found.planted.values())
    wrong = (
        f"NOT as due, {certain.missed:,} missed, {certain.false:,} raised for nothing,"
        f" {hidden:,} planted violations not found."
    )
    sure = "every alert that had to come came, and no other." if found.holds else wrong
    on_one = ", ".join(statistical(found.codes, "stations"))
    on_all = ", ".join(statistical(found.codes, "days"))
    lines = [f"Certain rules: {sure}"]
    if certain.without_cause:
        lines.append(
            f"Their alerts that nothing explains: {certain.without_cause:,}"
            f" ({', '.join(_groundless(found))}): look at the thresholds."
        )
    lines.append(
        f"Statistical rules on each station ({on_one}): {_share(stations)} planted found;"
        f" {stations.false:,} raised without cause, {found.false_per_1000:.2f} per 1,000 stations."
    )
    lines.append(
        f"Statistical rules on all stations ({on_all}): {_share(days)} found, by code and day;"
        f" {days.false:,} raised without cause on {found.days:,} {_days(found.days)}."
    )
    return lines


def _groundless(found: Judgement) -> Iterator[str]:
    """Yield each certain code with alerts that nothing explains, and their number."""
    for one in found.codes.values():
        if one.certain and one.without_cause:
            yield f"{one.code} {one.without_cause:,}"


def _share(one: CodeJudgement) -> str:
    return f"{one.due - one.missed:,} of {one.due:,}"


def _days(number: int) -> str:
    return "day" if number == 1 else "days"


def _planted(found: Judgement) -> Iterator[str]:
    """Yield a line for each kind of violation: where it was planted, and how much was found."""
    for one in found.planted.values():
        said = [f"found {one.found:,} of {one.due:,}"] if one.due else []
        for code, each in one.perhaps.items():
            counted = f" {_days(each.due)}" if unit(code) == "days" else ""
            said.append(f"perhaps {code}: {each.found:,} of {each.due:,}{counted}")
        yield f"  {one.kind:<20} {one.stations:>6,}  {'; '.join(said)}"


def markdown(found: Judgement) -> str:
    """Return the table as Markdown."""
    rows = ["| " + " | ".join(HEAD) + " |", "|---|---" + "|--:" * (len(HEAD) - 2) + "|"]
    rows += ["| " + " | ".join(_row(one)) + " |" for one in spoken_of(found)]
    return "\n".join(rows)


def spoken_of(found: Judgement) -> Iterator[CodeJudgement]:
    """Yield the codes of which something was due or raised."""
    yield from (one for one in found.codes.values() if one.due or one.raised)


def _row(one: CodeJudgement) -> tuple[str, ...]:
    numbers = (one.due, one.raised, one.right, one.missed, one.false, one.without_cause)
    longest = max(one.waits, default=None)
    return (
        one.code,
        rules()[one.code].title,
        *(f"{number:,}" for number in numbers),
        _time(one.median_wait),
        _time(longest),
    )


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        f"{cell:<{width}}" if place < 2 else f"{cell:>{width}}"
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
