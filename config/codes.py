"""The codes that rules raise: the rule book has to explain each of them, and no others.

The rules are functions in `stream.rules`, which this package does not know; a test holds
the one against the other. Codes of incidents (family I) are data alone: the rule book says
of which category each is.
"""

from __future__ import annotations

from typing import Final

CODES: Final = frozenset(
    f"{family}{number}"
    for family, numbers in (
        ("S", range(101, 108)),
        ("T", range(201, 208)),
        ("P", range(301, 313)),
        ("F", range(401, 406)),
    )
    for number in numbers
)
