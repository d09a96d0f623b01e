"""Names and notes that would be markup: the page shows them as the text they are."""

import csv
import json
import re
import shutil
from urllib.parse import quote

import msgspec
import pytest
from playwright.sync_api import expect

from config.library import ELECTIONS
from console.folder import JOURNAL, KEYS
from sim.journal import Journal
from sim.recorder import JournalWriter
from stream import events
from stream.keys import KeyRing
from stream.partition import partition
from stream.record import Record
from tests.console.board.boards import beside, served
from tests.console.board.browsers import log_in, show, window

ELECTION = "kz-2021-08-01"
IMAGE = "<img src=x onerror=\"ran('{}')\">"
SCRIPT = "\"><script>ran('{}')</script>"
MARKUP = (
    *(
        IMAGE,
        SCRIPT,
        "<svg onload=ran('{}')>",
        "<iframe srcdoc=\"<script>top.ran('{}')</script>\">",
    ),
    *("javascript:ran('{}')", "</title></textarea></style><img src=x onerror=ran('{}')>"),
    *("${{ran('{}')}}", "{{{{constructor.constructor('ran(0)')()}}}}", '=HYPERLINK("x")&{}'),
)
"""What has run as a script somewhere; `{}` is where it stood."""

NAMED = {
    "stations.csv": ("name_en", "name_kk", "name_ru"),
    "contests.csv": ("name_en", "name_kk", "name_ru"),
    "districts.csv": ("name_en", "name_kk", "name_ru"),
    "regions.csv": ("name_en", "name_kk", "name_ru"),
    "candidates.csv": ("name",),
}
MOMENT = "2021-08-01T23:30:00+06:00"
BECAME = """() => [...document.querySelectorAll(
    'img, iframe, body script, [onerror], [onload], [srcdoc], [href^="javascript:"]'
)].map((one) => one.outerHTML)"""


