"""Debian's Chromium, driven by Playwright, and the views of the board it goes to."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

VIEWS: Final = {
    "start": "/",
    "overview": "/r/{id}",
    "regions": "/r/{id}/regions",
    "region": "/r/{id}/regions/{region}",
    "districts": "/r/{id}/districts",
    "contests": "/r/{id}/contests",
    "contest": "/r/{id}/contests/{contest}",
    "stations": "/r/{id}/stations",
    "station": "/r/{id}/stations/{station}",
    "alerts": "/r/{id}/alerts",
    "alert": "/r/{id}/alerts/{alert}",
    "calendar": "/r/{id}/calendar",
    "wall": "/r/{id}/wall",
    "compare": "/compare/{id}/{id}",
    "login": "/login",
}
"""The main views; their addresses have to be filled in."""

SETTLED: Final = """() => document.querySelector('h1') !== null
    && !document.querySelector('[aria-busy="true"], .loading')"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser of this machine."""
    path = shutil.which("chromium")
    assert path, "there is no chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def window(
    browser: Browser, url: str, width: int = 1440, excused: str = "", **wishes: object
) -> Iterator[Page]:
    """Open a page; on leaving it nothing may have gone wrong in it, and nothing asked anybody.

    Args:
        browser: of `chromium`.
        url: of the board.
        width: of the window.
        excused: what the console may say, a regular expression; "" excuses nothing.
        wishes: of a context, such as `color_scheme`.
    """
    context: BrowserContext = browser.new_context(
        base_url=url, viewport={"width": width, "height": 900}, reduced_motion="reduce", **wishes
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.on("dialog", lambda asked: (wrong.append(asked.message), asked.dismiss()))
    yield page
    context.close()
    assert [said for said in wrong if not (excused and re.search(excused, said))] == []


def show(page: Page, address: str, language: str = "en") -> None:
    """Go to a view and wait until it is there."""
    page.goto(f"{address}?lang={language}")
    page.wait_for_function(SETTLED)


def log_in(page: Page, token: str) -> None:
    """Log in as a person does."""
    show(page, "/login")
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "login" not in url)
