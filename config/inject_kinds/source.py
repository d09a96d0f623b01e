"""Kinds on the source: who speaks, and whether it says one thing."""

from __future__ import annotations

from typing import Final

from config.inject_kinds.kind import Kind, must

SOURCE: Final = (
    Kind(
        "unknown-source",
        must("S101"),
        "Beside the station's reports come others with its figures, under a key on no list.",
        strength="reports imitated",
        usual=3,
        least=1,
        most=13,
        begins=(1, 6),
    ),
    Kind(
        "forged",
        must("S102"),
        "Beside the station's reports come others with other figures, made without its key.",
        strength="reports forged",
        usual=3,
        least=1,
        most=13,
        begins=(1, 6),
    ),
    Kind(
        "lost-for-good",
        must("S103", "T205"),
        "Hourly reports are lost, and nobody sends them again.",
        strength="reports lost",
        usual=1,
        least=1,
        most=5,
        ends=120,
    ),
    Kind(
        "two-statements",
        must("S104"),
        "Two different figures of an hour come under one number.",
        ends=60,
    ),
    Kind(
        "two-protocols",
        must("S104"),
        "Two different protocols come under one version, a tenth of the leader's votes moved.",
        corrects=True,
        least_candidates=2,
    ),
    Kind(
        "garbled",
        must("S105"),
        "Beside the station's reports come others that its broken device has signed, and nobody"
        " can read.",
        strength="reports garbled",
        usual=2,
        least=1,
        most=13,
        begins=(1, 6),
    ),
    Kind(
        "clock-fast",
        must("S106"),
        "The station's clock is fast all day.",
        strength="minutes",
        usual=10,
        least=6,
        most=600,
    ),
    Kind(
        "clock-slow",
        must("S106"),
        "The station's clock is slow all day.",
        strength="minutes; a quarter of an hour and more dates the closing too early (T204)",
        usual=12,
        least=10,
        most=600,
    ),
    Kind(
        "wrong-partition",
        must("S107"),
        "Reports come a second time, on another partition than their key's.",
        strength="reports misplaced",
        usual=2,
        least=1,
        most=13,
        begins=(1, 6),
    ),
    Kind(
        "other-run",
        must("S107"),
        "Beside the station's reports come those of a rehearsal, with its own code.",
        strength="reports replayed",
        usual=2,
        least=1,
        most=13,
        begins=(1, 6),
    ),
)
