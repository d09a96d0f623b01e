"""How smoothly the board scrolls while the day plays, in a real browser.

`python -m bench.scrolling` simulates the day of 25 July 2021 with the scenario "storm" whose
incidents are seen at every station that the source does not name: some 25,000 alerts, raised by
the rules as any others. A board in a process of its own is wound to the moment when 20,000 of
them are there, and plays on from it. In Debian's Chromium the wheel is turned over the table of
stations and the list of alerts: down and up the first page, whose rows change as the day goes
on, and then from page to page. Frames are those the page itself is given (requestAnimationFrame).
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import msgspec

from bench.command import saylau
from bench.figure import Figure, Sheet
from bench.machine import machine
from config.library import SCENARIOS
from console.folder import ALERTS
from tests.console.board.boards import served
from tests.console.board.browsers import chromium, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from playwright.sync_api import Browser, Page

SECONDS: Final = 10.0
SPEED: Final = 60.0
RAISED: Final = 20_000
AT_LEAST: Final = 30
PLACES: Final = 1_821
"""At so many stations each incident is seen."""

STEADY: Final = {
    "median_seconds": 1,
    "spread": 0.1,
    "duplicates": 0,
    "losses": 0,
    "reordering_seconds": 0,
}
"""Delivery: a reporter who says thousands of things out of order takes minutes to be folded."""

VIEWS: Final = ("stations", "alerts")
LONG_S: Final = 120.0
"""So long it may take to wind to that moment."""

_TURN: Final = 240
"""Pixels a turn of the wheel: two notches."""

_EVERY_S: Final = 0.05
_WATCH: Final = """() => {
    window.frames_at = [];
    const note = (at) => {
        window.frames_at.push(at);
        requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
}"""
_WHERE: Final = """() => [scrollY, scrollY + innerHeight >= document.body.scrollHeight - 1]"""


def measure(
    seconds: float, raised: int, speed: float, folder: Path | None = None, *, judged: bool = True
) -> Sheet:
    """Measure both views.

    Args:
        seconds: how long the wheel is turned in each.
        raised: alerts that are to be there when it begins.
        speed: simulated seconds in a second.
        folder: of a run; None simulates one.
        judged: whether the figures are held against what is asked.
    """
    with TemporaryDirectory(prefix="saylau-bench-") as name:
        place = Path(name)
        day = folder or _simulate(place)
        begin = _moment(day, raised)
        with served(place, day) as board, board.operator() as operator, chromium() as browser:
            operator.timeout = LONG_S
            scrolled = _Scrolled(operator, browser, board.url, begin, speed)
            found = {view: scrolled.through(view, seconds) for view in VIEWS}
    figures = [
        figure
        for view, frames in found.items()
        for figure in _figures(view, frames.at, judged=judged)
    ]
    checks = {
        f"{view}: {what}": true
        for view, frames in found.items()
        for what, true in (
            ("the page was scrolled to its end, and others turned to", frames.turned),
            ("the day went on meanwhile", frames.moved),
        )
    }
    stations, alerts = (found[view].listed for view in VIEWS)
    title = f"{stations:,} stations, {alerts:,} open alerts, {speed:g} seconds of the day in one"
    return Sheet(title, figures, {**checks, "as many alerts as asked for": alerts >= raised})


class _Frames(msgspec.Struct):
    """When frames were drawn, milliseconds, and of what.

    Attributes:
        at: of each frame.
        listed: rows that the view had, on all its pages, when it began.
        turned, moved: whether pages were turned, and the day went on.
    """

    at: list[float]
    listed: int
    turned: bool
    moved: bool


class _Scrolled:
    """Turns the wheel over a view of the board."""

    def __init__(
        self, operator: httpx.Client, browser: Browser, url: str, begin: int, speed: float
    ) -> None:
        self._operator, self._browser, self._url = operator, browser, url
        self._begin, self._speed = begin, speed
        (one,) = operator.get("/api/showings").json()["showings"]
        self._id = one["id"]

    def through(self, view: str, seconds: float) -> _Frames:
        """Scroll a view for some seconds, half of them on its first page."""
        self._move({"do": "seek", "at": self._begin})
        with self._page() as page:
            show(page, f"/r/{self._id}/{view}")
            self._move({"do": "play", "speed": self._speed})
            before = self._docs("clock")[""]["at"]
            listed = int(re.sub(r"\D", "", page.locator(".tbl-count").first.inner_text()))
            page.mouse.move(500, 450)
            page.evaluate(_WATCH)
            ended = _up_and_down(page, seconds / 2)
            turned = _from_page_to_page(page, seconds / 2)
            at = page.evaluate("window.frames_at")
        moved = self._docs("clock")[""]["at"] > before
        return _Frames(at, listed, ended and turned, moved)

    def _move(self, wish: dict[str, Any]) -> None:
        self._operator.post(f"/api/showings/{self._id}/playback", json=wish).raise_for_status()

    def _docs(self, topic: str) -> dict[str, Any]:
        address = f"/api/showings/{self._id}/state"
        told = self._operator.get(address, params={"topics": topic}).json()
        docs: dict[str, Any] = told["docs"][topic]
        return docs

    @contextmanager
    def _page(self) -> Iterator[Page]:
        context = self._browser.new_context(
            base_url=self._url, viewport={"width": 1440, "height": 900}
        )
        yield context.new_page()
        context.close()


def _up_and_down(page: Page, seconds: float) -> bool:
    """Turn the wheel on one page; return whether its end was reached."""
    turn, ended = _TURN, False
    for _ in _turns(seconds):
        page.mouse.wheel(0, turn)
        above, end = page.evaluate(_WHERE)
        ended = ended or end
        turn = -_TURN if end else _TURN if above <= 0 else turn
    return ended


def _from_page_to_page(page: Page, seconds: float) -> bool:
    """Turn the wheel, and to the next page at each end; return whether there was another."""
    turned = False
    following = page.get_by_role("button", name="Next", exact=True)
    for _ in _turns(seconds):
        page.mouse.wheel(0, _TURN)
        _, end = page.evaluate(_WHERE)
        if end and following.count():
            following.click()
            turned = True
            page.mouse.move(500, 450)
    return turned


def _turns(seconds: float) -> Iterator[int]:
    """Yield whenever the wheel is to be turned."""
    begun = time.monotonic()
    number = 0
    while (now := time.monotonic()) < begun + seconds:
        number += 1
        yield number
        time.sleep(max(0.0, now + _EVERY_S - time.monotonic()))


def _figures(view: str, at: Sequence[float], *, judged: bool) -> Iterator[Figure]:
    """Yield what is told of frames; `at` in milliseconds."""
    asked = AT_LEAST if judged else None
    rates = seconds_of(at)
    yield Figure(
        f"{view}: frames in a second, median", (statistics.median(rates),), "", at_least=asked
    )
    yield Figure(f"{view}: in the worst second", (min(rates),), "", at_least=asked)
    longest = max(after - before for before, after in pairwise(at))
    yield Figure(f"{view}: longest frame", (longest,), "ms")


def seconds_of(at: Sequence[float]) -> list[int]:
    """Return how many frames were drawn in each whole second; `at` in milliseconds."""
    seconds = int((at[-1] - at[0]) // 1000)
    counted = [0] * max(1, seconds)
    for moment in at[1:]:
        second = int((moment - at[0]) // 1000)
        if second < len(counted):
            counted[second] += 1
    return counted


def crowded() -> str:
    """Return the scenario "storm" with its incidents seen at many stations, as TOML."""
    text = (SCENARIOS / "storm.toml").read_text(encoding="utf-8")
    before, first, incidents = text.partition("\n[[incidents]]")
    incidents, second, after = incidents.partition("\n[[injects]]")
    for field, value in STEADY.items():
        before = re.sub(rf"(?m)^{field} = .*$", f"{field} = {value}", before)
    incidents = re.sub(r"(?m)^count = \d+$", f"count = {PLACES}", incidents)
    return before + first + incidents + second + after


def _simulate(folder: Path) -> Path:
    """Simulate the day, and return its folder."""
    (folder / "crowded.toml").write_text(crowded(), encoding="utf-8")
    wish = ("--election", "kz-2021-07-25", "--scenario", "crowded.toml", "--speed", "max")
    saylau("run", *wish, "--plain", "--out", "day", cwd=folder)
    return folder / "day"


def _moment(day: Path, raised: int) -> int:
    """Return when a day had so many alerts that are open still at its end, milliseconds."""
    alerts = map(msgspec.json.decode, (day / ALERTS).read_bytes().splitlines())
    opened = sorted(alert["opened"] for alert in alerts if alert["cleared"] is None)
    return int(opened[raised - 1])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 0 if everything holds, else 1."""
    parser = argparse.ArgumentParser(prog="python -m bench.scrolling", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="in each view")
    parser.add_argument("--raised", type=int, default=RAISED, help="alerts at the beginning")
    parser.add_argument("--speed", type=float, default=SPEED, help="simulated seconds in a second")
    parser.add_argument("--day", type=Path, metavar="DIR", help="a run to show; else one is made")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    wish = parser.parse_args(arguments)
    about = ", ".join(f"{name} {value}" for name, value in machine().items())
    sheet = measure(wish.seconds, wish.raised, wish.speed, wish.day and wish.day.resolve())
    shown = sheet.markdown() if wish.markdown else sheet.text()
    verdict = "Everything holds." if sheet.holds else "NOT everything holds."
    sys.stdout.write("\n\n".join([about, shown, verdict]) + "\n")
    return 0 if sheet.holds else 1


if __name__ == "__main__":
    sys.exit(main())
