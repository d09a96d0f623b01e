"""The texts of the board: none is missing in any language, and all keep their placeholders."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from config.rulebook import rules
from console.board import catalogue
from console.board.catalogue import LOCALE, TRANSLATED, messages

ROOT = LOCALE.parents[1]
FORMS = {"kk": 2, "ru": 3}


def written():
    """Return the texts of page and rules: each with its plural, or None."""
    with (LOCALE / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = {}
    for folder in (ROOT / "console/board/static", ROOT / "config/rules"):
        keywords = {"t": (1,), "ngettext": (1, 2)}
        for _, _, text, _, _ in extract_from_dir(str(folder), methods, options, keywords):
            one, many = text if isinstance(text, tuple) else (text, None)
            found[one] = many or found.get(one)
    return found


WRITTEN = written()


def test_the_texts_of_the_page_are_found():
    assert len(WRITTEN) > 300
    assert {rule.title for rule in rules().values()} <= {*WRITTEN}
    for module in (ROOT / "console/board/static").rglob("*.js"):
        if "vendor" not in module.parts:
            calls = re.findall(r"\bt\(\s*'((?:[^'\\\n]|\\.)*)'", module.read_text())
            assert {re.sub(r"\\(.)", r"\1", call) for call in calls} <= {*WRITTEN}


@pytest.mark.parametrize("language", TRANSLATED)
def test_none_is_missing_in_any_language(language):
    known = messages(language)
    missing = [text for text in WRITTEN if not known.get(text)]
    assert missing == []
    forms = [text for text, many in WRITTEN.items() if many]
    assert all(len(known[text]) == FORMS[language] and all(known[text]) for text in forms)


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_kept(language):
    known = messages(language)
    for text, many in WRITTEN.items():
        names = {*re.findall(r"\{(\w+)\}", text)} | {*re.findall(r"\{(\w+)\}", many or "")}
        told = known[text] if isinstance(known[text], list) else [known[text]]
        for each in told:
            assert {*re.findall(r"\{(\w+)\}", each)} <= names, (text, each)
            if not many:
                assert {*re.findall(r"\{(\w+)\}", each)} == names, (text, each)


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_over(language):
    assert {*messages(language)} <= {*WRITTEN}
    assert not any(message.fuzzy for message in catalogue.catalogue(language) if message.id)


def test_english_needs_no_catalogue():
    assert messages("en") == {}
    assert not Path(catalogue.path("en")).exists()
