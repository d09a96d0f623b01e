from pathlib import Path

import pytest

from config.errors import InputError
from config.rulebook import rules
from console.real_page import ASKED, SEES, UNSEEN, filled, tables
from console.real_rules import judged

PAGE = Path(__file__).parents[2] / "docs" / "real-data.md"
RENEW = "renew it: saylau real --page docs/real-data.md"


@pytest.fixture(scope="module")
def made():
    return tables(judged())


def test_the_page_says_what_the_code_says(made):
    page = PAGE.read_text(encoding="utf-8")
    assert filled(page, made) == page, RENEW


def test_every_rule_on_figures_has_a_line_that_says_what_raises_it_or_why_nothing_can(made):
    for code, rule in rules().items():
        if code[0] in ASKED:
            assert f"| {code} | {rule.severity:8} | {rule.title}" in made["rules"]
            assert code in SEES or code in UNSEEN, code


def test_every_election_has_a_line_with_its_share(made):
    for each in judged():
        assert f"| {each.election.id} " in made["by-election"]
        assert f"| {each.election.id} " in made["elections"]
    assert "411 (1.59 %)" in made["by-election"]
    assert "| 2016_parl_party       |    3,668 | 3 (0.08 %) | 10 (0.27 %) |" in made["by-election"]


def test_a_page_without_a_place_for_each_table_is_refused(made):
    with pytest.raises(InputError, match="has places for nothing"):
        filled("no places", made)


def test_the_command_prints_the_tables_and_renews_a_page(saylau, made, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("".join(f"<!-- saylau real: {name} -->\nold\n<!-- end -->\n" for name in made))
    code, out, err = saylau("real", "--page", page)
    assert (code, err) == (0, "")
    assert out == f"{made['by-election']}\n{made['rules']}"
    text = page.read_text(encoding="utf-8")
    assert "old" not in text
    assert all(table in text for table in made.values())


def test_a_page_that_is_not_there_is_told(refused, tmp_path):
    assert "page.md" in refused("real", "--page", tmp_path / "page.md")
