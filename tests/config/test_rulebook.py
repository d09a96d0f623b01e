"""The rule book: read, complete, and what is wrong in it is told by file and place."""

import ast
import re
import shutil
from pathlib import Path

import pytest

import stream
from config import rulebook
from config.codes import CODES
from config.errors import InputError

LOOKS = "[0.25, 0.5, 0.75, 1.0]"


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A copy of the rule book, to be spoiled; returns its folder."""
    folder = shutil.copytree(rulebook.FOLDER, tmp_path / "rules")
    monkeypatch.setattr(rulebook, "FOLDER", folder)
    cached = (rulebook.rules, rulebook.reasons, rulebook.thresholds)
    for function in cached:
        function.cache_clear()
    yield folder
    for function in cached:
        function.cache_clear()


def edit(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def without(file, table):
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(rf"\[{table}\]\n.*?\n\n", "", text, flags=re.DOTALL), encoding="utf-8")


def refusal(read):
    with pytest.raises(InputError) as refused:
        read()
    return str(refused.value)


def test_the_codes_are_those_that_rules_raise():
    raised = {
        node.value
        for path in Path(stream.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and re.fullmatch(r"[STPF]\d{3}", str(node.value))
    }
    assert raised == CODES


@pytest.mark.parametrize(
    ("name", "old", "new", "parts"),
    [
        ("gap_minutes", "10", "-10", ["gap_minutes.value: is -10", "more than 0"]),
        ("gap_minutes", "10", "nan", ["gap_minutes.value", "finite"]),
        ("gap_minutes", "10", "[10]", ["gap_minutes.value: is [10]", "expected a number"]),
        ("gap_minutes", "10", '"10"', ["gap_minutes.value", "expected a number"]),
        ("gap_minutes", "10", "true", ["gap_minutes.value", "expected a number"]),
        ("gap_minutes", "10", "1e308", ["gap_minutes.value", "at most 1440"]),
        ("fastest_service_seconds", "20", "3601", ["fastest_service_seconds", "at most 3600"]),
        ("voters_per_desk", "300", "0.5", ["voters_per_desk.value", "at least 1"]),
        ("voters_per_desk", "300", "300.5", ["voters_per_desk.value", "whole number"]),
        ("peers_deviations", "5", "0", ["peers_deviations.value", "more than 0"]),
        ("digits_least", "100", "9", ["digits_least.value", "at least 10"]),
        ("regular_p", "1e-7", "0", ["regular_p.value", "more than 0"]),
        ("forensic_p", "0.001", "1", ["forensic_p.value", "less than 1"]),
        ("looks", LOOKS, "0.5", ["looks.value", "expected a list"]),
        ("looks", LOOKS, "[]", ["looks.value", "ascending"]),
        ("looks", LOOKS, "[1.0, 0.5]", ["looks.value: is 1, 0.5", "ascending"]),
        ("looks", LOOKS, "[0.5, 0.75]", ["looks.value", "the last of them 1"]),
        ("looks", LOOKS, "[0, 1]", ["looks.value[1]", "more than 0"]),
    ],
)
def test_a_value_no_rule_can_go_by_is_refused(book, name, old, new, parts):
    edit(book / "thresholds.toml", f"[{name}]\nvalue = {old}\n", f"[{name}]\nvalue = {new}\n")
    says = refusal(rulebook.thresholds)
    assert says.startswith(str(book / "thresholds.toml"))
    for part in parts:
        assert part in says, says


def test_a_threshold_that_is_missing_unknown_or_half_is_refused(book):
    file = book / "thresholds.toml"
    edit(file, "[gap_minutes]", "[gap_minuts]")
    says = refusal(rulebook.thresholds)
    assert "gap_minuts: is not a known field" in says
    assert "did you mean gap_minutes?" in says
    without(file, "gap_minuts")
    assert "gap_minutes: is missing" in refusal(rulebook.thresholds)


def test_a_field_of_a_threshold_is_checked(book):
    edit(book / "thresholds.toml", "[gap_minutes]\nvalue", "[gap_minutes]\nvalu")
    assert "did you mean value?" in refusal(rulebook.thresholds)


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("{gap_minutes}", "{gap_minuts}", ["S103.checks", "{gap_minuts}", "mean gap_minutes?"]),
        ("{gap_minutes}", "{gap minutes}", ["S103.checks", "{gap minutes}"]),
        ("{gap_minutes}", "{category}", ["S103", "{category}", "incidents only"]),
        ("[T202]", "[T222]", ["no T202", "expected the 31 codes"]),
        ("[S101]", "[X101]", ["X101: is", "a code such as T203"]),
        ("[I501]", "[T299]", ["T299, which no rule raises"]),
        ('[S101]\nseverity = "warning"', '[S101]\nsevrity = "warning"', ["did you mean severity?"]),
        ('[S101]\nseverity = "warning"', '[S101]\nseverity = "grave"', ["S101.severity", "error"]),
        ('category = "gifts-to-voters"\n', "", ["I501", "checks"]),
        ('category = "gifts-to-voters"', 'category = "pre-marked-ballots"', ["I501 and I504"]),
        ('category = ""', 'category = "others"', ['no code of category ""']),
        ("[S101]\n", '[S101]\ncategory = "strangers"\n', ["S101 with a category", "family I"]),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(book, old, new, parts):
    edit(book / "rules.toml", old, new)
    says = refusal(rulebook.rules)
    assert says.startswith(str(book / "rules.toml"))
    for part in parts:
        assert part in says, says


def test_a_rule_that_was_removed_is_missed(book):
    without(book / "rules.toml", "T202")
    assert "no T202;" in refusal(rulebook.rules)


def test_one_without_its_texts_is_refused(book):
    edit(book / "rules.toml", "why = ", "# why = ")
    assert "no why" in refusal(rulebook.rules)
