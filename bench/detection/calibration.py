"""False alerts: what the rules say on days on which there is nothing to find."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.detection.days import looks
from config.rulebook import thresholds
from stream.rules.forensic import CODES, look
from stream.rules.forensic_finding import levels
from stream.rules.peers import far_invalid, far_turnout
from stream.station_figures import StationFigures

SHARES: Final = (0.05, 0.01)
PEERS: Final = ("T207", "P308")


@dataclass(frozen=True)
class Calm:
    """What came of calm days.

    Attributes:
        p: [days, looks, 5] p-values of `CODES` among all stations.
        raised: [days, 5] whether there was an alert of `CODES`, at any look, for the nation or a
            region.
        stations: counted stations of all days.
        named: stations named at any look of their day, by `PEERS`; empty if not asked.
    """

    p: NDArray[np.float64]
    raised: NDArray[np.bool_]
    stations: int
    named: tuple[int, ...]

    def __add__(self, other: Calm) -> Calm:
        """Return both together."""
        return Calm(
            np.concatenate([self.p, other.p]),
            np.concatenate([self.raised, other.raised]),
            self.stations + other.stations,
            tuple(map(sum, zip(self.named, other.named, strict=True))),
        )

    @property
    def days(self) -> int:
        """How many days."""
        return len(self.p)

    def alert_days(self) -> dict[str, int]:
        """Return by code on how many days it was raised at one look or more."""
        return dict(zip(CODES, self.raised.sum(axis=0).tolist(), strict=True))

    def below(self, code: str, look_: int, share: float) -> float:
        """Return the share of the days with a p-value below `share` at a look."""
        return float((self.p[:, look_, CODES.index(code)] < share).mean())

    def per_thousand(self) -> dict[str, float]:
        """Return by code the stations named a day, of 1,000."""
        return {
            code: 1000 * number / self.stations
            for code, number in zip(PEERS, self.named, strict=False)
        }

    @property
    def holds(self) -> bool:
        """Whether there are no more false alerts than stated, as far as so many days can tell.

        Of n days a rule may raise an alert on n `forensic_p`, and three deviations (Poisson)
        and one day more; T207 and P308 may name one station of 1,000.
        """
        stated = self.days * thresholds().forensic_p
        most = stated + 3 * stated**0.5 + 1
        few = all(number <= most for number in self.alert_days().values())
        return few and all(rate <= 1 for rate in self.per_thousand().values())


def calm(day: Callable[[int], StationFigures], seeds: Iterable[int], *, peers: bool = True) -> Calm:
    """Let the rules look at calm days.

    Args:
        day: draws the day of a seed.
        seeds: of the days, one at least.
        peers: whether to ask T207 and P308; days of real stations have real outliers.
    """
    found, raised, named, stations = [], [], np.zeros(len(PEERS), dtype=np.int64), 0
    for seed in seeds:
        figures = day(seed)
        stations += len(figures.counted())
        regions = np.unique(figures.region)
        level = levels(len(regions))
        ps = []
        told: tuple[set[int], ...] = tuple(set() for _ in PEERS)
        for counted in looks(figures, seed):
            ps.append([one.p for one in look(counted)])
            if not peers:
                continue
            for rows, rule in zip(told, (far_turnout, far_invalid), strict=True):
                rows.update(one.row for one in rule(counted))
        found.append(ps)
        alerts = (np.array(ps) <= level.nation).any(axis=0)
        if len(regions) > 1:
            alerts |= _least(figures, seed) <= level.region
        raised.append(alerts)
        named += [len(rows) for rows in told]
    told_ = tuple(named.tolist()) if peers else ()
    return Calm(np.array(found), np.array(raised), stations, told_)


def _least(figures: StationFigures, seed: int) -> NDArray[np.float64]:
    """Return the least p-value of each rule at any look of any region, [5]."""
    return np.min(
        [
            [one.p for one in look(counted)]
            for region in np.unique(figures.region)
            for counted in looks(figures.at(figures.region == region), seed)
        ],
        axis=0,
    )
