"""The measurement of latency: its arithmetic, and a short one on a real broker."""

import numpy as np
import pytest

from bench import latency
from bench.claims import METRICS, Claim, Floor
from bench.open_loop import Sent
from stream.partition import partition
from tests.small_election import ROSTER, Voice, quiet_day, record

EAST = quiet_day("east-0001", 300, "east-a", {"c1": 120})
WEST = quiet_day("west-0004", 250, "west-b", {"c1": 30})
PLACES = {name: partition(name, ROSTER.partitions) for name in ("east-0001", "west-0004")}


def _sent(records):
    """Lay records one after the other into their partitions, one meant for each second."""
    at, offsets = {}, []
    for each in records:
        offsets.append(at.get(each.partition, 0))
        at[each.partition] = offsets[-1] + 1
    partitions = np.array([each.partition for each in records])
    return Sent(np.arange(len(records)) * 1.0, partitions, np.array(offsets), 0.0, 10.0)


def _broken(records, *claims):
    return Floor(records, _sent(records), ROSTER.partitions).broken(claims)


def test_figures_as_high_as_what_was_sent_break_nothing_and_lower_ones_do():
    records = [record(event) for event in EAST]
    place, end = PLACES["east-0001"], len(records)
    whole = Claim(1.0, place, end, (1, 1, 1, 120))
    assert _broken(records, Claim(0.0, place, 0, (0, 0, 0, 0)), whole) == []
    for column in range(len(METRICS)):
        low = list(whole.figures)
        low[column] -= 1
        lower = whole._replace(figures=tuple(low))
        assert _broken(records, lower) == [lower]
    opened_only = Claim(1.0, place, 1, (1, 0, 0, 0))
    assert _broken(records, opened_only) == []


def test_claims_of_all_partitions_count_together():
    records = [record(event) for event in (*EAST, *WEST)]
    if PLACES["east-0001"] == PLACES["west-0004"]:
        pytest.fail("the stations of this test lie in different partitions")
    east = Claim(1.0, PLACES["east-0001"], len(EAST), (1, 1, 1, 120))
    west = Claim(2.0, PLACES["west-0004"], len(WEST), (1, 1, 1, 120))
    assert _broken(records, east, west) == [west]
    assert _broken(records, east, west._replace(figures=(2, 2, 2, 150))) == []


def test_what_comes_twice_or_late_lifts_nothing():
    voice = Voice("east-0001")
    later, earlier = voice.turnout(3, 50), voice.turnout(1, 20)
    records = [record(event) for event in (later, earlier, later, EAST[0], EAST[0])]
    claim = Claim(0.0, PLACES["east-0001"], 5, (1, 0, 0, 50))
    assert _broken(records, claim) == []


def test_voters_that_a_later_hour_takes_back_are_not_asked_for_before_it_came():
    voice = Voice("east-0001")
    records = [record(voice.turnout(hour, voters)) for hour, voters in ((1, 20), (2, 19), (3, 50))]
    place = PLACES["east-0001"]
    fallen = Claim(1.0, place, 1, (0, 0, 0, 19))
    assert _broken(records, fallen, fallen._replace(offset=2)) == []
    assert _broken(records, low := fallen._replace(figures=(0, 0, 0, 18))) == [low]
    assert _broken(records, low := fallen._replace(offset=3)) == [low]


def test_time_runs_from_the_moment_meant_to_the_first_row_beyond_the_record():
    records = [record(event) for event in EAST[:4]]
    place = PLACES["east-0001"]
    claims = [Claim(at, place, offset, ()) for at, offset in ((1.5, 1), (2.5, 3), (3.0, 2), (9, 4))]
    waited = latency._waited(_sent(records), claims)
    assert waited.tolist() == [1.5, 1.5, 0.5, 6.0]


@pytest.mark.usefixtures("broker_tools")
def test_a_short_day_on_a_real_broker_has_figures_and_its_claims_hold():
    sheet = latency.measure(400.0, None, 60, judged=False)

    assert {check for check, true in sheet.checks.items() if not true} == set()
    assert list(sheet.checks) == [
        "all that was said of progress was true",
        "in the end every row is that of one process",
        "ballots and voters on the lists as drawn",
        "to the alert: every planted report has its own",
        "to the alert: none that was not planted",
        "to the alert, in one process: every planted report has its own",
        "to the alert, in one process: none that was not planted",
    ]
    assert {figure.holds for figure in sheet.figures} == {None}
    figures = {figure.what: figure.value for figure in sheet.figures}
    for way in ("to the tally", "to the alert", "to the alert, in one process"):
        told = [figures[f"{way}: {share}"] for share in ("median", "99 of 100 within", "longest")]
        assert 0 < told[0] <= told[1] <= told[2]
