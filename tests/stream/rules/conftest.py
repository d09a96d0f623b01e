"""Figures for the rules on many stations."""

import numpy as np
import pytest

from stream.station_figures import StationFigures


def figures_of(registered, found, votes, *, invalid=None, region=None, contest=None, issued=None):
    """Stations in order, all on one ballot in one region unless told otherwise."""
    size = len(registered)

    def column(values, else_):
        return np.array(else_ if values is None else values, dtype=np.int64)

    return StationFigures(
        row=np.arange(size),
        region=column(region, [0] * size),
        contest=column(contest, [0] * size),
        registered=column(registered, None),
        issued=column(issued, found),
        found=column(found, None),
        invalid=column(invalid, [0] * size),
        votes=column(votes, None).reshape(size, -1),
    )


@pytest.fixture(scope="session")
def figures():
    """The maker of figures."""
    return figures_of
