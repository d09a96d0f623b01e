from dataclasses import replace

import pytest

from console.comparison import PointVerdict
from console.verdicts import text
from console.verify import verify


@pytest.fixture(scope="module")
def found(a_run):
    return verify(a_run)


def test_every_published_figure_has_a_line_that_says_where_it_is_from(found):
    lines = text(found).splitlines()
    for verdict in found.figures:
        row = verdict.row
        (line,) = [one for one in lines if f"{row.contest} {row.metric} {row.key} " in one]
        assert line.split()[:2] == [verdict.verdict, verdict.origin]
        assert row.value in line


def test_a_summary_has_the_checks_alone(found):
    lines = text(found, figures=False).splitlines()
    assert lines[0].startswith("SIMULATION")
    assert len([line for line in lines if line.startswith("holds")]) == len(found.checks)
    assert lines[-1].endswith("everything holds")


def test_checkpoints_say_what_was_published_and_what_came_out(found):
    point = PointVerdict("region", "region x", "X", "12:00", "40 %", "39 %", False, "news")
    lines = text(replace(found, figures=[], points=[point])).splitlines()
    assert "DIFFERS  12:00  region x: 39 % (published: 40 %)" in lines


def test_what_differs_is_listed_up_to_twenty(own_run):
    path = own_run / "tallies.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:1] + lines[30:]), encoding="utf-8")
    says = text(verify(own_run), figures=False)
    assert says.count("missing, not") == 20
    assert "and 9 more" in says
    assert says.endswith("DIFFERS")
