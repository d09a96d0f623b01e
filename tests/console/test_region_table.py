import io

import pytest
from rich.console import Console

from config.library import load_election
from console.overview import Line
from console.region_table import WIDE, bar, table

ELECTION = load_election("kz-2021-07-25")
PARTIES = {party.id: party for party in ELECTION.parties}
REGIONS = [
    Line(
        id=region.id,
        name=region.name.en.removesuffix(" Region"),
        stations=242,
        roll=265_146,
        voters=209_223,
        opened=242,
        reporting=242,
        counted=242,
        ballots=209_223,
        contests=60,
        decided=60,
        votes={"nur-otan": 150_000, "independent": 59_223},
        seats={},
    )
    for region in ELECTION.regions
]


def painted(width, most=30, regions=REGIONS):
    out = Console(width=width, file=io.StringIO(), record=True, _environ={})
    out.print(table(regions, PARTIES, width, most))
    return out.export_text().splitlines()


@pytest.mark.parametrize("width", [50, 55, 60, 66, 70, 79, 80, WIDE])
def test_figures_are_whole_at_any_width(width):
    lines = painted(width)
    assert max(map(len, lines)) <= width
    for line in lines[1:]:
        for figure in ("78.9", "209,223", "242/242"):
            assert f" {figure} " in f"{line} ", line


def test_the_bar_goes_first_and_then_who_leads():
    heads = {width: painted(width)[0] for width in (50, 60, 80, WIDE)}
    assert ["Turnout" in heads[width] for width in heads] == [False, False, True, True]
    assert ["leading" in heads[width] for width in heads] == [False, True, True, True]
    assert ["seats" in heads[width] for width in heads] == [False, False, False, True]


@pytest.mark.parametrize("width", [60, 80])
def test_a_long_name_of_a_leader_leaves_its_share(width):
    assert all(line.rstrip().endswith(" 72 %") for line in painted(width)[1:])


def test_regions_that_find_no_room_are_counted():
    lines = painted(80, most=6)
    assert len(lines) == 7
    assert "and 9 more" in lines[-1]


def test_a_bar_is_as_long_as_its_share():
    assert bar(0.5, 8).plain == "████····"
    assert bar(1.2, 4).plain == "████"
    assert bar(0, 4).plain == "····"
    assert bar(1 / 16, 8).plain == "▌·······"
