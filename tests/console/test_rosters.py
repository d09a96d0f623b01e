"""Large elections are prepared once."""

import csv
import shutil

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


def test_a_file_that_cannot_be_used_is_made_anew(kept, caplog):
    rosters.roster_of("scaled-200-1", RUN, 4)
    (path,) = kept.iterdir()
    path.write_bytes(b"\x93rubbish")
    _, roster = rosters.roster_of("scaled-200-1", RUN, 4)
    assert roster.sources == Roster.of(compose.election_of("scaled-200-1"), RUN).sources
    assert "cannot be used" in caplog.text
    assert path.stat().st_size > 1_000


def test_a_place_that_cannot_be_written_costs_only_time(kept, caplog):
    kept.parent.mkdir()
    kept.write_text("a file, no folder")
    _, roster = rosters.roster_of("scaled-200-1", RUN, 4)
    assert len(roster.sources) == 200
    assert "is not kept" in caplog.text


def test_an_election_that_is_not_there_is_bad_input():
    with pytest.raises(InputError, match="does not exist"):
        rosters.roster_of("nowhere", RUN, 4)
