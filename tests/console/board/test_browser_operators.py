"""Operators in a real browser: what one of a region may, two at once, and the way back to live."""

import re

import pytest
from playwright.sync_api import expect

from tests.console.board.boards import beside, served
from tests.console.board.browsers import log_in, show, window

SMALL = "kz-2021-08-22"
"""An election of two stations."""


@pytest.fixture(scope="module")
def board(day, users, tmp_path_factory):
    with served(tmp_path_factory.mktemp("served"), day, "--users", users[0]) as one:
        yield one


@pytest.fixture
def tokens(users):
    return users[1]


@pytest.fixture
def alert(board, tokens):
    """An alert on a station of Aigul's region, when the day is over, and `path` of its run."""
    with board.operator(tokens["Dana"]) as operator:
        (one,) = operator.get("/api/showings").json()["showings"]
        address = f"/api/showings/{one['id']}"
        operator.post(f"{address}/playback", json={"do": "seek", "at": 10**14})
        docs = operator.get(f"{address}/state", params={"topics": "alert"}).json()["docs"]
    found = next(one for one in docs["alert"].values() if one["scope"] == "station")
    assert found["region"] == "kyzylorda"
    return found | {"path": f"/r/{one['id']}"}


def handling(page):
    """What the page of an alert says of how it is handled, by whom and why."""
    return page.locator(".facts-state div").filter(has_text="Handling").locator("dd")


def test_an_operator_of_a_region_works_its_alerts(board, browser, tokens, alert):
    with window(browser, board.url) as page:
        log_in(page, tokens["Aigul"])
        show(page, f"{alert['path']}/alerts/{alert['id']}")
        page.get_by_label("Note").fill("called them")
        page.get_by_role("button", name="Acknowledge").click()
        expect(handling(page)).to_have_text("Acknowledged · Aigul: called them")


def test_an_operator_of_another_region_sees_why_they_may_not(board, browser, tokens, alert):
    with window(browser, board.url) as page:
        log_in(page, tokens["Bolat"])
        why = re.compile("You decide in almaty; this is of Kyzylorda", re.IGNORECASE)
        show(page, f"{alert['path']}/alerts/{alert['id']}")
        expect(page.locator("form.decide")).to_contain_text(why)
        for act in ("Acknowledge", "Escalate", "Dismiss"):
            expect(page.get_by_role("button", name=act)).to_be_disabled()
        show(page, f"{alert['path']}/stations/{alert['place']}")
        expect(page.locator("form.decide")).to_contain_text(why)
        expect(page.get_by_role("button", name="Hold the result")).to_be_disabled()


def test_an_operator_of_a_region_cannot_move_the_playback_and_reads_why(
    board, browser, tokens, alert
):
    with window(browser, board.url) as page:
        log_in(page, tokens["Aigul"])
        show(page, alert["path"])
        bar = page.get_by_role("region", name="Playback")
        expect(bar).to_contain_text("Only operators of the whole nation move the playback.")
        expect(bar.get_by_role("link")).to_have_count(0)
        expect(bar.get_by_role("slider")).to_be_disabled()
        for button in bar.get_by_role("button").all():
            expect(button).to_be_disabled()


def test_two_operators_see_each_others_decisions_at_once_and_the_last_counts(
    board, browser, tokens, alert
):
    with window(browser, board.url) as first, window(browser, board.url) as second:
        for page, name in ((first, "Aigul"), (second, "Dana")):
            log_in(page, tokens[name])
            show(page, f"{alert['path']}/alerts/{alert['id']}")
        first.get_by_label("Note").fill("called them")
        first.get_by_role("button", name="Acknowledge").click()
        expect(handling(second)).to_have_text("Acknowledged · Aigul: called them")
        second.get_by_label("Note").fill("to the prosecutor")
        second.get_by_role("button", name="Escalate").click()
        expect(handling(first)).to_have_text("Escalated · Dana: to the prosecutor")
        show(first, f"{alert['path']}/stations/{alert['place']}")
        made = first.locator(".decisions li")
        expect(made.nth(-2)).to_contain_text(re.compile("Acknowledged.*by Aigul.*called them"))
        expect(made.nth(-1)).to_contain_text(re.compile("Escalated.*by Dana.*to the prosecutor"))
        # A station that somebody holds is held, and listed, on a page that stays as it is.
        show(second, f"{alert['path']}/stations/{alert['place']}")
        second.get_by_label("Note").fill("recount")
        second.get_by_role("button", name="Hold the result").click()
        expect(first.locator(".states").first).to_contain_text("Held")
        expect(made.nth(-1)).to_contain_text(re.compile("Held.*by Dana.*recount"))
        first.get_by_label("Note").fill("counted again")
        first.get_by_role("button", name="Release the result").click()
        expect(second.get_by_role("button", name="Hold the result")).to_be_enabled()


def test_live_goes_back_to_where_the_run_is(browser, tmp_path):
    wish = ["--election", SMALL, "--scenario", "calm", "--speed", 120, "--out", "day"]
    with beside(tmp_path, *wish) as board, window(browser, board.url) as page:
        log_in(page, board.token)
        with board.operator() as operator:
            (one,) = operator.get("/api/showings").json()["showings"]
            path = f"/api/showings/{one['id']}/state"

            def clock():
                return operator.get(path, params={"topics": "clock"}).json()["docs"]["clock"][""]

            show(page, f"/r/{one['id']}")
            live = page.get_by_role("button", name="Live", exact=True)
            at = page.locator(".playback-at")
            expect(live).to_have_attribute("aria-pressed", "true")
            page.get_by_role("button", name="Pause").click()
            expect(live).to_have_attribute("aria-pressed", "false")
            paused = clock()
            standing = at.inner_text()
            # The run goes on by itself meanwhile; what is shown stands still.
            await_clock(page, path, "edge", paused["edge"] + 120_000)
            assert clock()["at"] == paused["at"]
            expect(at).to_have_text(standing, use_inner_text=True)
            live.click()
            expect(live).to_have_attribute("aria-pressed", "true")
            expect(at).not_to_have_text(standing, use_inner_text=True)
            await_clock(page, path, "at", paused["edge"])
            now = clock()
            assert now["edge"] - now["at"] < 60_000


def await_clock(page, path, name, moment):
    """Wait until a moment of the clock that is shown is past another."""
    page.wait_for_function(
        """async ([path, name, moment]) => {
            const answer = await fetch(path + '?topics=clock');
            return (await answer.json()).docs.clock[''][name] > moment;
        }""",
        arg=[path, name, moment],
        polling=200,
    )
