"""The truth: adds up over parts of a day, and comes back from its file."""

import msgspec
import pytest

from config.errors import InputError
from sim.expected_alerts import ExpectedAlert
from sim.refusals import RefusedTruth
from sim.truth import (
    Happened,
    MistakeTruth,
    OutageTruth,
    PostTruth,
    ReportTruth,
    StationTruth,
    Truth,
    TruthFile,
)


def part(name, opened):
    return Truth(
        Happened(
            {f"{name}-1": StationTruth(3, 1, 0, {"k": [1, 1, 0, 1]})},
            [MistakeTruth(f"{name}-1", "k", "digit-dropped", "invalid", 12, 1, "a", "b")],
            [ReportTruth("i", "2021-07-25T10:00:00Z", "reporter", f"{name}-1", "seen", True)],
            [],
            [OutageTruth("o", f"{name}-1", 0.0, 60.0, 1)],
            {f"{name}-1": opened},
            PostTruth(16, 2, 1, {"forged": 1}),
            [RefusedTruth("forged", f"{name}-1", 3, opened, 0, "ab", ("S102",))],
        ),
        {"national|||ballots|total": 3, f"region|{name}||ballots|total": 3},
        [ExpectedAlert(("P301",), f"{name}-1", opened, None, "k")],
    )


def file(truth):
    return TruthFile(3, "SIMULATION", "e", "r", 7, "calm", "d0", "1.0", "abc", truth)


def test_parts_of_a_day_add_up_in_any_order():
    east, west = part("east", 9), part("west", 5)

    both = east + west

    assert both == west + east
    assert both.expected_tally["national|||ballots|total"] == 6
    assert [alert.place for alert in both.expected_alerts] == ["west-1", "east-1"]
    assert list(both.happened.stations) == ["east-1", "west-1"]
    assert both.happened.clocks == {"east-1": 9, "west-1": 5}
    assert both.happened.post == PostTruth(32, 4, 2, {"forged": 2})
    assert [one.source for one in both.happened.refused] == ["west-1", "east-1"]


def test_nothing_added_changes_nothing():
    assert Truth() + part("east", 1) == part("east", 1)


def test_the_file_comes_back_as_it_was_written(tmp_path):
    truth = file(part("east", 9) + part("west", 5))
    truth.write(tmp_path / "truth.json")

    assert TruthFile.read(tmp_path / "truth.json") == truth


def test_the_file_has_an_entry_a_line_and_says_what_it_is():
    lines = file(part("east", 9) + part("west", 5)).to_json().decode().splitlines()

    assert '  "notice": "SIMULATION",' in lines
    assert '      "national|||ballots|total": 6,' in lines
    station = '        "east-1": {"voters":3,"home":1,"queued":0,"cast":{"k":[1,1,0,1]}},'
    assert station in lines
    refused = (
        '        {"kind":"forged","source":"west-1","seq":3,"received":5,"partition":0,'
        '"digest":"ab","codes":["S102"]},'
    )
    assert refused in lines


def test_a_post_says_what_arrived_of_each_kind():
    kinds = [("forged", 1), ("foreign", 2), ("forged", 3)]
    refused = [RefusedTruth(kind, "s", 1, at, 0, "ab", ("S102",)) for kind, at in kinds]

    assert PostTruth.of({"statements": 4, "losses": 2}, refused) == PostTruth(
        4, 2, 0, {"foreign": 1, "forged": 2}
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"", "truncated"),
        (b"{}", "missing required field"),
        (b"\xff", "expected a truth.json of format 3"),
        (msgspec.json.encode(msgspec.structs.replace(file(Truth()), saylau_truth=1)), "is 1"),
    ],
)
def test_what_is_no_truth_is_refused(tmp_path, text, complaint):
    path = tmp_path / "truth.json"
    path.write_bytes(text)

    with pytest.raises(InputError, match=complaint) as caught:
        TruthFile.read(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        TruthFile.read(tmp_path / "truth.json")


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path):
    with pytest.raises(InputError, match="expected a writable file"):
        file(Truth()).write(tmp_path)
