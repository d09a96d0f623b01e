"""The list of codes, as the pipeline needs it; `config.rulebook` has them in full."""

from __future__ import annotations

from typing import Final

from config.rulebook import Rule, Severity, rules

__all__ = ["RULES", "Rule", "Severity"]

RULES: Final = rules()
