import errno
import os

import pytest

from config.errors import InputError
from console.folder import output_folder, stale


def fill(folder, **files):
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)


def write_and_fail(folder, error, *, force=False):
    with output_folder(folder, force=force) as staging:
        fill(staging, tallies_csv="new")
        raise error("half way")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_folder_appears_with_all_its_files_at_the_end(tmp_path):
    with output_folder(tmp_path / "a" / "day") as staging:
        fill(staging, keys_json="{}", tallies_csv="x")
        assert not (tmp_path / "a" / "day").exists()
    assert names(tmp_path / "a" / "day") == ["keys.json", "tallies.csv"]
    assert names(tmp_path / "a") == ["day"]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "day").mkdir()
    with output_folder(tmp_path / "day") as staging:
        fill(staging, keys_json="{}")
    assert names(tmp_path) == ["day"]
    assert names(tmp_path / "day") == ["keys.json"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_whatever_goes_wrong_leaves_nothing_behind(tmp_path, error):
    with pytest.raises(error):
        write_and_fail(tmp_path / "day", error)
    assert names(tmp_path) == []


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path):
    fill(tmp_path, keys_json="mine")
    with (
        pytest.raises(InputError, match=r"not empty.*--force"),
        output_folder(tmp_path),
    ):
        pytest.fail("the folder was opened")
    assert (tmp_path / "keys.json").read_text() == "mine"


def test_force_replaces_files_of_the_same_name_and_keeps_all_others(tmp_path):
    fill(tmp_path, alerts_jsonl="old", letter_txt="mine")
    with output_folder(tmp_path, force=True) as staging:
        fill(staging, alerts_jsonl="new")
    assert (tmp_path / "alerts.jsonl").read_text() == "new"
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_force_takes_away_what_no_longer_follows_from_the_new_journal(tmp_path):
    (tmp_path / "journal.jsonl.zst").write_bytes(b"old")
    fill(tmp_path, tallies_csv="old", report_html="old", letter_txt="mine")
    with output_folder(tmp_path, force=True) as staging:
        (staging / "journal.jsonl.zst").write_bytes(b"new")
    assert names(tmp_path) == ["journal.jsonl.zst", "letter.txt"]


def test_an_error_under_force_leaves_the_old_files(tmp_path):
    fill(tmp_path, tallies_csv="old")
    with pytest.raises(ValueError, match="half"):
        write_and_fail(tmp_path, ValueError, force=True)
    assert (tmp_path / "tallies.csv").read_text() == "old"


def test_a_file_is_no_folder(tmp_path):
    fill(tmp_path, day="text")
    with pytest.raises(InputError, match="this is a file"), output_folder(tmp_path / "day"):
        pytest.fail("the folder was opened")


def test_a_folder_that_cannot_be_made_is_bad_input(tmp_path):
    fill(tmp_path, day="text")
    with pytest.raises(InputError, match="--out"), output_folder(tmp_path / "day" / "deeper"):
        pytest.fail("the folder was opened")


def test_a_disk_that_fills_up_is_bad_input_and_leaves_nothing(tmp_path):
    def full(_half_way):
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(InputError, match=rf"--out {tmp_path / 'day'}.*No space left"):
        write_and_fail(tmp_path / "day", full)
    assert names(tmp_path) == []


def test_a_file_elsewhere_that_fails_is_not_put_down_to_the_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match="elsewhere"), output_folder(tmp_path / "day"):
        (tmp_path / "elsewhere").read_text()


def test_a_folder_where_a_file_has_to_go_is_named_before_anything_is_moved(tmp_path):
    (tmp_path / "tallies.csv").mkdir()
    fill(tmp_path, alerts_jsonl="old")
    with (
        pytest.raises(InputError, match=r"tallies\.csv is a folder"),
        output_folder(tmp_path, force=True),
    ):
        pytest.fail("the folder was opened")
    assert (tmp_path / "alerts.jsonl").read_text() == "old"


def test_a_link_that_leads_nowhere_is_no_folder(tmp_path):
    (tmp_path / "day").symlink_to(tmp_path / "gone")
    with pytest.raises(InputError, match="leads nowhere"), output_folder(tmp_path / "day"):
        pytest.fail("the folder was opened")


def test_files_that_no_longer_hold_are_named(tmp_path):
    fill(tmp_path, tallies_csv="old", report_html="old")
    assert stale(tmp_path, ["tallies.csv", "alerts.jsonl"]) == ["report.html"]
    assert stale(tmp_path, ["alerts.jsonl"]) == []
