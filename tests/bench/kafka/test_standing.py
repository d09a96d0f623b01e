"""The standing: ratios round by round, wrong figures and failures named, figures held as asked."""

import pytest

from bench.kafka.contestants import CONTESTANTS
from bench.kafka.picture import draw
from bench.kafka.race import Round
from bench.kafka.standing import Result, asked, table

BY_NAME = {each.name: each for each in CONTESTANTS}


def _round(us, *, right=True, compiling=0.0, records=1_000_000):
    return Round(
        records=records,
        cpu_s=us * records / 1e6,
        wall_s=20.0,
        start_cpu_s=1.0,
        compiling_s=compiling,
        peak_bytes=300_000_000,
        right=right,
    )


def _result(name, *costs, **about):
    return Result(BY_NAME[name], "1.0", tuple(_round(cost, **about) for cost in costs))


def _results(*results):
    return {result.contestant.name: result for result in results}


WORKER = _result("worker", 8.0, 10.0, 9.0)


def test_a_row_says_cost_spread_rate_and_how_many_times_ours():
    quix = _result("quix", 24.0, 20.0, 27.0)

    row = next(line for line in table(_results(WORKER, quix)).splitlines() if "Quix" in line)

    assert row.split() == [
        "Quix", "Streams", "1.0", "1,000,000", "24.0", "20.0", "to", "27.0", "41,667", "3.00",
        "times", "20.0", "300", "right",
    ]  # fmt: skip


def test_times_are_taken_round_by_round_so_that_noise_meets_both():
    quix = _result("quix", 24.0, 20.0, 27.0)

    sheet = asked(_results(WORKER, quix), None, judged=True)

    figure = next(each for each in sheet.figures if each.what.startswith("Quix"))
    assert figure.values == pytest.approx((3.0, 2.0, 3.0))
    assert figure.holds is True
    assert sheet.holds


@pytest.mark.parametrize(
    ("name", "cost", "holds"),
    [
        ("faust", 136.0, True), ("faust", 134.0, False),
        ("bytewax", 10.9, True), ("bytewax", 10.7, False),
        ("streams", 9.1, True), ("streams", 8.9, False),
        ("bare", 4.6, True), ("bare", 4.4, False),
        ("core", 4.6, True), ("core", 4.4, False),
    ],
)  # fmt: skip
def test_each_is_held_against_what_is_asked(name, cost, holds):
    ours = _result("worker", 9.0)

    assert asked(_results(ours, _result(name, cost)), None, judged=True).holds is holds


def test_our_own_rate_is_asked_for():
    assert asked(_results(_result("worker", 9.9)), None, judged=True).holds
    assert not asked(_results(_result("worker", 10.1)), None, judged=True).holds


def test_at_small_sizes_only_the_checks_count():
    slow = _result("worker", 99.0)

    assert asked(_results(slow), None, judged=False).holds
    wrong = _result("worker", 99.0, right=False)
    assert not asked(_results(wrong), None, judged=False).holds


def test_wrong_figures_and_failures_are_named_as_such():
    wrong = _result("quix", 20.0, right=False)
    failed = Result(BY_NAME["faust"], "1.0", (), "it ended with 1")
    results = _results(WORKER, wrong, failed)

    said = table(results, markdown=True)

    assert next(line for line in said.splitlines() if "Quix" in line).endswith("| WRONG |")
    assert next(line for line in said.splitlines() if "Faust" in line).endswith("| FAILED |")
    assert {line.count("|") for line in said.splitlines()} == {11}
    sheet = asked(results, None, judged=True)
    assert [check for check, true in sheet.checks.items() if not true] == [
        "Quix Streams: every region as expected, every round",
        "stock Faust agent: every region as expected, every round",
    ]


def test_what_javas_compiler_takes_is_shown_apart():
    streams = _result("streams", 18.0, compiling=9.0)

    sheet = asked(_results(_result("worker", 9.0), streams), None, judged=True)

    values = {figure.what: figure.value for figure in sheet.figures}
    assert values["Kafka Streams: its processor time over ours"] == pytest.approx(2.0)
    assert values["the same without Java's compiler"] == pytest.approx(1.0)


@pytest.mark.parametrize(("two", "holds"), [(11.4, True), (11.6, False)])
def test_two_workers_may_take_15_percent_more_than_one(two, holds):
    ours = _results(_result("worker", 9.0))

    assert asked(ours, {1: [_round(10.0)], 2: [_round(two)]}, judged=True).holds is holds


def test_the_picture_is_the_same_for_the_same_results(tmp_path):
    results = _results(WORKER, _result("faust", 200.0))
    for name in ("a.svg", "b.svg"):
        draw(results, tmp_path / name)

    first = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert first == (tmp_path / "b.svg").read_text(encoding="utf-8")
    assert "stock Faust agent" in first


def test_workers_that_failed_to_share_are_a_check_that_does_not_hold():
    assert not asked(_results(WORKER), {1: [], 2: []}, judged=True).holds
