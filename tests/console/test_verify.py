import json
import shutil
from dataclasses import replace

import msgspec
import pytest

from config.errors import InputError
from console import compose
from console.folder import output_folder
from console.verify import verify
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


@pytest.fixture(scope="module")
def bad_run(tmp_path_factory):
    """A finished run of a day over a network that is worse than any; not to be written to."""
    folder = tmp_path_factory.mktemp("runs") / "bad"
    wanted = wish("kz-2021-08-22", "bad-network")
    usual = compose.plan_of(wanted)
    faults = {"corrupted": 0.3, "forged": 0.3, "misplaced": 0.3, "foreign": 0.3}
    delivery = usual.scenario.delivery.model_copy(update=faults)
    plan = replace(usual, scenario=usual.scenario.model_copy(update={"delivery": delivery}))
    with output_folder(folder) as staging:
        compose.replay(plan, wanted, staging, Silent())
    return folder


def test_a_run_over_a_bad_network_holds(bad_run):
    found = verify(bad_run)
    assert failing(found) == set()
    (check,) = [check for check in found.checks if check.what == "refused records"]
    assert int(check.says.split()[0]) > 30


def nothing_refused(truth):
    truth["happened"]["refused"] = []


def one_less_refused(truth):
    truth["happened"]["refused"].pop()


def one_for_another_reason(truth):
    one = truth["happened"]["refused"][0]
    one["codes"] = ["S107" if one["codes"] == ["S102"] else "S102"]


@pytest.mark.parametrize("spoil", [nothing_refused, one_less_refused, one_for_another_reason])
def test_records_that_were_refused_otherwise_than_the_truth_says_are_found(
    bad_run, tmp_path, spoil
):
    folder = shutil.copytree(bad_run, tmp_path / "day")
    path = folder / "truth.json"
    spoiled = json.loads(path.read_text(encoding="utf-8"))
    spoil(spoiled["truth"])
    path.write_text(json.dumps(spoiled), encoding="utf-8")
    assert failing(verify(folder)) == {"refused records"}


def test_an_expected_refusal_that_raised_no_alert_is_found(bad_run, tmp_path):
    folder = shutil.copytree(bad_run, tmp_path / "day")
    path = folder / "truth.json"
    spoiled = json.loads(path.read_text(encoding="utf-8"))
    alerts = spoiled["truth"]["expected_alerts"]
    refusals = [one for one in alerts if one["codes"] == ["S107"]]
    alerts.remove(refusals[0])
    path.write_text(json.dumps(spoiled), encoding="utf-8")
    (check,) = [check for check in verify(folder).checks if not check.holds]
    assert check.what == "expected alerts"
    part = f":{refusals[0]['part']}" if "part" in refusals[0] else ""
    assert check.differences == [f"S107:{refusals[0]['place']}{part}: raised without cause"]


def test_one_vote_changed_in_the_journal_is_found(own_run):
    changed = []

    def once(event):
        moved = None if changed else one_vote_more(event)
        changed.extend([] if moved is None else [moved])
        return moved

    rewrite(own_run, once)
    found = verify(own_run)
    assert len(changed) == 1
    assert failing(found) == {
        "journal",
        "published figures",
        "tallies.csv",
        "what happened",
        "expected tally",
    }
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


def one_ballot_more(truth):
    station = next(iter(truth["happened"]["stations"].values()))
    next(iter(station["cast"].values()))[0] += 1


def one_voter_less(truth):
    next(iter(truth["happened"]["stations"].values()))["voters"] -= 1


def no_stations(truth):
    truth["happened"]["stations"] = {}


def one_station_too_many(truth):
    stations = truth["happened"]["stations"]
    stations["nowhere-0001"] = next(iter(stations.values()))


def a_contest_left_out(truth):
    next(iter(truth["happened"]["stations"].values()))["cast"] = {}


def no_expected_tally(truth):
    truth["expected_tally"] = {}


def a_figure_left_out(truth):
    truth["expected_tally"].popitem()


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (one_ballot_more, "what happened"),
        (one_voter_less, "what happened"),
        (no_stations, "what happened"),
        (one_station_too_many, "what happened"),
        (a_contest_left_out, "what happened"),
        (no_expected_tally, "expected tally"),
        (a_figure_left_out, "expected tally"),
    ],
)
def test_a_truth_that_was_edited_does_not_hold(own_run, spoil, check):
    path = own_run / "truth.json"
    spoiled = json.loads(path.read_text(encoding="utf-8"))
    spoil(spoiled["truth"])
    path.write_text(json.dumps(spoiled), encoding="utf-8")
    assert failing(verify(own_run)) == {check}


def test_a_row_that_stands_there_twice_is_found(own_run):
    path = own_run / "tallies.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines(keepends=True)[-1], encoding="utf-8")
    assert failing(verify(own_run)) == {"tallies.csv"}


@pytest.mark.parametrize("keep", [slice(0, 0), slice(1, None)])
def test_alerts_that_were_taken_away_are_missed(own_run, keep):
    path = own_run / "alerts.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    assert lines
    path.write_bytes(b"".join(lines[keep]))
    assert failing(verify(own_run)) == {"alerts.jsonl"}


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


@pytest.mark.parametrize(
    "name", ["journal.jsonl.zst", "keys.json", "truth.json", "tallies.csv", "alerts.jsonl"]
)
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