@pytest.fixture(scope="module")
def election(tmp_path_factory):
    """The folder that holds an election, `own`, whose names are all markup."""
    folder = tmp_path_factory.mktemp("hostile")
    own = folder / "own"
    shutil.copytree(ELECTIONS / ELECTION, own)
    for file in ("published.csv", "contradictions.csv"):  # they name candidates
        (own / file).unlink()
    for file, columns in NAMED.items():
        with (own / file).open(encoding="utf-8", newline="") as lines:
            rows = [*csv.DictReader(lines)]
        for at, row in enumerate(rows):
            for column in columns:
                row[column] = MARKUP[at % len(MARKUP)].format(f"{file} {row['id']}")
        with (own / file).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, [*rows[0]])
            writer.writeheader()
            writer.writerows(rows)
    about = (own / "election.toml").read_text(encoding="utf-8")
    about = re.sub(r'(?m)^en = ".*"$', lambda _: f"en = {toml(IMAGE, 'election')}", about)
    about = re.sub(
        r'name = { en = "[^"]*"', lambda _: f"name = {{ en = {toml(SCRIPT, 'party')}", about
    )
    (own / "election.toml").write_text(about, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def said(day, tmp_path_factory):
    """A day on which sources with good keys say markup, and somebody without a key is called so."""
    folder = tmp_path_factory.mktemp("said")
    shutil.copy(day / KEYS, folder)
    keys = KeyRing.read(day / KEYS)
    journal = Journal.open(day / JOURNAL)
    records = [record for batch in journal.batches() for record in batch]
    common = {"v": 1, "election": ELECTION, "run": journal.header.run, "at": MOMENT, "seq": 90}
    place = {"category": SCRIPT.format("kind"), "place": IMAGE.format("place")}
    reports = [
        events.IncidentReported(
            **common, source="reporter-press", scope="station", role="press", **place
        ),
        events.CandidateWithdrawn(
            **common,
            source="reporter-commission",
            contest="2021-08-01:aqqum",
            candidate=IMAGE.format("who"),
            ground=SCRIPT.format("ground"),
        ),
        events.TurnoutReported(**common, source=IMAGE.format("source"), as_of=MOMENT, voters=7),
    ]
    counted = next(r for r in records if b"count-reported" in bytes(r.value))
    protocol = events.decode(bytes(counted.value))
    votes = protocol.votes | {IMAGE.format("unknown"): 3}
    reports.append(msgspec.structs.replace(protocol, seq=90, version=9, votes=votes))
    with JournalWriter(folder / JOURNAL, journal.header) as writer:
        writer.extend(records)
        writer.extend(signed(report, records[-1], keys) for report in reports)
    return folder


def toml(markup, place):
    """Return markup as TOML has it."""
    return json.dumps(markup.format(place))


def signed(report, last, keys):
    """Deliver a report after the last record, with its source's key if it has one."""
    value = events.encode(report)
    own = partition(report.source, 4)
    key_id, mac = keys.key_id(report.source), keys.mac(report.source, value)
    return Record(last.received, own, report.source, key_id, mac, value)


def at_the_end(operator, id_):
    """Show the end of a day; return its alerts."""
    address = f"/api/showings/{id_}"
    operator.post(f"{address}/playback", json={"do": "seek", "at": 10**14})
    docs = operator.get(f"{address}/state", params={"topics": "alert"}).json()["docs"]
    return [*docs["alert"].values()]


def watched(page):
    """Let the console, and so the test, know of every script of a name that runs."""
    page.add_init_script("window.ran = (where) => console.error('a script ran: ' + where)")


def seen(page, address):
    """Go to a view; nothing in it may have become an element."""
    show(page, address)
    assert page.evaluate(BECAME) == [], address


def test_names_of_an_election_are_text_in_every_view(browser, election):
    wish = [
        "--election",
        "own",
        "--scenario",
        "storm",
        "--seed",
        3,
        "--speed",
        "max",
        "--out",
        "day",
    ]
    with (
        beside(election, *wish, until="the board stays") as board,
        window(browser, board.url) as page,
    ):
        watched(page)
        log_in(page, board.token)
        with board.operator() as operator:
            (one,) = operator.get("/api/showings").json()["showings"]
            path = f"/r/{one['id']}"
            alerts = at_the_end(operator, one["id"])
        alert = next(a for a in alerts if a["scope"] == "station" and a["cleared"] is None)
        with (election / "own" / "stations.csv").open(encoding="utf-8", newline="") as lines:
            rows = {row["id"]: row for row in csv.DictReader(lines)}
        own = rows[alert["place"]]
        region, contest, name = own["region"], own["contests"], own["name_en"]

        seen(page, f"{path}/stations")
        for row in rows.values():
            expect(page.locator("tbody")).to_contain_text(row["name_en"])
        seen(page, f"{path}/alerts/{quote(alert['id'], safe='')}")
        expect(page.locator(".alert-place")).to_contain_text(name)
        expect(page.locator(".alert-rows")).to_contain_text(name)
        note = f"{SCRIPT.format('note')} {IMAGE.format('note')}"
        page.get_by_label("Note").fill(note)
        page.get_by_role("button", name="Acknowledge").click()
        expect(page.locator(".facts-state")).to_contain_text(note)
        seen(page, f"{path}/stations/{own['id']}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        expect(page.locator(".timeline")).to_contain_text("ran('candidates.csv")
        expect(page.locator(".decisions")).to_contain_text(note)
        expect(page.locator(".case")).to_contain_text(note)
        for view in ("", "regions", "districts", "contests", "calendar", "wall"):
            seen(page, f"{path}/{view}".rstrip("/"))
        for view in (f"regions/{region}", f"contests/{contest}"):
            seen(page, f"{path}/{view}")
            expect(page.get_by_role("heading", level=1)).to_contain_text("ran(")
        seen(page, "/")
        expect(page.locator(".runs")).to_contain_text(IMAGE.format("election"))


def test_what_sources_say_is_text(browser, said, tmp_path):
    with served(tmp_path, said) as board, window(browser, board.url) as page:
        watched(page)
        with board.operator() as operator:
            (one,) = operator.get("/api/showings").json()["showings"]
            path = f"/r/{one['id']}"
            alerts = at_the_end(operator, one["id"])
        hostile = [alert for alert in alerts if "ran(" in json.dumps(alert)]
        assert {alert["code"] for alert in hostile} == {"I512", "I599", "P306", "S101"}
        seen(page, path)
        for text in (SCRIPT.format("kind"), IMAGE.format("who")):
            expect(page.locator("main")).to_contain_text(text)
        for alert in hostile:
            seen(page, f"{path}/alerts/{quote(alert['id'], safe='')}")
            expect(page.locator(".alert-detail")).to_contain_text("ran(")
        counted = next(alert for alert in hostile if alert["code"] == "P306")
        seen(page, f"{path}/stations/{counted['place']}")
        expect(page.locator(".timeline")).to_contain_text(IMAGE.format("unknown"))
