"""The board in a real browser: what a person sees, in every language, window and colour."""

import csv
import re

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.console.board.boards import served
from tests.console.board.browsers import VIEWS, log_in, show, window

NARROW = 320
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""Of those the rules that may find something else in the dark."""

SIMULATION = re.compile("SIMULATION|СИМУЛЯЦИЯ|МОДЕЛИРОВАНИЕ|ҮЛГІЛЕУ", re.IGNORECASE)


@pytest.fixture(scope="module")
def board(default_run, day, tmp_path_factory):
    """A board that shows the default day, when all is over, and a short stormy one."""
    with served(tmp_path_factory.mktemp("served"), default_run, day) as one:
        with one.operator() as operator:
            for shown in operator.get("/api/showings").json()["showings"]:
                wish = {"do": "seek", "at": 10**14}
                operator.post(f"/api/showings/{shown['id']}/playback", json=wish)
        yield one


@pytest.fixture(scope="module")
def places(board):
    """What the addresses of the views are filled with: the default day."""
    with httpx.Client(base_url=board.url) as client:
        shown = client.get("/api/showings").json()["showings"][0]["id"]
        state = client.get(f"/api/showings/{shown}/state", params={"topics": "alert"}).json()
        alert = next(one for one in state["docs"]["alert"].values() if one["scope"] == "station")
        outline = client.get(f"/api/showings/{shown}/outline").json()
    return {
        "id": shown,
        "region": alert["region"],
        "station": alert["place"],
        "alert": alert["id"],
        "contest": outline["contests"][0][0],
    }


def address(view, places):
    return VIEWS[view].format(**places)


def test_the_default_day_ends_with_its_published_figures(board, browser, places):
    with window(browser, board.url) as page:
        show(page, address("overview", places))
        text = page.locator("main").inner_text()
        for figure in ("79.10", "956,984", "1,209,818", "1,847", "730", "627"):
            assert figure in text
        show(page, address("regions", places))
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(14)


def test_nobody_is_kept_out_of_a_view(board, browser, places):
    wrong = []
    with window(browser, board.url, color_scheme="light") as page:
        for view in VIEWS:
            page.emulate_media(color_scheme="light")
            show(page, address(view, places))
            wrong += violations(page, f"{view}, light", {"type": "tag", "values": TAGS})
            page.emulate_media(color_scheme="dark")
            wrong += violations(page, f"{view}, dark", {"type": "rule", "values": OF_COLOUR})
    assert wrong == []


def violations(page, where, rules):
    """What axe finds against some of its rules."""
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    return [
        f"{where}: {one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}"
        for one in found.response["violations"]
    ]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_view_speaks_every_language_and_fits_a_narrow_window(
    board, browser, places, language
):
    english = {}
    with window(browser, board.url, width=NARROW) as page:
        for view in VIEWS:
            show(page, address(view, places), language)
            assert page.evaluate("document.documentElement.lang") == language
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= NARROW, f"{view} is {wide} wide"
            text = page.locator("body").inner_text()
            assert SIMULATION.search(text), view
            english[view] = page.locator("h1").inner_text()
    if language != "en":
        assert re.search("[а-яәғқңөұүһі]", english["alerts"].lower())
        assert re.search("[а-яәғқңөұүһі]", english["stations"].lower())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_wall_holds_its_figures_even_where_kafka_is_silent(board, browser, places, language):
    with window(browser, board.url, width=1600) as page:
        fake_kafka(page, trouble="no broker answers")
        show(page, address("wall", places), language)
        over = "(one) => one.scrollHeight - one.clientHeight"
        assert page.locator(".wall-figures dl").evaluate(over) <= 0


def test_the_map_leads_to_a_region_and_says_what_it_shows(board, browser, places):
    with window(browser, board.url) as page:
        show(page, address("overview", places))
        region = page.get_by_role("link", name=re.compile("Almaty")).first
        region.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/regions/almaty"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Almaty")


def test_tables_are_searched_sorted_and_had_as_csv(board, browser, places):
    with window(browser, board.url) as page:
        show(page, address("contests", places))
        page.get_by_label("Search").fill(places["station"].rpartition("-")[0][:5])
        show(page, address("stations", places))
        number = places["station"].rpartition("-")[2].lstrip("0")
        page.get_by_label("Search").first.fill(number)
        page.wait_for_url(re.compile("q="))
        expect(page.locator("tbody tr").first).to_contain_text(number)
        with page.expect_download() as waiting:
            page.get_by_role("link", name="CSV").click()
        with waiting.value.path().open(encoding="utf-8") as file:
            assert len([*csv.DictReader(file)]) == 1_847


def test_an_alert_is_worked_by_keyboard(board, browser, places):
    with window(browser, board.url) as page:
        log_in(page, board.token)
        show(page, address("alert", places))
        note = page.get_by_label("Note").first
        note.focus()
        page.keyboard.type("called the station")
        page.get_by_role("button", name="Acknowledge").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text="cknowledged").first).to_be_visible()
        with httpx.Client(base_url=board.url) as client:
            path = f"/api/showings/{places['id']}/state"
            told = client.get(path, params={"topics": "alert"}).json()["docs"]["alert"]
        assert told[places["alert"]]["handling"] == "acknowledged"
        assert told[places["alert"]]["note"] == "called the station"


def test_who_has_not_logged_in_cannot_act(board, browser, places):
    with window(browser, board.url) as page:
        show(page, address("alert", places))
        expect(page.get_by_role("button", name="Acknowledge")).to_be_disabled()
        expect(page.get_by_role("button", name=re.compile("Play|From the start"))).to_be_disabled()


def test_the_day_is_played_by_keyboard_and_everybody_sees_it(board, browser):
    with httpx.Client(base_url=board.url) as client:
        other = client.get("/api/showings").json()["showings"][1]["id"]
    with window(browser, board.url) as page, window(browser, board.url) as viewer:
        log_in(page, board.token)
        show(page, f"/r/{other}")
        show(viewer, f"/r/{other}/wall")
        page.get_by_role("button", name="From the start").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Play", exact=True)).to_be_enabled()
        expect(viewer.locator("main")).to_contain_text("0.0%")
        page.get_by_role("button", name="Next alert").focus()
        page.keyboard.press("Enter")
        slider = page.get_by_role("slider")
        slider.focus()
        page.keyboard.press("End")
        expect(viewer.locator("main")).to_contain_text("80.8%")


def fake_kafka(page, trouble=""):
    """Let the answers about runs from journals look as those about runs on Kafka: a fake."""

    def altered(route):
        response = route.fetch()
        told = response.json()
        for one in [told, *told.get("showings", [])]:
            if "kind" in one:
                one.update(kind="kafka", scenario="", seed=None)
        for clock in told.get("docs", {}).get("clock", {}).values():
            clock.update(live=True, complete=False, trouble=trouble)
        route.fulfill(response=response, json=told)

    page.route(re.compile(r"/api/showings(/[^/]+/(outline|state).*)?$"), altered)


def test_a_run_on_kafka_is_known_by_its_id_and_moved_by_nobody(board, browser, places):
    wished = []
    with window(browser, board.url) as page:
        fake_kafka(page)
        log_in(page, board.token)
        page.on("request", lambda one: wished.append(one.url) if one.method == "POST" else None)
        show(page, address("overview", places))
        expect(page.get_by_role("navigation", name="Views")).to_contain_text(f"Run {places['id']}")
        bar = page.get_by_role("region", name="Playback")
        expect(bar).to_have_text("Live from Kafka")
        expect(bar.locator("button, input, select")).to_have_count(0)
        for key in ("Space", "Home", "End", "ArrowRight", "p"):
            page.keyboard.press(key)
        for view in ("start", "compare"):
            show(page, address(view, places))
            expect(page.locator("main")).to_contain_text(places["id"])
            expect(page.locator("main")).to_contain_text("live from Kafka")
            expect(page.locator("main")).not_to_contain_text("seed null")
    assert wished == []


@pytest.mark.parametrize("view", ["overview", "wall"])
def test_where_kafka_is_silent_everybody_reads_why(board, browser, places, view):
    with window(browser, board.url) as page:
        fake_kafka(page, trouble="no broker answers")
        show(page, address(view, places))
        said = "No news from Kafka: no broker answers. What is shown may be old."
        expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()


def test_the_way_past_the_navigation_is_the_first_stop(board, browser, places):
    with window(browser, board.url) as page:
        show(page, address("overview", places))
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        expect(skip).to_have_text("Skip to the content")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_first_view_is_light(board, browser, places):
    loaded = []
    with window(browser, board.url) as page:
        cdp = page.context.new_cdp_session(page)
        cdp.send("Network.enable")
        cdp.on("Network.loadingFinished", lambda told: loaded.append(told["encodedDataLength"]))
        show(page, address("overview", places))
    assert 20_000 < sum(loaded) <= 300_000
