"""`python -m tests.console.board.screenshots`: the board's main views, in three languages.

A day is simulated, shown at a busy moment, and its views are taken at the sizes of a desk, a
telephone and a wall.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx
from playwright.sync_api import Page

from console.cli import call
from tests.console.board.boards import served
from tests.console.board.browsers import VIEWS, chromium, show, window

OUT: Final = Path("build/screenshots")
LANGUAGES: Final = ("en", "kk", "ru")
MAIN: Final = (
    *("start", "overview", "region", "districts", "contests", "contest"),
    *("stations", "station", "alert", "calendar", "wall", "compare"),
)
"""The twelve views that are looked at."""

HEIGHT: Final = 900

AT_MS: Final = 1_627_225_000_000
"""20:56 official time: one zone has closed, protocols come in."""


def main() -> int:
    """Take the pictures; return 0."""
    with TemporaryDirectory() as folder:
        day = Path(folder) / "day"
        if call(["run", "--speed", "max", "--plain", "--out", str(day)]):
            return 1
        with served(Path(folder), day) as board, chromium() as browser:
            with board.operator() as operator:
                shown = operator.get("/api/showings").json()["showings"][0]["id"]
                wish = {"do": "seek", "at": AT_MS}
                operator.post(f"/api/showings/{shown}/playback", json=wish)
            places = _places(board.url, shown)
            for language in LANGUAGES:
                (OUT / language).mkdir(parents=True, exist_ok=True)
                for scheme, width in (("light", 1440), ("dark", 1440), ("light", 390)):
                    with window(browser, board.url, width=width, color_scheme=scheme) as page:
                        for view in MAIN:
                            show(page, VIEWS[view].format(**places), language)
                            path = OUT / language / f"{view}-{scheme}-{width}.png"
                            _take(page, path, whole=view != "wall")
                            sys.stdout.write(f"{path}\n")
    return 0


def _take(page: Page, path: Path, whole: bool) -> None:
    """Save a picture of a view; of the whole of it in a window so high that nothing floats."""
    width = page.viewport_size["width"] if page.viewport_size else HEIGHT
    if whole:
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(HEIGHT, tall)})
    page.screenshot(path=path)
    page.set_viewport_size({"width": width, "height": HEIGHT})


def _places(url: str, shown: str) -> dict[str, str]:
    """Return what the addresses of the views are filled with."""
    with httpx.Client(base_url=url) as client:
        state = client.get(f"/api/showings/{shown}/state", params={"topics": "alert,contest"})
    docs = state.json()["docs"]
    alert = next(one for one in docs["alert"].values() if one["code"].startswith("P"))
    contest = next(id_ for id_, one in docs["contest"].items() if one["counted"])
    return {
        "id": shown,
        "region": alert["region"],
        "station": alert["place"],
        "alert": alert["id"],
        "contest": contest,
    }


if __name__ == "__main__":
    sys.exit(main())
