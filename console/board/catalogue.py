"""The texts of the board in other languages: gettext catalogues, handed to the page as JSON."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from console.overview import LANGUAGE_IDS, Language

LOCALE: Final = Path(__file__).resolve().parents[1] / "locale"
SOURCE: Final[Language] = "en"
"""The language the texts are written in; it has no catalogue."""

Messages: TypeAlias = dict[str, str | list[str]]

TRANSLATED: Final = tuple(language for language in LANGUAGE_IDS if language != SOURCE)


def path(language: Language) -> Path:
    """Return the file of a catalogue."""
    return LOCALE / language / "LC_MESSAGES" / "board.po"


@cache
def catalogue(language: Language) -> Catalog:
    """Read the catalogue of a language."""
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def messages(language: Language) -> Messages:
    """Return translations by English text: one, or the plural forms in gettext's order."""
    if language == SOURCE:
        return {}
    found: Messages = {}
    for message in catalogue(language):
        if not message.id or not message.string or message.fuzzy:
            continue
        key = message.id[0] if isinstance(message.id, tuple | list) else message.id
        text = message.string
        found[key] = text if isinstance(text, str) else list(text)
    return found
