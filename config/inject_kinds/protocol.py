"""Kinds on the protocol: figures that do not add up, or come when they may not."""

from __future__ import annotations

from typing import Final

from config.inject_kinds.kind import Kind, must

PROTOCOL: Final = (
    Kind(
        "sum-broken",
        must("P301"),
        "The leading candidate has more votes than were found.",
        strength="share of the ballots",
        usual=0.02,
        most=1,
        corrects=True,
    ),
    Kind(
        "extra-ballots",
        must("P302"),
        "More ballots are found than were issued, for the leading candidate.",
        strength="share of the ballots",
        usual=0.02,
        most=1,
        corrects=True,
    ),
    Kind(
        "stock-broken",
        must("P303"),
        "More ballots are left unused than there can be.",
        strength="share of the ballots received",
        usual=0.02,
        most=1,
        corrects=True,
    ),
    Kind(
        "roll-changed",
        must("P304"),
        "The protocol has more voters on the list than the definition.",
        strength="share of the list",
        usual=0.02,
        most=1,
        corrects=True,
    ),
    Kind(
        "issued-changed",
        must("P305"),
        "Ballots of the leading candidate's rivals are left out, issued and found, as if those"
        " voters had not come.",
        strength="share of the ballots",
        usual=0.02,
        most=0.5,
        corrects=True,
    ),
    Kind(
        "candidate-unknown",
        must("P306"),
        "Some votes of the leading candidate stand under a name that is not on the ballot.",
        strength="share of the candidate's votes",
        usual=0.1,
        most=1,
        corrects=True,
    ),
    Kind(
        "candidate-missing",
        must("P306"),
        "A candidate is left out; the votes are called invalid.",
        likely=("P308",),
        corrects=True,
    ),
    Kind(
        "empty-protocol",
        must("P307", "P309"),
        "The protocol comes before ballots and votes were filled in.",
        corrects=True,
    ),
    Kind(
        "spoilt",
        (),
        "Valid ballots are made invalid at the count.",
        likely=("P308",),
        strength="share of the ballots made invalid",
        usual=0.3,
        most=1,
    ),
    Kind(
        "ballots-lost",
        must("P309"),
        "Fewer ballots are found than were issued.",
        strength="share of the ballots",
        usual=0.05,
        most=0.9,
        corrects=True,
    ),
    Kind(
        "instant-count",
        must("P310"),
        "The protocol comes when nobody can have counted yet.",
        strength="minutes after the closing",
        usual=3,
        least=0.1,
        most=9,
    ),
    Kind(
        "overdue-count",
        must("P311"),
        "The protocol comes later than it may.",
        lasts=60,
    ),
    Kind(
        "winner-changed",
        must("P312"),
        "A correction moves votes from the first of the contest to the second, so that the second"
        " wins.",
        lasts=60,
        least_candidates=2,
    ),
)
