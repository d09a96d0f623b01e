"""Alerts held against a truth made by hand, and the command on a run."""

import json
from xml.etree import ElementTree

import msgspec
import pytest

from config.inject_kinds import KINDS
from console import judge_picture, judge_text
from console.judgement import judge
from console.planted import Found, Planted
from sim.expected_alerts import ExpectedAlert
from sim.truth import Happened, InjectTruth, MistakeTruth, StationTruth, Truth
from stream.alerts import Alert

TEN = 1_627_185_600_000  # 10:00 in Nur-Sultan, milliseconds
PLACE = "east-0001"
SAID = "2021-07-25T03:59:30Z"


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
    return InjectTruth(
        "i", kind, station, "2021-07-25T03:59:00Z", 1.0, groups, likely, False, "east"
    )


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


def test_the_wait_counts_from_the_last_cause_at_the_place():
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
    assert missing.planted["fall"] == Planted("fall", 1, 1, 0)
    assert not missing.holds


def test_a_contest_stands_for_the_station_at_which_something_was_planted():
    stations = {PLACE: StationTruth(1, 0, 0, {"east-a": [1, 0]})}
    planted = inject(("P312",), kind="winner-changed")
    raised = [alert("P312", "east-a", scope="contest")]
    found = judged(raised, [due("P312", place="east-a")], injects=[planted], stations=stations)
    assert found.planted["winner-changed"].found == 1
    assert found.holds


def test_rules_on_many_stations_may_find_something_and_are_told_apart():
    planted = inject(kind="crowd", likely=("T207",))
    found = judged([alert("T207"), alert("T207", "east-0002")], injects=[planted])
    one = found.codes["T207"]
    assert (one.due, one.right, one.missed, one.false) == (1, 1, 0, 1)
    assert found.holds  # nothing is certain of them
    assert judged([], injects=[planted]).codes["T207"].recall == 0.0


def forensic(code):
    return alert(code, "small-2021", scope="nation")


def test_a_rule_on_all_stations_is_due_once_a_day_however_many_are_planted():
    planted = [
        inject(kind="stuffing", likely=("F401", "F405"), station=f"east-000{n}")
        for n in range(1, 4)
    ]
    found = judged([forensic("F405")], injects=planted)
    assert [found.codes[code].due for code in ("F401", "F405")] == [1, 1]
    assert [found.codes[code].recall for code in ("F401", "F405")] == [0.0, 1.0]
    assert found.codes["F405"].false == 0
    assert found.planted["stuffing"] == Planted(
        "stuffing", 3, 0, 0, {"F401": Found(1, 0), "F405": Found(1, 1)}
    )
    two = found + judged([], injects=planted[:1])
    assert two.codes["F405"].recall == 0.5
    assert two.planted["stuffing"].perhaps["F405"] == Found(2, 1)


def test_a_rule_on_all_stations_is_false_where_nothing_is_planted_that_it_may_find():
    found = judged([forensic("F402")], injects=[inject(kind="stuffing", likely=("F401",))])
    assert (found.codes["F402"].due, found.codes["F402"].false) == (0, 1)


@pytest.mark.parametrize("kind", ["rush", "early-voting", "repeat-voting"])
def test_what_brings_more_voters_may_raise_t207(kind):
    planted = inject(*KINDS[kind].codes, kind=kind, likely=KINDS[kind].likely)
    found = judged([alert("T207")], injects=[planted])
    assert (found.codes["T207"].right, found.codes["T207"].false) == (1, 0)


def test_a_mistake_in_a_protocol_explains_a_statistical_alert_but_none_is_due_of_it():
    mistake = MistakeTruth(PLACE, "east-a", "digit-doubled", "invalid", 4, 44, SAID, SAID)
    found = judged([alert("P308"), alert("P308", "east-0002")], mistakes=[mistake])
    one = found.codes["P308"]
    assert (one.due, one.right, one.false) == (0, 1, 1)
    assert judged([alert("P308")], mistakes=[slip(SAID)]).codes["P308"].false == 1


def test_there_is_a_verdict_on_certain_rules_and_one_on_statistical_ones():
    stations = {f"east-000{n}": StationTruth(1, 0, 0, {}) for n in range(1, 5)}
    planted = [
        inject(kind="crowd", likely=("T207",)),
        inject(kind="spoilt", likely=("P308",)),
        inject(kind="stuffing", likely=("F401",)),
    ]
    found = judged([alert("T207"), alert("T207", "east-0002")], injects=planted, stations=stations)
    certain, on_one, on_all = judge_text.verdicts(found)
    assert certain == "Certain rules: every alert that had to come came, and no other."
    assert "1 of 2 planted found; 1 raised without cause, 250.00 per 1,000 stations" in on_one
    assert "0 of 1 found" in on_all
    told = found.as_json()
    assert told["certain"]["missed"] == 0
    assert told["statistical_by_station"]["false_per_1000_stations"] == 250.0
    assert told["statistical_by_day"]["due"] == 1
    text = judge_text.text(found)
    assert "perhaps P308: 0 of 1" in text
    assert "perhaps F401: 0 of 1 day" in text


