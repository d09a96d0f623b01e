"""Days to judge the rules by: sound, the same for the same seed, and without a bond to find."""

import numpy as np
import pytest

from bench.detection.days import drawn, looks, redealt, replayed
from stream.station_figures import NOBODY


def columns(figures):
    return [getattr(figures, name).tolist() for name in figures.__dataclass_fields__]


@pytest.mark.parametrize("day", [replayed, lambda seed: drawn(1847, seed)])
def test_a_day_has_all_stations_and_every_ballot_is_a_vote_against_all_or_invalid(day):
    figures = day(3)

    assert len(figures) == len(figures.counted()) == 1847
    told = np.maximum(figures.votes, 0).sum(axis=1) + figures.invalid
    assert (told <= figures.found).all()
    assert ((figures.votes != NOBODY).sum(axis=1) >= 2).all()
    assert columns(day(3)) == columns(figures) != columns(day(4))


def test_a_larger_election_has_several_regions_and_no_contest_in_two():
    figures = drawn(5000, 1)

    assert len(np.unique(figures.region)) == 2
    pairs = np.unique(np.stack([figures.contest, figures.region]), axis=1)
    assert pairs.shape[1] == len(np.unique(figures.contest))


def test_looks_are_at_the_stated_shares_and_each_holds_the_one_before():
    parts = list(looks(drawn(1000, 1), 5))

    assert [len(part) for part in parts] == [250, 500, 750, 1000]
    assert set(parts[0].row.tolist()) < set(parts[1].row.tolist())


@pytest.mark.parametrize("window", [None, 10])
def test_stations_dealt_anew_keep_their_rolls_and_exchange_shares_inside_a_stratum(window):
    real = drawn(600, 2)
    dealt = redealt(real, 7, window)

    assert dealt.registered.tolist() == real.registered.tolist()
    assert (dealt.found <= dealt.registered).all()
    assert columns(dealt) == columns(redealt(real, 7, window))
    for stratum in np.unique(real.stratum):
        here = real.stratum == stratum
        standing = (dealt.votes[here] != NOBODY).sum(axis=1)
        assert sorted(standing) == sorted((real.votes[here] != NOBODY).sum(axis=1))
