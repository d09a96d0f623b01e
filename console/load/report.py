"""The report of a load: one page that needs nothing but itself, and some lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from markupsafe import Markup

from console.load import pictures
from console.report import pages
from sim.load.result import Result

JSON: Final = "load.json"
PAGE: Final = "load.html"

KINDS: Final[Mapping[str, str]] = {
    "lost": "lost",
    "twice": "counted twice",
    "superseded": "out of date",
    "wrong": "wrong",
    "late": "late",
}
_MOST: Final = 200


def page(result: Result) -> str:
    """Return the page as HTML."""
    drawn = {
        name: tuple(Markup(draw(result, narrow=narrow)) for narrow in (False, True))  # noqa: S704
        for name, draw in (
            ("rates", pictures.rates),
            ("latencies", pictures.latencies),
            ("waiting", pictures.waiting),
        )
    }
    return (
        pages()
        .get_template("load.html.j2")
        .render(
            result=result,
            summary=[*summary(result)],
            findings=result.verdict.findings[:_MOST] if result.verdict else (),
            kinds=KINDS,
            pictures=drawn,
        )
    )


def summary(result: Result) -> Iterator[str]:
    """Yield what somebody has to know at once, a sentence a line."""
    sent = result.sent
    yield (
        f"{sent.taken:,} of {sent.events:,} events taken in {sent.seconds:,.1f} s"
        f" ({sent.rate_reached:,.0f} a second)"
        + (f", {sent.refused:,} refused" if sent.refused else "")
        + (f", {sent.unknown:,} without an answer" if sent.unknown else "")
        + "."
    )
    if sent.stopped:
        yield f"It ended before all was taken: {sent.stopped}."
    if sent.limited_by == "generator":
        yield (
            f"LIMITED BY THE GENERATOR: one event in a thousand went {result.sender.p999:,.1f} ms"
            " late or later; what was measured is not the target alone."
        )
    if result.latency.count:
        yield (
            f"Latency: half within {result.latency.median:,.1f} ms,"
            f" 99 % {result.latency.p99:,.1f} ms, longest {result.latency.longest:,.1f} ms."
        )
    if result.tally is not None and result.tally.count:
        yield (
            f"In the tallies: half within {result.tally.median:,.1f} ms,"
            f" 99 % {result.tally.p99:,.1f} ms, longest {result.tally.longest:,.1f} ms."
        )
    yield from _verdict(result)
    for one in result.objectives:
        if not one.holds:
            measured = "not measured" if one.measured is None else f"{one.measured:,g}"
            yield f"Objective missed: {one.objective} ({measured})."


def _verdict(result: Result) -> Iterator[str]:
    verdict = result.verdict
    if result.unread:
        yield f"The tallies could not be read: {result.unread}."
    elif verdict is None:
        yield "Nothing was judged: there are no tallies to read."
    elif not verdict.rows:
        yield "Nothing was judged: no figure that the mapping names is certain."
    elif verdict.holds:
        after = (
            "" if result.settled_s is None else f", {result.settled_s:,.1f} s after the last event"
        )
        yield f"Tallies: all {verdict.rows:,} figures right, to the vote{after}."
    else:
        counts = {name: getattr(verdict, kind) for kind, name in KINDS.items()}
        said = ", ".join(f"{number:,} {name}" for name, number in counts.items() if number)
        wrong = verdict.rows - verdict.right
        yield f"Tallies: {wrong:,} of {verdict.rows:,} figures are not right. Stations: {said}."
