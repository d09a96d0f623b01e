"""The list of codes: what each checks and how grave it is. Codes are stable."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, TypeAlias

Severity: TypeAlias = Literal["error", "warning", "notice"]


class Rule(NamedTuple):
    """A rule as people know it.

    An error makes the station's protocols doubtful: contests are not called for
    certain on them. A warning asks somebody to look; a notice tells.
    """

    code: str
    severity: Severity
    title: str
    why: str


_LIST: Final = (
    Rule(
        "S101",
        "warning",
        "unknown station",
        "Somebody sends who is not on the list of sources; nothing of it is counted.",
    ),
    Rule(
        "S102",
        "warning",
        "bad or missing signature",
        "The code does not fit bytes and key: forged, or damaged on the way; not counted.",
    ),
    Rule(
        "S103",
        "warning",
        "gap in the sequence",
        "A numbered statement of the station has not arrived.",
    ),
    Rule(
        "S104",
        "error",
        "same sequence with other content",
        "Two different statements under one number or version; at least one is not true.",
    ),
    Rule(
        "S105",
        "warning",
        "malformed",
        "The record is not an event of the contract; not counted.",
    ),
    Rule(
        "S107",
        "warning",
        "wrong partition or replayed from another run",
        "The record does not belong here: another partition, source, run or election; not counted.",
    ),
    Rule(
        "T201",
        "error",
        "turnout above the roll",
        "More voters received a ballot, or more ballots were found, than voters are on the list.",
    ),
    Rule(
        "T202",
        "warning",
        "turnout fell",
        "Turnout is cumulative; a later figure below an earlier one means one is wrong.",
    ),
    Rule(
        "P301",
        "error",
        "votes, against all and invalid differ from found",
        "Every ballot found is a vote, a vote against all, or invalid.",
    ),
    Rule(
        "P302",
        "error",
        "more found than issued",
        "More ballots in the boxes than voters received: extra ballots, or a wrong figure.",
    ),
)

RULES: Final = {rule.code: rule for rule in _LIST}
