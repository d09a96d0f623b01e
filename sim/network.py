"""The network: a slow post that loses letters, brings some twice, and mixes them up.

Nothing here changes what a letter says; every statement arrives in the end.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from config.scenario import Delivery
from sim.parcel import Parcels, with_copies

FASTEST_MS: Final = 1


def lost(parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
    """Lose some sendings; each is sent again `resend_seconds` later, until one gets through.

    How many are lost before is a geometric number.
    """
    again_after = round(settings.resend_seconds * 1000)
    found: Parcels = []
    for parcel in parcels:
        times = int(dice.geometric(1 - settings.losses)) - 1
        found.append(replace(parcel, received=parcel.received + times * again_after, lost=times))
    return found


def delayed(parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
    """Let each parcel take its time: lognormal, at least a millisecond."""
    return [
        replace(parcel, received=parcel.received + _delay_ms(settings, dice)) for parcel in parcels
    ]


def duplicated(parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
    """Send some parcels twice: the same bytes again, a little later."""
    return with_copies(parcels, settings.duplicates, dice)


def reordered(parcels: Parcels, settings: Delivery, dice: np.random.Generator) -> Parcels:
    """Hold each parcel back for a moment of its own, so that later ones overtake it.

    Uniform from 0 to `reordering_seconds`, both included.
    """
    window = round(settings.reordering_seconds * 1000)
    return [
        replace(parcel, received=parcel.received + int(dice.integers(window + 1)))
        for parcel in parcels
    ]


def _delay_ms(settings: Delivery, dice: np.random.Generator) -> int:
    seconds = settings.median_seconds * float(np.exp(settings.spread * dice.standard_normal()))
    return max(FASTEST_MS, round(seconds * 1000))
