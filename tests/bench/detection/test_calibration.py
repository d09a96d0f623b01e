"""Calm days, in short: p-values are not smaller than they say, and few stations are named."""

from dataclasses import replace

import numpy as np
import pytest

from bench.detection.calibration import Calm, calm
from bench.detection.days import drawn, redealt, replayed
from stream.rules.forensic import CODES
from stream.rules.forensic_finding import levels

DAYS = 30


@pytest.fixture(scope="module")
def days():
    return calm(lambda seed: drawn(600, seed), range(DAYS))


def test_calm_days_raise_no_more_alerts_than_stated(days):
    assert days.days == DAYS
    assert days.holds
    assert sum(days.per_thousand().values()) < 0.5


@pytest.mark.parametrize("code", CODES)
def test_p_values_are_as_even_as_so_few_days_can_show(code, days):
    # Of 30 days 7 and more are below 5 % in one calm world of 3,000.
    assert days.below(code, 3, 0.05) < 7 / DAYS
    assert days.below(code, 3, 0.5) <= 0.8


def test_stations_with_a_bond_have_none_once_they_are_dealt_anew():
    def bound(seed):
        dice = np.random.default_rng(seed)
        day = drawn(600, seed)
        order = np.argsort(day.found / day.registered)
        one = np.zeros_like(day.contest)
        votes = day.found[:, None] * np.array([[0.5, 0.3]])
        votes[order, 0] *= np.linspace(0.6, 1.4, len(day))
        told = dice.binomial(day.found[:, None], votes / day.found[:, None] * [[1.0, 0.5]])
        return type(day)(
            day.row, one, one, day.registered, day.found, day.found, day.invalid * 0, told
        )

    as_it_is = calm(bound, range(2))
    dealt = calm(lambda seed: redealt(bound(seed), seed), range(10))

    assert as_it_is.alert_days()["F405"] == 2
    assert dealt.holds
    assert dealt.alert_days()["F405"] == 0


def test_too_many_alerts_do_not_hold():
    p, none = np.ones((10, 4, 5)), np.zeros((10, 5), dtype=np.bool_)
    some = none.copy()
    some[:3, 1] = True

    assert Calm(p, some, 1000, (0, 0)).alert_days()["F402"] == 3
    assert not Calm(p, some, 1000, (0, 0)).holds
    assert not Calm(p, none, 1000, (2, 0)).holds
    assert Calm(p, none, 1000, (1, 0)).holds
    assert (Calm(p, none, 1000, (1, 0)) + Calm(p, some, 1000, (0, 1))).days == 20


def test_what_one_region_alone_shows_is_an_alert_of_the_day():
    def crooked(seed):
        day = replayed(seed)
        dice = np.random.default_rng(seed)
        votes = day.votes.copy()
        invented = (votes >= 100) & (dice.random(votes.shape) < 0.3)
        invented &= (day.region == day.region[0])[:, None]
        votes[invented] = votes[invented] // 10 * 10
        return replace(day, votes=votes)

    found = calm(crooked, range(1), peers=False)
    assert found.alert_days()["F403"] == 1
    assert found.p[0, :, CODES.index("F403")].min() > levels(14).nation
    assert calm(replayed, range(1), peers=False).alert_days()["F403"] == 0
