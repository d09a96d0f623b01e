"""The page: tables stand between their markers, and the command writes them."""

import pytest

from bench.detection import page
from bench.detection.__main__ import main


def test_tables_are_put_between_their_markers(tmp_path):
    path = tmp_path / "page.md"
    path.write_text("a\n<!-- curves -->\nold\n<!-- end -->\nb\n", encoding="utf-8")

    page.put(path, {"curves": r"new \1"})

    assert path.read_text(encoding="utf-8") == "a\n<!-- curves -->\nnew \\1\n<!-- end -->\nb\n"


def test_a_page_without_the_markers_is_refused_by_name(tmp_path):
    path = tmp_path / "page.md"
    path.write_text("nothing\n", encoding="utf-8")

    with pytest.raises(ValueError, match="0 pairs of markers for curves"):
        page.put(path, {"curves": "new"})


def test_the_command_in_short_prints_every_table_and_holds(capsys):
    assert main(["--days", "1", "--stations", "300", "--large", "0"]) == 0

    said = capsys.readouterr().out
    for name in ("false alerts", "p-values", "curves", "curves, hours", "power"):
        assert f"{name}\n\n| " in said
    assert said.endswith("Everything holds.\n")


def test_the_page_of_the_docs_has_a_place_for_every_table(tmp_path):
    path = tmp_path / "detection.md"
    path.write_text(main.__globals__["PAGE"].read_text(encoding="utf-8"), encoding="utf-8")
    curves = ("curves", "curves, large", "curves, hours")
    names = ("false alerts", "p-values", "real stations", *curves, "power")

    page.put(path, dict.fromkeys(names, "here"))

    assert path.read_text(encoding="utf-8").count("\nhere\n") == len(names)
