"""Large elections are prepared once."""

import csv
import os
import resource
import shutil
import signal
import stat
from pathlib import Path

import pytest

from config.errors import InputError
from config.library import directory_of
from console import compose, rosters
from stream.roster import Roster

RUN = "a-run"


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(rosters, "LEAST_STATIONS", 100)
    return tmp_path / "cache" / "saylau"


def test_the_second_time_it_comes_from_the_file(kept, monkeypatch):
    made, first = rosters.roster_of("scaled-200-1", RUN, 4)
    assert len([*kept.iterdir()]) == 1
    monkeypatch.setattr(compose, "election_of", None)  # would fail if it were asked
    outline, again = rosters.roster_of("scaled-200-1", RUN, 4)
    assert again.sources == first.sources
    assert (outline.id, outline.regions, outline.stations) == (made.id, made.regions, ())


def test_small_ones_are_not_kept(kept):
    _, roster = rosters.roster_of("scaled-99-1", RUN, 4)
    assert len(roster.sources) == 99
    assert not kept.exists()


def test_an_edited_definition_is_read_anew(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    shutil.copytree(directory_of("kz-2021-08-22"), folder)
    stations = folder / "stations.csv"
    monkeypatch.setattr(rosters, "LEAST_STATIONS", 1)
    _, before = rosters.roster_of(str(folder), RUN, 4)
    head, first, *others = csv.reader(stations.read_text().splitlines())
    at = head.index("registered")
    first[at] = str(int(first[at]) + 1)
    with stations.open("w", newline="") as file:
        csv.writer(file).writerows([head, first, *others])
    _, after = rosters.roster_of(str(folder), RUN, 4)
    name = first[head.index("id")]
    assert after.sources[name].registered == before.sources[name].registered + 1


def _spoil_nothing(path):
    """Leave the file as it is: it is read again."""


def _fill_with_rubbish(path):
    path.write_bytes(b"\x93rubbish")


def _change_a_byte(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _let_others_write(path):
    path.chmod(0o620)


def _put_a_link(path):
    path.rename(path.with_suffix(".elsewhere"))
    path.symlink_to(path.with_suffix(".elsewhere"))


def _put_a_pipe(path):
    path.unlink()
    os.mkfifo(path, 0o600)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_spoil_nothing, ""),
        (_fill_with_rubbish, "damaged, or no roster"),
        (_change_a_byte, "damaged, or no roster"),
        (_let_others_write, "others may write it (mode 620)"),
        (_put_a_link, "symbolic links"),
        (_put_a_pipe, "it is no file"),
    ],
)
def test_a_file_that_cannot_be_used_is_made_anew(kept, caplog, spoil, said):
    rosters.roster_of("scaled-200-1", RUN, 4)
    (path,) = kept.iterdir()
    spoil(path)
    _, roster = rosters.roster_of("scaled-200-1", RUN, 4)
    assert roster.sources == Roster.of(compose.election_of("scaled-200-1"), RUN).sources
    assert ("cannot be used" in caplog.text) == bool(said)
    assert said in caplog.text
    assert path.is_file()
    assert not path.is_symlink()
    assert path.stat().st_size > 1_000
    caplog.clear()
    rosters.roster_of("scaled-200-1", RUN, 4)
    assert caplog.text == ""


def test_a_file_of_somebody_else_is_not_read(caplog, monkeypatch):
    rosters.roster_of("scaled-200-1", RUN, 4)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    rosters.roster_of("scaled-200-1", RUN, 4)
    assert f"it belongs to user {os.getuid()}" in caplog.text


def test_nobody_else_sees_what_is_kept(kept):
    kept.mkdir(parents=True, mode=0o755)
    rosters.roster_of("scaled-200-1", RUN, 4)
    (path,) = kept.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_full_disk_leaves_nothing_behind(kept, caplog):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    try:
        rosters.roster_of("scaled-200-1", RUN, 4)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, told)
    assert "is not kept" in caplog.text
    assert [*kept.iterdir()] == []


@pytest.mark.parametrize("ref", ["scaled-200-1", "kz-2021-08-22"])
@pytest.mark.parametrize("module", ["config/unchecked.py", "sim/turnout.py", "stream/roster.py"])
def test_other_code_makes_it_anew(monkeypatch, ref, module):
    before = rosters._made_of(ref)
    real = Path.read_bytes

    def edited(path):
        return real(path) + (b"#" if path.as_posix().endswith(module) else b"")

    monkeypatch.setattr(Path, "read_bytes", edited)
    assert rosters._made_of(ref) != before


def test_another_numpy_makes_it_anew(monkeypatch):
    before = rosters._made_of("scaled-200-1")
    real = rosters.version
    monkeypatch.setattr(rosters, "version", lambda name: real(name) + ".1" * (name == "numpy"))
    assert rosters._made_of("scaled-200-1") != before


def test_a_place_that_cannot_be_written_costs_only_time(kept, caplog):
    kept.parent.mkdir()
    kept.write_text("a file, no folder")
    _, roster = rosters.roster_of("scaled-200-1", RUN, 4)
    assert len(roster.sources) == 200
    assert "is not kept" in caplog.text


def test_an_election_that_is_not_there_is_bad_input():
    with pytest.raises(InputError, match="does not exist"):
        rosters.roster_of("nowhere", RUN, 4)
