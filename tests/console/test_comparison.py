from datetime import time

import pytest

from config.targets import Checkpoint, Contradiction, Leader, PublishedRow, Targets
from console.comparison import checkpoints, compare, figures
from stream.table import rows
from tests.small_election import ELECTION


@pytest.fixture
def found(small_day):
    return figures(rows(ELECTION, small_day.tallies(), small_day.stations()), ELECTION)


def published(metric, key, value, *, scope="region", region="east", contest="", pct=""):
    return PublishedRow(
        scope=scope,
        region=region,
        contest=contest,
        metric=metric,
        key=key,
        value=value,
        printed_pct=pct,
        note="",
    )


def contradiction(row, field, folded):
    return Contradiction(
        **row.model_dump(include={"scope", "region", "contest", "metric", "key"}),
        field=field,
        printed=getattr(row, field),
        folded=folded,
        reason="misprint",
    )


def verdict(row, found, *listed):
    (one,) = compare(Targets(published=(row,), contradictions=listed), found)
    return one


@pytest.mark.parametrize(
    ("row", "origin"),
    [
        (published("ballots", "total", "370"), "journal"),
        (published("votes", "blue", "170", pct="45.95"), "journal"),
        (published("votes", "blue", "170", pct="45.9"), "journal"),
        (published("votes", "against-all", "0", pct="0.00"), "journal"),
        (published("turnout_pct", "total", "61.67"), "journal"),
        (published("turnout_pct", "total", "61.7"), "journal"),
        (published("seats", "blue", "1", pct="100.00"), "journal"),
        (published("seats", "green", "0"), "journal"),
        (published("seats", "blue", "2", scope="national", region=""), "journal"),
        (published("polling_stations", "total", "5", scope="national", region=""), "journal"),
        (published("candidates", "blue", "1"), "definition"),
        (published("candidates", "total", "6", scope="national", region=""), "definition"),
        (published("candidates", "red", "0"), "definition"),
        (published("contests_announced", "total", "2", scope="national", region=""), "definition"),
        (
            published(
                "votes",
                "green:Candidate c2",
                "150",
                scope="by-election",
                contest="east-a",
                pct="40.54",
            ),
            "journal",
        ),
    ],
)
def test_a_row_that_comes_out_as_printed_is_exact(row, origin, found):
    one = verdict(row, found)
    assert (one.verdict, one.origin, one.reason) == ("exact", origin, "")
    assert (one.value, one.pct) == (row.value, row.printed_pct)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (published("ballots", "total", "371"), "value 370, not 371"),
        (published("votes", "blue", "170", pct="45.94"), "printed_pct 45.95, not 45.94"),
        (published("votes", "red", "1"), "value 0, not 1"),
        (published("turnout_pct", "total", "61.66"), "value 61.67, not 61.66"),
        (published("ballots", "total", "1", region="south"), "value missing, not 1"),
        (published("turnout_pct", "total", "1", region="south"), "value missing, not 1"),
    ],
)
def test_a_row_that_comes_out_otherwise_is_wrong(row, reason, found):
    one = verdict(row, found)
    assert (one.verdict, one.reason) == ("wrong", reason)


def test_a_listed_contradiction_is_no_error(found):
    row = published("ballots", "total", "371")
    one = verdict(row, found, contradiction(row, "value", "370"))
    assert (one.verdict, one.value, one.reason) == ("contradiction", "370", "misprint")


def test_a_listed_misprint_of_a_percentage_is_no_error(found):
    row = published("votes", "blue", "170", pct="45.94")
    one = verdict(row, found, contradiction(row, "printed_pct", "45.95"))
    assert (one.verdict, one.pct) == ("contradiction", "45.95")


def test_a_contradiction_excuses_only_what_was_decided(found):
    row = published("ballots", "total", "371")
    assert verdict(row, found, contradiction(row, "value", "369")).verdict == "wrong"


def test_a_row_that_comes_out_although_others_contradict_it_is_exact_and_says_why(found):
    row = published("ballots", "total", "370")
    one = verdict(row, found, contradiction(row, "value", "370"))
    assert (one.verdict, one.reason) == ("exact", "misprint")


def point(level, place, at, turnout, *, ballots=None, tolerance=0.05):
    return Checkpoint(
        level=level,
        region="east",
        place=place,
        at=at,
        turnout_pct=turnout,
        ballots=ballots,
        tolerance=tolerance,
        source="news",
        note="",
    )


# Of the 370 voters of the region 200 x 3/13, 120 x 3/13 and 50 x 3/13 had come by 10:00.
@pytest.mark.parametrize(
    ("checkpoint", "holds"),
    [
        (point("region", "", "10:00", 14.0), True),
        (point("region", "", "10:00", 14.2), False),
        (point("region", "", "10:00", 14.2, tolerance=0.5), True),
        (point("region", "", "10:00", 14.0, ballots=84), True),
        (point("region", "", "10:00", 14.0, ballots=83), False),
        (point("district", "east-d", "10:00", 14.0), True),
        (point("contest", "east-a", "10:00", 14.0), True),
        (point("contest", "east-a", "11:00", 14.0), True),
        (point("district", "east-d", "07:00", 0.0), True),
    ],
)
def test_a_checkpoint_holds_within_its_tolerance(checkpoint, holds, small_day):
    targets = Targets(checkpoints=(checkpoint,))
    (one,) = checkpoints(targets, ELECTION, small_day.tallies(), small_day.stations())
    assert one.holds is holds, one


@pytest.mark.parametrize(
    ("at", "region", "above", "holds"),
    [
        ("10:00", "east", None, True),
        ("10:00", "east", 13.9, True),
        ("10:00", "east", 14.0, False),
        ("10:00", "west", None, False),
        ("final", "east", None, True),
        ("11:00", "east", None, False),
    ],
)
def test_a_leading_region_leads_the_bulletin_of_its_hour(at, region, above, holds, small_day):
    leader = Leader(at=at, region=region, above_pct=above, source="news", note="")
    targets = Targets(leaders=(leader,))
    (one,) = checkpoints(targets, ELECTION, small_day.tallies(), small_day.stations())
    assert one.holds is holds, one
    assert leader.at is None or isinstance(leader.at, time)
