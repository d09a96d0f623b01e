"""Percentages as commissions print them: two decimals, halves up, exact in integers."""

from __future__ import annotations


def percent(part: int, whole: int, decimals: int = 2) -> str:
    """Return `part` of `whole` in per cent, "0.00" of nothing.

    Rounds half up on the exact fraction, so no binary fraction decides a digit.
    """
    if whole <= 0:
        return f"{0:.{decimals}f}"
    scale = 10**decimals
    rounded = (200 * scale * part + whole) // (2 * whole)
    if not decimals:
        return str(rounded)
    return f"{rounded // scale}.{rounded % scale:0{decimals}d}"
