"""How long it takes from a report that has to raise an alert until that alert is there.

Time counts from when the report was meant to be sent. Every planted report has to have its
alert, opened by that report, and there may be no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench import waits
from bench.figure import Figure
from bench.plants import Plant

_SHARES: Final = (waits.MEDIAN, waits.NEARLY_ALL, waits.LONGEST)


class Raised(NamedTuple):
    """An alert as it came.

    Attributes:
        at: when, seconds of the monotonic clock.
        alert: its id.
        opened: receive time of the report that opened it, milliseconds since 1970 UTC.
    """

    at: float
    alert: str
    opened: int


class Alarm:
    """The alerts of one run beside the reports that were planted for them.

    Args:
        way: how the alerts came, in words.
        plants: the reports, one at least.
        meant: float64[n], when each record of the stream was meant to be sent, seconds of
            the monotonic clock.
        raised: all alerts in the order they came, those too that came again.
        until: how long they were waited for, seconds of the monotonic clock; an alert that
            did not come counts as if it had come then.
    """

    def __init__(
        self,
        way: str,
        plants: Sequence[Plant],
        meant: NDArray[np.float64],
        raised: Iterable[Raised],
        until: float,
    ) -> None:
        self._way = way
        self._plants = plants
        self._first: dict[str, Raised] = {}
        for each in raised:
            self._first.setdefault(each.alert, each)
        came = [self._first[each.alert].at if self._has(each) else until for each in plants]
        self.waited = np.array(came) - meant[[each.number for each in plants]]
        """float64[p], seconds, plant by plant."""

    def figures(self, *, judged: bool) -> Iterator[Figure]:
        """Yield what is told of the waits; what is asked is asked of an alert, so of the longest.

        Of 99 in 100 it is asked as well, so that one that was late does not hide all others.
        """
        asked = (waits.NEARLY_ALL, waits.LONGEST) if judged else ()
        yield from waits.figures(self._way, self.waited, _SHARES, judged=asked)

    def checks(self) -> dict[str, bool]:
        """Return whether the alerts are those planted, no less and no more."""
        planted = {each.alert for each in self._plants}
        return {
            f"{self._way}: every planted report has its own": all(map(self._has, self._plants)),
            f"{self._way}: none that was not planted": self._first.keys() <= planted,
        }

    def _has(self, plant: Plant) -> bool:
        """Say whether the alert of a plant came, and was opened by it."""
        first = self._first.get(plant.alert)
        return first is not None and first.opened == plant.received
