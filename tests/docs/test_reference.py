"""What the reference says is what the code does."""

import json
import re
from pathlib import Path

import pytest

from config.inject_kinds import KINDS
from config.rulebook import rules
from config.settings import PREFIX, Settings
from console import rule_book
from stream import events

DOCS = Path(__file__).parents[2] / "docs"


def _text(page):
    return (DOCS / page).read_text(encoding="utf-8")


EXAMPLES = re.findall(r"```json\n(.+?)\n```", _text("reference/events.md"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: json.loads(text)["type"])
def test_every_example_is_an_event_with_the_arithmetic_it_describes(example):
    event = events.decode(example.encode())
    if isinstance(event, events.CountReported):
        assert event.ballots_received == event.issued + event.unused + event.spoiled
        assert event.found == sum(event.votes.values()) + event.against_all + event.invalid


def test_every_event_has_an_example():
    assert {json.loads(example)["type"] for example in EXAMPLES} == {
        kind.__struct_config__.tag for kind in events.AnyEvent.__args__
    }


@pytest.mark.parametrize("kind", events.AnyEvent.__args__, ids=lambda kind: kind.__name__)
def test_every_field_of_an_event_is_described(kind):
    page = _text("reference/events.md")
    for field in kind.__struct_fields__:
        assert f"`{field}`" in page, field


def test_the_list_of_the_rules_is_the_one_there_is():
    assert rule_book.table() in _text("reference/rules.md")


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
def test_every_rule_has_its_page(rule):
    assert _text(f"reference/rules/{rule.code}.md") == rule_book.page(rule)


def test_there_is_no_page_without_a_rule():
    assert {page.stem for page in (DOCS / "reference/rules").glob("*.md")} == set(rules())


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_every_kind_of_violation_is_described_as_it_is(kind):
    assert kind.row in _text("how-to/write-a-scenario.md").splitlines()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_described_with_its_default(name):
    default = Settings.model_fields[name].default
    rows = [
        line
        for line in _text("reference/settings.md").splitlines()
        if f"`{PREFIX}{name.upper()}`" in line
    ]
    assert len(rows) == 1
    if default is not None:
        shown = int(default) if isinstance(default, float) else default
        assert f"`{shown}`" in rows[0]


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_readmes_links_lead_somewhere():
    root = DOCS.parent
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", (root / "README.md").read_text("utf-8")):
        assert (root / target).exists(), target