def test_of_what_has_nothing_to_raise_nothing_has_to_be_found():
    both = [inject(("T202",)), inject(station="east-0002")]
    found = judged([alert("T202")], [due("T202")], injects=both)
    assert found.planted["fall"] == Planted("fall", 2, 1, 1)
    assert found.holds


def test_a_violation_that_was_not_found_is_in_the_verdict():
    found = judged([], injects=[inject(("T202",))])
    assert judge_text.verdicts(found)[0].endswith("1 planted violations not found.")


@pytest.mark.parametrize("word", ["due", "right", "missed", "false"])
def test_what_a_column_means_is_said_in_a_line(word):
    assert any(line.startswith(f"{word}: ") for line in judge_text.text(judged([])).splitlines())


def test_runs_add_up():
    one = judged([alert("T202")], [due("T202")])
    two = one + judged([], [due("T202")])
    assert (two.days, two.codes["T202"].due, two.codes["T202"].recall) == (2, 2, 0.5)


def test_the_command_judges_a_run_writes_json_and_draws(saylau, a_run, tmp_path):
    content, picture = tmp_path / "judged.json", tmp_path / "judged.svg"
    code, out, _ = saylau("judge", a_run, "--json", content, "--picture", picture)
    assert code == 0, out
    assert "Certain rules: every alert that had to come came, and no other." in out
    told = json.loads(content.read_text())
    assert told["holds"]
    assert {one["code"] for one in told["codes"]} >= {"S101", "T202", "P301", "F401", "I501"}
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")  # noqa: S314 - our own


def test_the_picture_says_that_it_is_a_simulation_and_has_the_numbers():
    expected = [due("T202", place=f"east-{n:04}") for n in range(1500)]
    raised = [alert("T202", f"east-{n:04}") for n in range(1499)] + [alert("T203")]
    svg = judge_picture.picture(judged(raised, expected))
    for words in ("SIMULATION", judge_picture.TITLE, "1,499 right, 1 missed", "1 false", "1 day"):
        assert words in svg
    assert judge_picture.picture(judged([])).startswith("<?xml")


def test_an_alert_that_nobody_expects_ends_with_1(saylau, own_run):
    path = own_run / "truth.json"
    content = json.loads(path.read_text())
    del content["truth"]["expected_alerts"][0]
    path.write_text(json.dumps(content))
    code, out, _ = saylau("judge", own_run)
    assert code == 1
    assert "missed or raised for nothing" in out


@pytest.mark.parametrize("name", ["alerts.jsonl", "truth.json"])
def test_a_folder_that_cannot_be_judged_is_bad_input(refused, own_run, name):
    (own_run / name).unlink()
    assert f"there is no {name}" in refused("judge", own_run)


def test_the_alerts_in_the_folder_are_judged_whoever_raised_them(saylau, own_run):
    (own_run / "journal.jsonl.zst").unlink()
    (own_run / "keys.json").unlink()
    path = own_run / "alerts.jsonl"
    assert saylau("judge", own_run)[0] == 0
    path.write_bytes(b"".join(path.read_bytes().splitlines(True)[1:]))
    code, out, _ = saylau("judge", own_run)
    assert code == 1
    assert "NOT as due, 1 missed, 0 raised for nothing" in out


def changed(line, **fields):
    return json.dumps({**json.loads(line), **fields}) + "\n"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda lines: [*lines[:-1], lines[-1][:-20]], "truncated"),
        (lambda lines: [*lines, lines[0]], "is there more than once"),
        (lambda lines: [changed(lines[0], code="T999"), *lines[1:]], "there is no rule T999"),
        (lambda lines: [changed(lines[0], opened="noon"), *lines[1:]], "$.opened"),
        (lambda lines: ["{}\n", *lines], "missing required field"),
    ],
)
def test_damaged_alerts_are_bad_input(refused, own_run, spoil, says):
    path = own_run / "alerts.jsonl"
    path.write_text("".join(spoil(path.read_text().splitlines(True))))
    said = refused("judge", own_run)
    assert "alerts.jsonl, line" in said
    assert says in said


def test_the_table_is_the_same_in_markdown():
    found = judged([alert("T202")], [due("T202")])
    rows = judge_text.markdown(found).splitlines()
    assert len(rows) == 3
    assert rows[2].startswith("| T202 | turnout fell | 1 | 1 | 1 | 0 | 0 |")
    assert msgspec.json.encode(found.as_json())
