import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from console import compose
from console.folder import output_folder
from tests.console.runs import Silent, wish

VOID = {"meta", "link", "br", "img", "input", "hr", "path", "use"}


class Page(HTMLParser):
    """Reads a page: elements with their attributes, and whether each is closed."""

    def __init__(self, text):
        super().__init__()
        self.elements, self._open, self.text = [], [], []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def source(a_run):
    return (a_run / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(source):
    return Page(source)


def test_the_page_fetches_nothing(source, page):
    assert not re.search(r"https?://|//[a-z]+\.|@import|url\((?!#)", source)
    for tag, attributes in page.elements:
        assert tag not in {"script", "link", "iframe", "object", "embed", "base", "img"}
        for name in ("src", "href", "xlink:href", "data", "action", "srcset"):
            assert attributes.get(name, "#").startswith("#"), (tag, attributes)


def test_every_link_in_the_page_has_its_target(page):
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        for name in ("href", "xlink:href"):
            assert name not in attributes or attributes[name][1:] in ids


def test_the_page_says_simulation_in_title_head_and_foot(source):
    assert "<title>SIMULATION" in source
    assert source.count("<strong>SIMULATION</strong>") == 2


def test_every_picture_has_words_that_stand_for_it(page):
    pictures = [a for _, a in page.elements if a.get("role") == "img"]
    drawings = [a for tag, a in page.elements if tag == "svg"]
    assert 2 * len(pictures) == len(drawings) >= 6  # for a page, and for a telephone
    assert all(len(attributes["aria-label"]) > 20 for attributes in pictures)
    assert all(attributes["aria-hidden"] == "true" for attributes in drawings)


def test_headings_go_down_step_by_step_and_tables_have_captions(page):
    tags = [tag for tag, _ in page.elements]
    assert tags.count("h1") == 1
    assert "h3" not in tags
    assert tags.count("table") == tags.count("caption")
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")


def test_the_page_has_the_figures_and_where_they_come_from(a_run, page):
    text = " ".join(" ".join(page.text).split())
    for part in (
        "16 of 16 published figures come out exactly",
        "Nūrbek Jandäuletov",
        "94.44",
        "928",
        "· seed 7 ·",
        "figures equal what a perfect",
    ):
        assert part in text, part
    truth = (a_run / "truth.json").read_text(encoding="utf-8")
    sha256 = re.search(r'"journal_sha256": ?"([0-9a-f]{64})"', truth)[1]
    assert sha256 in text


def test_candidates_of_a_by_election_are_shown_with_their_votes(source):
    row = re.search(r"<th scope=\"row\">Nūrbek Jandäuletov</th>.*", source)[0]
    assert ">731<" in row
    assert ">78.77<" in row


def test_incidents_and_withdrawals_are_listed_and_raise_alerts(tmp_path):
    wanted = wish("kz-2021-07-25", seed=5)
    with output_folder(tmp_path / "day") as staging:
        compose.replay(compose.plan_of(wanted), wanted, staging, Silent())
    text = (tmp_path / "day" / "report.html").read_text(encoding="utf-8")
    section = text[text.index('<section id="reports">') : text.index('<section id="contests">')]
    assert "49 messages" in section
    assert section.count('<tr><th scope="row"') == 49
    for part in ("candidate withdrawn", "commission", "pre marked ballots", "observer"):
        assert part in section, part
    assert "raise no alert" not in section
    assert "Each raises an alert of family I" in section
    alerts = text[text.index('<section id="alerts">') : text.index('<section id="reports">')]
    assert "What shows it" in alerts
    assert "Stations with something open: " in alerts
    assert re.search(r"P301</th>.*evidence\">contest \w+ .*; version 1; sum ", alerts)
    assert "category pre-marked-ballots; role observer; reporter " in alerts
    # Each region's row, and all of them together; seats are named as such.
    regions = text[text.index('<section id="regions">') : text.index('<section id="turnout">')]
    assert regions.count("<tfoot>") == 2
    for part in (
        "1,209,818",
        "Votes by who nominated",
        "under each party the seats it won",
        "Shymkent",
    ):
        assert part in regions, part
    assert "contests_announced" not in text
    assert "Akmola, seats, Nur Otan" in text


def test_a_day_on_which_nobody_reported_anything_says_so(a_run):
    assert "Nobody reported an incident" in (a_run / "report.html").read_text(encoding="utf-8")


def test_paper_shows_what_is_folded_away_and_cuts_nothing(source):
    printed = source[source.index("@media print") : source.index("</style>")]
    assert "details::details-content" in printed
    assert ".wide { overflow: visible;" in printed


def test_names_in_another_language_are_marked_as_such(tmp_path):
    wanted = replace(wish(), language="kk")
    with output_folder(tmp_path / "day") as staging:
        compose.replay(compose.plan_of(wanted), wanted, staging, Silent())
    text = (tmp_path / "day" / "report.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in text
    for name in ("Қызылорда", "«Nur Otan» партиясы"):
        assert text.count(f'<span lang="kk">{name}</span>') > 0, name
    page = Page(text)
    (heading,) = [at for at, (tag, _) in enumerate(page.elements) if tag == "h1"]
    assert page.elements[heading + 1] == ("span", {"lang": "kk"})


def test_the_same_run_gives_the_same_page(a_run, tmp_path):
    wanted = wish()
    with output_folder(tmp_path / "again") as staging:
        compose.replay(compose.plan_of(wanted), wanted, staging, Silent())
    for name in ("report.html", "journal.jsonl.zst", "truth.json", "tallies.csv", "alerts.jsonl"):
        assert (tmp_path / "again" / name).read_bytes() == (a_run / name).read_bytes(), name


def test_names_cannot_smuggle_markup_into_the_page(tmp_path):
    plan = compose.plan_of(wish())
    names = plan.election.name.model_copy(update={"en": "<script>alert(1)</script>"})
    election = plan.election.model_copy(update={"name": names})
    spoiled = type(plan)(election, plan.targets, plan.scenario, plan.seed)
    with output_folder(tmp_path / "day") as staging:
        compose.replay(spoiled, wish(), staging, Silent())
    text = (tmp_path / "day" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
