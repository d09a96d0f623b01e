"""Days over a bad network: all faults are in the truth, refused, and without effect."""

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import datetime
from functools import cache

import msgspec
import pytest

from config.library import load_election, load_scenario, load_targets
from console.comparison import figures
from console.oracle import against_truth, missed_alerts
from sim.day import Day
from sim.parcel import Step
from sim.plan import Plan
from sim.refusals import digest
from stream.events import decode
from stream.pipeline import Pipeline
from stream.roster import Roster
from stream.table import rows

BIG = "kz-2021-07-25"
SOME = ("mangystau", "kyzylorda")
NETWORK = {"losses": 0.3, "resend_seconds": 90, "reordering_seconds": 600}
REFUSED = {"corrupted": 0.2, "forged": 0.2, "misplaced": 0.2, "foreign": 0.2}
SKEW = {"clock_skew_seconds": 600}


def plan(seed=7, election=BIG, **faults):
    script = load_scenario("as-reported")
    slips = script.mistakes.model_copy(update={"turnout_slips": 0.1, "count_slips": 0.2})
    delivery = script.delivery.model_copy(update=faults)
    script = script.model_copy(update={"mistakes": slips, "delivery": delivery})
    return Plan(load_election(election), load_targets(election), script, seed)


@cache
def lived(seed=7, **faults):
    day = Day(plan(seed, **faults), SOME)
    received = list(day.records())
    return day, received, day.truth()


def folded(day, received, keys=True, size=None):
    """Fold a day; return the pipeline and what it refused."""
    election, run = day.plan.election, day.plan.run
    ring = day.plan.key_ring if keys else None
    pipeline = Pipeline(Roster.of(election, run, day.plan.partitions), ring)
    refused = []
    for start in range(0, len(received), size or len(received)):
        refused += pipeline.feed(received[start : start + (size or len(received))]).rejected
    pipeline.finish()
    return pipeline, refused


def table(pipeline, election):
    return figures(rows(election, pipeline.tallies(), pipeline.stations()), election)


def raised(pipeline):
    """Return the alerts but for those of regions that take no part, which are silent."""
    return [alert for alert in pipeline.alerts() if alert.region in ("", *SOME)]


def named(rejection):
    record = rejection.record
    value = bytes(record.value)
    return (record.received, record.partition, record.key, digest(value), rejection.code)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("size", [None, 37])
def test_a_pipeline_refuses_the_records_that_the_truth_names_and_no_others(seed, size):
    day, received, truth = lived(seed, **NETWORK, **REFUSED, **SKEW)
    _, refused = folded(day, received, size=size)

    wanted = [
        (one.received, one.partition, one.source, one.digest, code)
        for one in truth.happened.refused
        for code in one.codes
    ]
    assert Counter(map(named, refused)) == Counter(wanted)
    kinds = Counter(one.kind for one in truth.happened.refused)
    assert set(kinds) == set(REFUSED)
    assert min(kinds.values()) > 100
    assert truth.happened.post.refused == kinds


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("size", [None, 37])
def test_tallies_and_alerts_of_a_faulty_day_are_those_expected(seed, size):
    day, received, truth = lived(seed, **NETWORK, **REFUSED, **SKEW)
    pipeline, _ = folded(day, received, size=size)
    mine = {key: number for key, number in truth.expected_tally.items() if number}
    found = table(pipeline, day.plan.election)
    here = {place: value for place, value in found.items() if "|".join(place) in mine}

    assert against_truth(mine, here) == []
    assert len(mine) > 1000
    assert missed_alerts(truth.expected_alerts, raised(pipeline)) == []
    codes = {code for one in truth.expected_alerts for code in one.codes}
    assert codes >= {"T202", "P301", "S102", "S107"}


def damaged_first(parcels, *_):
    """Let a damaged copy of each statement arrive at once, and the genuine one a minute later."""
    (one,) = parcels
    damaged = replace(one, received=one.received + 1, copy=1, value=b"?", fault="corrupted")
    return [replace(one, received=one.received + 60_000), damaged]


def test_nothing_is_expected_of_a_damaged_copy_that_comes_before_the_genuine_record(monkeypatch):
    steps = (Step("damaged", "median_seconds", damaged_first),)
    monkeypatch.setattr("sim.delivery.all_steps", lambda _: steps)
    day = Day(plan(9), SOME)
    received = list(day.records())
    pipeline, refused = folded(day, received, size=100)

    assert len(refused) * 2 == len(received)
    assert missed_alerts(day.truth().expected_alerts, raised(pipeline)) == []
    codes = {code for one in day.truth().expected_alerts for code in one.codes}
    assert {"T202", "P301"} <= codes


