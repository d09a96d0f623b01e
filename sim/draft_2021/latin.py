"""Kazakh written in two alphabets: from the Cyrillic of the classifier to the Latin of 2021.

The table is that of the draft Latin alphabet of January 2021 (31 letters: ä, ğ, ı, ñ,
ö, q, ş, ū, ü, y), with usual renderings of the letters that only Russian words need.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_CYRILLIC: Final = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщыіэюя"
_LATIN: Final = (
    "a ä b v g ğ d e yo j z i i k q l m n ñ o ö p r s t u ū ü f h h ts ch ş şş y ı e yu ya"
)
_SILENT: Final = "ъь"
_LETTERS: Final = {
    **dict(zip(_CYRILLIC, _LATIN.split(), strict=True)),
    **dict.fromkeys(_SILENT, ""),
}
_ASCII: Final = str.maketrans({"ğ": "g", "ñ": "ng", "ı": "i", "ş": "sh"})


def latin(kazakh: str) -> str:
    """Return a Cyrillic name in Latin letters; capitals stay, signs without sound fall away."""
    return "".join(_letter(letter) for letter in kazakh)


def _letter(letter: str) -> str:
    written = _LETTERS.get(letter.lower(), letter)
    return written.capitalize() if letter.isupper() else written


def slug(name: str) -> str:
    """Return a Latin name as an id: small ASCII letters and digits, joined by hyphens."""
    plain = unicodedata.normalize("NFD", name.lower().translate(_ASCII))
    kept = "".join(
        sign if sign.isascii() and sign.isalnum() else " "
        for sign in plain
        if not unicodedata.combining(sign)
    )
    return "-".join(kept.split())
