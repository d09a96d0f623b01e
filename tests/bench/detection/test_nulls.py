"""Calm days dealt out over processes: the parts add up to one run."""

import numpy as np
import pytest

from bench.detection import nulls
from bench.detection.nulls import Null, measure

FEW = Null("drawn", days=30, stations=100)


@pytest.fixture(scope="module")
def at_one_go():
    return FEW.calm(range(FEW.days))


def _same(one, other):
    return (
        np.array_equal(one.p, other.p)
        and np.array_equal(one.raised, other.raised)
        and (one.stations, one.named) == (other.stations, other.named)
    )


def test_parts_dealt_out_to_a_process_add_up_to_one_run(at_one_go, monkeypatch):
    monkeypatch.setattr(nulls, "_AT_ONCE", 12)
    found = measure({"few": FEW, "one": Null("drawn", days=1, stations=100)}, processes=1)
    assert list(found) == ["few", "one"]
    assert found["few"].days == FEW.days
    assert _same(found["few"], at_one_go)
    assert _same(found["one"], FEW.calm(range(1)))


def test_every_seed_makes_a_day_of_its_own(at_one_go):
    assert len(np.unique(at_one_go.p[:, -1], axis=0)) == FEW.days
    assert np.array_equal(FEW.calm(range(3, 4)).p, at_one_go.p[3:4])


def test_peers_are_asked_on_drawn_days_and_not_among_real_stations(at_one_go, monkeypatch):
    monkeypatch.setattr(Null, "day", lambda _, seed: nulls.drawn(100, seed))
    assert len(at_one_go.named) == 2
    assert Null("redealt", days=1).calm(range(1)).named == ()