def test_a_network_that_is_only_slow_and_hostile_changes_no_figure_of_the_day():
    """The figures of the same seed's day over a good network, to the last station."""
    good, bad = lived(), lived(**NETWORK, **REFUSED)
    found = [table(folded(day, received)[0], day.plan.election) for day, received, _ in (good, bad)]

    assert found[0] == found[1]
    assert good[2].expected_tally == bad[2].expected_tally
    assert good[2].happened.stations == bad[2].happened.stations
    assert good[2].happened.mistakes == bad[2].happened.mistakes
    assert bad[2].happened.post.losses > 300
    assert len(bad[1]) > 1.5 * len(good[1])


def test_wrong_clocks_change_nothing_but_the_hour_in_which_a_closing_counts():
    good, bad = lived(), lived(**SKEW)
    first, second = (
        table(folded(day, received)[0], day.plan.election) for day, received, _ in (good, bad)
    )
    other = {
        place for place in first.keys() | second.keys() if first.get(place) != second.get(place)
    }

    # A closing that is dated before the last hour speaks of it, those in line included.
    assert {(place[3], place[4]) for place in other} == {
        ("voters", "21:00"),
        ("turnout_pct", "21:00"),
    }
    in_line = sum(station.queued for station in good[2].happened.stations.values())
    nation = ("national", "", "", "voters", "21:00")
    assert 0 < int(second[nation]) - int(first[nation]) <= in_line


def test_a_clock_is_wrong_in_every_statement_of_its_source_and_only_in_at():
    good, bad = lived(), lived(**SKEW)

    def said(lived_day):
        events = [decode(record.value) for record in lived_day[1]]
        return {(e.source, e.seq): e for e in events}

    right, wrong = said(good), said(bad)
    off = {}
    for key, event in wrong.items():
        usual = right[key]
        seconds = datetime.fromisoformat(event.at) - datetime.fromisoformat(usual.at)
        off.setdefault(event.source, set()).add(int(seconds.total_seconds()))
        assert msgspec.structs.replace(event, at=usual.at, run=usual.run) == usual
    assert right.keys() == wrong.keys()
    assert {source: {fast} for source, fast in bad[2].happened.clocks.items()} == {
        source: seconds for source, seconds in off.items() if seconds != {0}
    }


def test_without_the_keys_forged_figures_are_taken_for_genuine_ones():
    day, received, truth = lived(**REFUSED)
    with_keys, refused = folded(day, received)
    without, let_in = folded(day, received, keys=False)

    assert len(let_in) < len(refused) == len(truth.happened.refused)
    election = day.plan.election
    assert table(with_keys, election) != table(without, election)
    assert {alert.code for alert in without.alerts()} >= {"S104"}


def test_the_counts_of_the_post_add_up_to_the_records():
    _, received, truth = lived(**NETWORK, **REFUSED)
    post = truth.happened.post

    assert post.statements + post.duplicates + sum(post.refused.values()) == len(received)
    said = {(record.key, decode(record.value).seq) for record in lived()[1]}
    assert post.statements == len(said)


def test_two_processes_give_the_same_records_and_the_same_truth_of_a_faulty_day():
    one = Day(plan(3, **NETWORK, **REFUSED, **SKEW), SOME)
    two = Day(plan(3, **NETWORK, **REFUSED, **SKEW), SOME, processes=2)

    assert msgspec.json.encode(list(one.records())) == msgspec.json.encode(list(two.records()))
    assert one.truth() == two.truth()


@pytest.mark.parametrize(
    ("scenario", "run", "sha256"),
    [
        (
            "calm",
            "calm-7-92a1d9bc",
            "94bb3de5a8ff10a01d206c6158db60816b7703887bbf08fdd3d799c4d13400e8",
        ),
        (
            "as-reported",
            "as-reported-7-47a8ff30",
            "15499fbf8e792176446867b930dea091d3a8c6b4d3979c6b9581d44121d0cff3",
        ),
    ],
)
def test_days_without_faults_are_to_the_byte_what_they_were_before_there_were_any(
    scenario, run, sha256
):
    """Golden; the draws are those of the numpy in requirements.lock."""
    election = load_election("kz-2021-08-22")
    usual = Plan(election, load_targets(election.id), load_scenario(scenario, election), 7)
    text = hashlib.sha256()
    for one in Day(usual).records():
        head = f"{one.received} {one.partition} {one.key} {one.key_id} {one.mac} "
        text.update(head.encode() + bytes(one.value) + b"\n")

    assert usual.run == run
    assert text.hexdigest() == sha256


def test_the_same_plan_gives_the_same_faults_and_another_seed_others():
    again = Day(plan(7, **NETWORK, **REFUSED), SOME)
    records = list(again.records())

    assert records == lived(7, **NETWORK, **REFUSED)[1]
    assert again.truth() == lived(7, **NETWORK, **REFUSED)[2]
    assert (
        again.truth().happened.refused != lived(1, **NETWORK, **REFUSED, **SKEW)[2].happened.refused
    )
