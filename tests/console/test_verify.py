import json

import msgspec
import pytest

from config.errors import InputError
from console import compose
from console.folder import output_folder
from console.verify import against_truth, missed_alerts, verify
from sim.expected_alerts import ExpectedAlert
from stream.alerts import Alert
from stream.events import CountReported
from tests.console.runs import Silent, rewrite, wish


def failing(found):
    return {check.what for check in found.checks if not check.holds}


def test_a_run_of_the_by_elections_holds(a_run):
    found = verify(a_run)
    assert found.holds
    assert failing(found) == set()
    assert len(found.figures) == 16
    assert {verdict.origin for verdict in found.figures} == {"journal"}


def test_the_whole_day_holds_figure_by_figure(tmp_path):
    wanted = wish("kz-2021-07-25", seed=11)
    view = Silent()
    with output_folder(tmp_path / "day") as staging:
        ending = compose.replay(compose.plan_of(wanted), wanted, staging, view)
    found = verify(tmp_path / "day")
    assert failing(found) == set()
    assert ending.published == {"exact": 269, "contradiction": 9}
    assert sum(verdict.origin == "definition" for verdict in found.figures) == 135
    assert all(point.holds for point in found.points)
    assert len(found.points) == 38
    assert view.overviews[-1].nation.seats["nur-otan"] == 627
    assert [one.key for one in view.overviews[-1].bulletins][-1] == "21:00"


def one_vote_more(event):
    """Move one ballot from the invalid ones to a candidate, so that the arithmetic holds."""
    if isinstance(event, CountReported) and event.invalid:
        first = min(event.votes)
        votes = event.votes | {first: event.votes[first] + 1}
        return msgspec.structs.replace(event, votes=votes, invalid=event.invalid - 1)
    return None


def test_one_vote_changed_in_the_journal_is_found(own_run):
    changed = []

    def once(event):
        moved = None if changed else one_vote_more(event)
        changed.extend([] if moved is None else [moved])
        return moved

    rewrite(own_run, once)
    found = verify(own_run)
    assert len(changed) == 1
    assert failing(found) == {"journal", "published figures", "tallies.csv", "expected tally"}
    wrong = [verdict for verdict in found.figures if verdict.verdict == "wrong"]
    assert len(wrong) == 2
    assert {
        abs(int(verdict.value) - wrong_by.count)
        for verdict, wrong_by in ((verdict, verdict.row) for verdict in wrong)
    } == {1}


def test_a_changed_record_without_the_key_is_refused_and_missed(own_run):
    rewrite(own_run, one_vote_more, signed=False)
    found = verify(own_run)
    assert not found.holds
    journal = found.checks[0]
    assert "S102" in journal.says
    assert "0 refused" not in journal.says


def test_a_changed_table_is_found(own_run):
    path = own_run / "tallies.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",ballots,total,928", ",ballots,total,929"), encoding="utf-8")
    found = verify(own_run)
    assert failing(found) == {"tallies.csv"}
    (check,) = [check for check in found.checks if not check.holds]
    assert "929, not 928" in check.differences[0]


def test_a_changed_truth_is_found(own_run):
    path = own_run / "truth.json"
    text = path.read_text(encoding="utf-8")
    spoiled = json.loads(text)
    name = "national|||ballots|total"
    spoiled["truth"]["expected_tally"][name] += 1
    path.write_text(json.dumps(spoiled), encoding="utf-8")
    found = verify(own_run)
    assert failing(found) == {"expected tally"}


def test_the_truth_of_another_run_is_found(own_run, tmp_path):
    with output_folder(tmp_path / "other") as staging:
        compose.simulate(compose.plan_of(wish(seed=8)), 1, staging)
    (tmp_path / "other" / "truth.json").replace(own_run / "truth.json")
    found = verify(own_run)
    says = " ".join(found.checks[0].differences)
    assert "SHA-256" in says
    assert "seed is 7, the truth is of 8" in says


def test_a_truncated_journal_is_found_and_the_damage_named(own_run):
    path = own_run / "journal.jsonl.zst"
    path.write_bytes(path.read_bytes()[:-200])
    found = verify(own_run)
    assert "journal" in failing(found)
    assert "damaged at record" in found.checks[0].differences[0]


@pytest.mark.parametrize("name", ["journal.jsonl.zst", "keys.json", "truth.json", "tallies.csv"])
def test_a_missing_file_is_bad_input(own_run, name):
    (own_run / name).unlink()
    with pytest.raises(InputError, match=f"there is no {name}"):
        verify(own_run)


def test_a_verification_is_plain_data_too(a_run):
    data = json.loads(json.dumps(verify(a_run).as_json()))
    assert data["notice"] == "SIMULATION"
    assert data["holds"] is True
    assert len(data["published"]) == 16
    assert {"value", "folded", "verdict", "origin"} <= set(data["published"][0])


def test_a_figure_nobody_reports_counts_as_zero():
    found = {("national", "", "", "votes", "blue"): "3"}
    assert against_truth({"national|||votes|blue": 3, "national|||votes|x": 0}, found) == []
    assert against_truth({"national|||votes|blue": 4}, found) == ["national|||votes|blue: 3, not 4"]


def test_a_figure_nobody_expected_is_named_unless_the_truth_is_silent_on_its_kind():
    found = {
        ("contest", "x", "a", "elected", "blue:One"): "1",
        ("contest", "x", "b", "elected", "green:Two"): "1",
        ("station:7", "x", "", "voters", "total"): "0",
        ("station:7", "x", "", "turnout_pct", "total"): "61.00",
    }
    expected = {"contest|x|a|elected|blue:One": 1, "station:8|x||voters|total": 0}
    assert against_truth(expected, found) == [
        "contest|x|b|elected|green:Two: 1, where nothing was expected"
    ]


def alert(code, place, *, condition="cleared", opened=1, ended=None):
    return Alert(
        id=f"{code}:{place}",
        code=code,
        severity="error",
        scope="station",
        place=place,
        region="x",
        opened=opened,
        cleared=ended,
        condition=condition,
        count=1,
        evidence={},
    )


def expected(place, *codes, cleared=2):
    return ExpectedAlert(codes=codes, place=place, opened=1, cleared=cleared)


@pytest.mark.parametrize(
    ("wanted", "raised", "says"),
    [
        ([expected("a", "T201")], [alert("T201", "a")], []),
        ([expected("a", "T201", "T202")], [alert("T202", "a")], []),
        ([expected("a", "T201")], [], ["T201:a: not raised"]),
        ([expected("a", "T201")], [alert("T201", "a", condition="open")], ["T201:a: still open"]),
        (
            [expected("a", "T201", cleared=None)],
            [alert("T201", "a")],
            ["T201:a: cleared though it holds"],
        ),
        (
            [expected("a", "T201")],
            [alert("T201", "a"), alert("T201", "b")],
            ["T201:b: raised without cause"],
        ),
        ([expected("a", "T201")], [alert("T201", "a"), alert("S103", "b")], []),
        ([], [alert("P302", "a")], ["P302:a: raised without cause"]),
        ([expected("a", "T201")], [alert("T201", "a", ended=2)], []),
        ([expected("a", "T201")], [alert("T201", "a", opened=9)], ["T201:a: opened at 9, not 1"]),
        ([expected("a", "T201")], [alert("T201", "a", ended=8)], ["T201:a: cleared at 8, not 2"]),
    ],
)
def test_alerts_are_judged_by_those_that_had_to_come(wanted, raised, says):
    assert missed_alerts(wanted, raised) == says
