"""Fields that are well by themselves and do not go together."""

from __future__ import annotations

from typing import Final

from pydantic_core import PydanticCustomError

UNFIT: Final = "unfit"


def unfit(what: str, expected: str) -> PydanticCustomError:
    """Return the error for a validator of a whole model to raise.

    Args:
        what: the fields with their values.
        expected: what would be right.
    """
    context = {"what": what, "expected": expected}
    return PydanticCustomError(UNFIT, "{what}; expected {expected}", context)
