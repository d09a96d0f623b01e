"""The verdict on a run of chaos: it finds what differs, and lets pass what may differ."""

from collections import Counter
from types import SimpleNamespace

import msgspec
import pytest

from stream.alerts import Alert
from stream.kafka.dead_letters import DeadLetter
from stream.kafka.topics import REPORTS
from stream.record import Record
from tests.kafka.chaos.days import Expected, Mark
from tests.kafka.chaos.verdict import judge

STATION = "east-0001"  # of partition 0 among one
GAP = Alert(
    f"S103:{STATION}", "S103", "warning", "station", STATION, "east", 100, 900, "cleared", 1, {}
)
BAD = Record(7, 0, STATION, f"{STATION}/1", "0" * 32, b"{")
LETTER = DeadLetter("S102", "forged", REPORTS, 0, 3, 7, STATION, f"{STATION}/1", "0" * 32, "ew==")
FIGURES = {"run|national|||voters|total": "5"}


@pytest.fixture
def day():
    return SimpleNamespace(
        run="run",
        partitions=1,
        expected=lambda _times: Expected(FIGURES, {GAP.id: GAP}),
        refused={Mark.of(BAD): ("S102",)},
        truth=SimpleNamespace(
            expected_tally=Counter({"national|||voters|total": 5}),
            happened=SimpleNamespace(refused=[BAD]),
        ),
    )


@pytest.fixture
def told(tmp_path):
    """What a deployment told, all of it right; a test spoils some of it."""
    (tmp_path / "log").write_text("partition 0: 2 pages, next offset 4\n")
    there = SimpleNamespace(
        figures=dict(FIGURES), alert=[GAP], letter=[LETTER], workers=[0], replays=[0]
    )
    there.log = lambda _number: tmp_path / "log"
    there.tallies = lambda: there.figures
    there.alerts = lambda: {alert.id: alert for alert in there.alert}
    there.letters = lambda: there.letter
    there.delivered = lambda: iter([(3, BAD)])
    return there


def test_what_is_as_expected_is_no_difference(told, day):
    assert judge(told, day) == []


def test_a_wrong_figure_is_held_against_one_process_and_against_the_truth(told, day):
    told.figures["run|national|||voters|total"] = "6"
    assert judge(told, day) == [
        "run|national|||voters|total is 6, 5 by one process",
        "by the truth: national|||voters|total: 6, not 5",
    ]


def test_records_passed_over_are_told_though_the_figures_came_right_later(told, day):
    told.log(0).write_text("partition 0 has no records from 7 on\n")
    told.alert = [GAP]
    assert judge(told, day) == [
        "worker 0 passed records over: partition 0 has no records from 7 on"
    ]


def test_a_gap_may_be_noticed_later_only_where_the_partition_changed_hands(told, day):
    told.alert = [msgspec.structs.replace(GAP, opened=200, count=2)]
    assert judge(told, day) == []
    told.alert = []
    assert judge(told, day) == []
    told.log(0).write_text("partition 0: 0 pages, next offset 0\n")
    assert len(judge(told, day)) == 1


def test_a_gap_may_not_be_noticed_sooner_or_stay_open(told, day):
    for wrong in ({"opened": 99}, {"condition": "open", "cleared": None}):
        told.alert = [msgspec.structs.replace(GAP, **wrong)]
        assert len(judge(told, day)) == 1


@pytest.mark.parametrize(
    "letters",
    [
        [],
        [msgspec.structs.replace(LETTER, code="S107")],
        [msgspec.structs.replace(LETTER, value="e30=")],
        [LETTER, msgspec.structs.replace(LETTER, offset=4)],
    ],
)
def test_what_has_to_be_refused_is_refused_once_for_its_reason_and_nothing_else(told, day, letters):
    told.letter = letters
    assert len(judge(told, day)) == 1
