"""Texts of the page and what is said of rules, found for translators."""

import io

from console.board.texts import page, rules

MODULE = b"""
const a = html`<p>${t('Plain')} ${b ? html`<b>${t('Inside {n}', {n})}</b>` : ''}</p>`;
tn('{n} station', '{n} stations', n); at('not this'); t(variable); t('It\\'s quoted');
"""


def test_calls_are_found_however_deep_in_templates():
    found = [(line, text) for line, _, text, _ in page(io.BytesIO(MODULE))]
    assert found == [
        (2, "Plain"),
        (2, "Inside {n}"),
        (3, "It's quoted"),
        (3, ("{n} station", "{n} stations")),
    ]


def test_what_is_said_of_rules_is_found():
    book = b'[T201]\ntitle = "turnout fell"\nseverity = "error"\nwhy = "\\"Why\\" not"\n'
    assert [text for _, _, text, _ in rules(io.BytesIO(book))] == ["turnout fell", '"Why" not']
