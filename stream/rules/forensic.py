"""Family F4: do the figures of many stations look like those of voters?

Pure functions over the figures of the counted stations, asked at fixed looks. No lot is drawn:
the same protocols give the same probabilities, however they arrived.
"""

from __future__ import annotations

from stream.rules.forensic_correlation import rise_together
from stream.rules.forensic_digits import last_digits
from stream.rules.forensic_finding import ForensicFinding
from stream.rules.forensic_joint import joint_outliers
from stream.rules.forensic_percent import whole_percentages
from stream.rules.forensic_second import second_digits
from stream.rules.likes import Compared
from stream.rules.smooth_votes import SmoothVotes
from stream.station_figures import StationFigures

CODES = ("F401", "F402", "F403", "F404", "F405")


def look(figures: StationFigures) -> tuple[ForensicFinding, ...]:
    """Ask the five rules, in order of their codes."""
    counted = figures.counted()
    votes, compared = SmoothVotes.of(counted), Compared(counted)
    return (
        joint_outliers(compared),
        whole_percentages(counted),
        last_digits(counted, votes),
        second_digits(counted, votes),
        rise_together(compared),
    )
