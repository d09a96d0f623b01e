"""A board that goes away under an open page: the page says so, and finds it when it is back."""

import re
import socket
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.console.board.boards import served
from tests.console.board.browsers import log_in, show, window

BACK_MS = 30_000
LOST = "Connection lost"
EXCUSED = r"ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|status of 401"
"""What a browser itself says of a server that is away."""

END = 10**14


@contextmanager
def page_of(browser):
    """Open a page at a port that a board is to have, and to have again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with window(browser, f"http://127.0.0.1:{port}/", excused=EXCUSED) as page:
        yield page, port


def at_the_end(board, token=None):
    """Show the end of the day; return the id of what is shown."""
    with board.operator(token) as operator:
        (one,) = operator.get("/api/showings").json()["showings"]
        operator.post(f"/api/showings/{one['id']}/playback", json={"do": "seek", "at": END})
    return one["id"]


def mark(page):
    page.evaluate("window.mark = 'as it was'")


def assert_not_loaded_anew(page):
    assert page.evaluate("window.mark") == "as it was"


def lost(page):
    return page.get_by_role("status").filter(has_text=LOST)


def test_a_page_says_that_its_board_is_away_and_shows_the_new_one_when_it_is_back(
    browser, day, tmp_path
):
    with page_of(browser) as (page, port):
        with served(tmp_path, day, port=port) as board:
            id_ = at_the_end(board)
            show(page, f"/r/{id_}")
            mark(page)
            expect(page.locator("main")).to_contain_text("80.83%")
            alerts = page.context.new_page()
            show(alerts, f"/r/{id_}/alerts")
            expect(alerts.locator(".alert-row").first).to_be_visible()
            expect(lost(page)).to_have_count(0)
            board.kill()
            expect(lost(page)).to_be_visible()
            # What was known stays to be read.
            expect(page.locator("main")).to_contain_text("80.83%")
        with served(tmp_path, day, port=port) as board:
            expect(lost(page)).to_have_count(0, timeout=BACK_MS)
            expect(page.locator("main")).to_contain_text("0.00%")
            expect(page.locator("main")).not_to_contain_text("80.83%")
            expect(alerts.get_by_text("No alert was raised so far.")).to_be_visible(timeout=BACK_MS)
            expect(alerts.locator(".alert-row")).to_have_count(0)
            # And it follows the new one.
            at_the_end(board)
            expect(page.locator("main")).to_contain_text("80.83%")
            assert_not_loaded_anew(page)


def test_a_view_that_was_asked_for_meanwhile_comes_when_the_board_is_back(browser, day, tmp_path):
    with page_of(browser) as (page, port):
        with served(tmp_path, day, port=port) as board:
            id_ = at_the_end(board)
            show(page, f"/r/{id_}/regions")
            mark(page)
            expect(page.locator("tbody")).to_contain_text("80.83%")
            board.kill()
            expect(lost(page)).to_be_visible()
            page.get_by_role("link", name="Districts").click()
            expect(page.locator("main [role=status]").first).to_contain_text("Loading")
        with served(tmp_path, day, port=port):
            heading = page.get_by_role("heading", level=1, name="Districts")
            expect(heading).to_be_visible(timeout=BACK_MS)
            expect(page.locator("tbody tr").first).to_contain_text("–")
            expect(lost(page)).to_have_count(0, timeout=BACK_MS)
            assert_not_loaded_anew(page)


def test_who_was_logged_in_is_told_to_log_in_again(browser, day, users, tmp_path):
    file, tokens = users
    with page_of(browser) as (page, port):
        with served(tmp_path, day, "--users", file, port=port) as board:
            log_in(page, tokens["Dana"])
            show(page, f"/r/{at_the_end(board, tokens['Dana'])}")
            board.kill()
            expect(lost(page)).to_be_visible()
            page.get_by_role("button", name="From the start").click()
            expect(page.locator(".playback-wrong")).to_have_text("The server cannot be reached.")
        with served(tmp_path, day, "--users", file, port=port):
            expect(lost(page)).to_have_count(0, timeout=BACK_MS)
            expect(page.get_by_role("button", name="Play", exact=True)).to_be_disabled()
            expect(page.locator(".playback-hint")).to_contain_text("Log in")


def test_decisions_are_on_the_page_again_after_a_restart(browser, day, tmp_path):
    with page_of(browser) as (page, port):
        with served(tmp_path, day, port=port) as board:
            id_ = at_the_end(board)
            with board.operator() as operator:
                address = f"/api/showings/{id_}"
                docs = operator.get(f"{address}/state", params={"topics": "alert"}).json()["docs"]
                alert = next(a for a in docs["alert"].values() if a["scope"] == "station")
                wish = {"on": "alert", "id": alert["id"], "do": "escalate", "note": "by telephone"}
                assert operator.post(f"{address}/decisions", json=wish).status_code == 200
            show(page, f"/r/{id_}/stations/{alert['place']}")
            mark(page)
            expect(page.locator(".decisions li")).to_contain_text(["by telephone"])
            board.kill()
        with served(tmp_path, day, port=port) as board:
            expect(page.locator(".timeline li")).to_have_count(0, timeout=BACK_MS)
            expect(page.locator(".decisions li")).to_contain_text(["by telephone"])
            at_the_end(board)
            case = page.locator(".case li").filter(has_text=re.compile("Escalated"))
            expect(case).to_contain_text(["by telephone"])
            assert_not_loaded_anew(page)
