"""Alerts held against a truth made by hand, and the command on a run."""

import json
from xml.etree import ElementTree

import msgspec
import pytest

from console import judge_text
from console.judgement import judge
from sim.expected_alerts import ExpectedAlert
from sim.truth import Happened, InjectTruth, MistakeTruth, StationTruth, Truth
from stream.alerts import Alert

TEN = 1_627_185_600_000  # 10:00 in Nur-Sultan, milliseconds
PLACE = "east-0001"


def alert(code, place=PLACE, part="", opened=TEN, scope="station"):
    return Alert(
        id=f"{code}:{place}" + (f":{part}" if part else ""),
        code=code,
        severity="warning",
        scope=scope,
        place=place,
        region="east",
        opened=opened,
        cleared=None,
        condition="open",
        count=1,
        evidence={},
    )


def due(*codes, place=PLACE, part=""):
    return ExpectedAlert(codes, place, TEN, None, part)


def inject(*groups, kind="fall", likely=(), station=PLACE):
    return InjectTruth("i", kind, station, "2021-07-25T03:59:00Z", 1.0, groups, likely, False)


def slip(said):
    return MistakeTruth(PLACE, "x", "digits-swapped", "voters", 12, 21, said, said)


def judged(alerts, expected=(), **happened):
    return judge(Truth(Happened(**happened), {}, list(expected)), alerts)


def test_what_is_due_and_comes_is_right_and_all_else_is_missed_or_false():
    found = judged(
        [alert("T202"), alert("T201", "east-0002")], [due("T202"), due("P301", part="east-a")]
    )
    numbers = {
        code: (one.due, one.raised, one.right, one.missed, one.false)
        for code, one in found.codes.items()
        if one.due or one.raised
    }
    assert numbers == {
        "T202": (1, 1, 1, 0, 0),
        "P301": (1, 0, 0, 1, 0),
        "T201": (0, 1, 0, 0, 1),
    }
    assert found.codes["P301"].named == ("P301:east-0001:east-a",)
    assert found.codes["T201"].named == ("T201:east-0002",)
    assert not found.holds


def test_any_one_of_several_codes_will_do():
    found = judged([alert("S107")], [due("S102", "S107")])
    assert (found.codes["S107"].right, found.codes["S107"].due) == (1, 1)
    assert found.codes["S102"].due == 0
    assert found.holds


def test_the_wait_counts_from_the_last_thing_done_at_the_place():
    slips = [
        slip("2021-07-25T03:00:00Z"),
        slip("2021-07-25T03:59:30Z"),
        slip("2021-07-25T05:00:00Z"),
    ]
    found = judged([alert("T202")], [due("T202")], mistakes=slips)
    assert found.codes["T202"].waits == (30.0,)
    assert found.codes["T202"].median_wait == 30.0


def test_what_was_planted_has_to_be_found_by_a_code_of_each_group():
    both = inject(("T202",), ("T203", "T201"))
    expected = [due("T202"), due("T201")]
    assert judged([alert("T202"), alert("T201")], expected, injects=[both]).holds
    missing = judged([alert("T202")], expected[:1], injects=[both])
    assert (missing.planted, missing.found) == ({"fall": 1}, {"fall": 0})
    assert not missing.holds


def test_a_contest_stands_for_the_station_at_which_something_was_planted():
    stations = {PLACE: StationTruth(1, 0, 0, {"east-a": [1, 0]})}
    planted = inject(("P312",), kind="winner-changed")
    raised = [alert("P312", "east-a", scope="contest")]
    found = judged(raised, [due("P312", place="east-a")], injects=[planted], stations=stations)
    assert found.found == {"winner-changed": 1}
    assert found.holds


def test_rules_on_many_stations_may_find_something_and_are_told_apart():
    planted = inject(kind="crowd", likely=("T207",))
    found = judged([alert("T207"), alert("T207", "east-0002")], injects=[planted])
    one = found.codes["T207"]
    assert (one.due, one.right, one.missed, one.false) == (1, 1, 0, 1)
    assert found.holds  # nothing is certain of them
    assert judged([], injects=[planted]).codes["T207"].recall == 0.0


def test_runs_add_up():
    one = judged([alert("T202")], [due("T202")])
    two = one + judged([], [due("T202")])
    assert (two.days, two.codes["T202"].due, two.codes["T202"].recall) == (2, 2, 0.5)


def test_the_command_judges_a_run_writes_json_and_draws(saylau, a_run, tmp_path):
    content, picture = tmp_path / "judged.json", tmp_path / "judged.svg"
    code, out, _ = saylau("judge", a_run, "--json", content, "--picture", picture)
    assert code == 0, out
    assert out.rstrip().endswith("Every alert that had to come came, and no other.")
    told = json.loads(content.read_text())
    assert told["holds"]
    assert {one["code"] for one in told["codes"]} >= {"S101", "T202", "P301", "F401", "I501"}
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")  # noqa: S314 - our own


def test_an_alert_that_nobody_expects_ends_with_1(saylau, own_run):
    path = own_run / "truth.json"
    content = json.loads(path.read_text())
    del content["truth"]["expected_alerts"][0]
    path.write_text(json.dumps(content))
    code, out, _ = saylau("judge", own_run)
    assert code == 1
    assert "missed or raised for nothing" in out


@pytest.mark.parametrize("name", ["journal.jsonl.zst", "keys.json", "truth.json"])
def test_a_folder_that_cannot_be_judged_is_bad_input(refused, own_run, name):
    (own_run / name).unlink()
    assert f"there is no {name}" in refused("judge", own_run)


def test_the_table_is_the_same_in_markdown():
    found = judged([alert("T202")], [due("T202")])
    rows = judge_text.markdown(found).splitlines()
    assert len(rows) == 3
    assert rows[2].startswith("| T202 | turnout fell | 1 | 1 | 1 | 0 | 0 |")
    assert msgspec.json.encode(found.as_json())
