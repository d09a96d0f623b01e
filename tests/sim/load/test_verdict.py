"""Errors planted in tallies, and what the verdict says of them."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.load.explanation import Allowance
from sim.load.finding import Finding
from sim.load.share import PRESENCE, PROTOCOL, ROLL, TURNOUT, Share
from sim.load.verdict import judge
from stream.events import CountReported, decode
from tests.sim.load.days import small, storm

WHOLE = small()


def everything(_):
    return True


def without_stations(row):
    return not row.startswith("station:")


def contests_only(row):
    return row.startswith("contest|")


def areas_only(row):
    return row.startswith(("region|", "national|"))


def sums_only(row):
    return areas_only(row) and row.split("|")[3] in ("ballots", "votes")


VIEWS = pytest.mark.parametrize(
    "judged", [everything, without_stations, contests_only, areas_only, sums_only]
)


def short_of(played, gone):
    """Tallies of a pipeline that misses some records of the small election."""
    return small([one for one in played.records if not gone(decode(one.value))]).tallies


def of(station):
    return lambda event: event.source == station


def correction_of(station):
    return lambda event: (
        event.source == station and isinstance(event, CountReported) and event.version > 1
    )


def once_more(played, station, tallies=None):
    """Tallies with all sums of a station added again."""
    without = short_of(played, of(station))
    sums = {
        row: number - without.get(row, 0)
        for row, number in played.tallies.items()
        if row.split("|")[3] not in ("elected", "seats")
    }
    tallies = played.tallies if tallies is None else tallies
    return {row: number + sums.get(row, 0) for row, number in tallies.items()}


def told(verdict):
    return {(one.kind, one.stations, one.about) for one in verdict.findings}


def kinds(verdict):
    return {(one.kind, one.stations) for one in verdict.findings}


@VIEWS
@pytest.mark.parametrize("played", [small, storm])
def test_what_our_own_pipeline_makes_is_right(played, judged):
    day = played()
    verdict = judge(day.delivered, day.tallies, judged)

    assert verdict.holds
    assert verdict.findings == ()
    assert verdict.rows == verdict.right == sum(judged(row) for row, _ in day.delivered.rows())
    assert verdict.rows >= 10


@VIEWS
@pytest.mark.parametrize("station", ["east-0001", "east-0002", "west-0005"])
def test_a_station_that_is_lost_is_named(judged, station):
    verdict = judge(WHOLE.delivered, short_of(WHOLE, of(station)), judged)

    assert kinds(verdict) == {("lost", (station,))}
    assert not any(one.one_of for one in verdict.findings)
    assert (verdict.lost, verdict.twice, verdict.superseded, verdict.wrong) == (1, 0, 0, 0)
    abouts = {one.about for one in verdict.findings}
    if judged in (contests_only, sums_only):
        assert abouts == {PROTOCOL}
    else:
        assert abouts == {PROTOCOL, TURNOUT, ROLL, PRESENCE}
    assert not verdict.holds
    assert verdict.right < verdict.rows


@VIEWS
@pytest.mark.parametrize("station", ["east-0001", "west-0004"])
def test_a_station_that_is_counted_twice_is_named(judged, station):
    verdict = judge(WHOLE.delivered, once_more(WHOLE, station), judged)

    assert kinds(verdict) == {("twice", (station,))}
    assert (verdict.lost, verdict.twice, verdict.wrong) == (0, 1, 0)


@VIEWS
@pytest.mark.parametrize("station", ["east-0002", "west-0004"])
def test_a_correction_that_is_ignored_is_named(judged, station):
    verdict = judge(WHOLE.delivered, short_of(WHOLE, correction_of(station)), judged)

    assert told(verdict) == {("superseded", (station,), PROTOCOL)}
    assert verdict.superseded == 1
    (finding,) = verdict.findings
    assert "correction" in finding.says
    assert station in finding.says


@VIEWS
def test_a_correction_counted_beside_what_it_superseded_is_counted_twice(judged):
    rows = WHOLE.tallies
    ignored = short_of(WHOLE, correction_of("east-0002"))
    lost = short_of(WHOLE, of("east-0002"))
    both = {
        row: number
        if row.split("|")[3] not in ("ballots", "votes") and "|east-a|registered" not in row
        else number + ignored.get(row, 0) - lost.get(row, 0)
        for row, number in rows.items()
    }

    verdict = judge(WHOLE.delivered, both, judged)
    assert told(verdict) == {("twice", ("east-0002",), PROTOCOL)}


@VIEWS
@pytest.mark.parametrize(
    "pair", [("east-0001", "east-0003"), ("east-0001", "west-0005"), ("east-0002", "west-0004")]
)
def test_two_stations_that_are_lost_are_both_named(judged, pair):
    first, second = pair
    found = short_of(WHOLE, lambda event: event.source in pair)
    verdict = judge(WHOLE.delivered, found, judged)

    assert {name for _, stations in kinds(verdict) for name in stations} == {first, second}
    assert {one.kind for one in verdict.findings} == {"lost"}
    assert not any(one.one_of for one in verdict.findings)
    assert verdict.lost == 2


@VIEWS
def test_three_different_mistakes_in_a_contest_are_told_apart(judged):
    found = short_of(
        WHOLE, lambda event: of("east-0001")(event) or correction_of("east-0002")(event)
    )
    verdict = judge(WHOLE.delivered, once_more(WHOLE, "east-0003", found), judged)

    assert {(kind, who) for kind, who, about in told(verdict) if about == PROTOCOL} == {
        ("lost", ("east-0001",)),
        ("superseded", ("east-0002",)),
        ("twice", ("east-0003",)),
    }
    assert (verdict.lost, verdict.superseded, verdict.twice, verdict.wrong) == (1, 1, 1, 0)


@pytest.mark.parametrize("judged", [everything, without_stations, areas_only])
def test_a_closing_that_is_lost_is_named(judged):
    # The closing of a quiet day says what the last hour said: so the hour has to be lost too.
    found = short_of(WHOLE, lambda event: event.source == "east-0001" and event.seq in (6, 7))
    verdict = judge(WHOLE.delivered, found, judged)

    assert told(verdict) == {("superseded", ("east-0001",), TURNOUT)}


@pytest.mark.parametrize("judged", [everything, without_stations, areas_only])
def test_an_hour_that_is_lost_is_named_by_the_bulletin(judged):
    found = short_of(WHOLE, lambda event: event.source == "west-0004" and event.seq == 3)
    verdict = judge(WHOLE.delivered, found, judged)

    assert told(verdict) == {("superseded", ("west-0004",), TURNOUT)}
    assert all("voters|10:00" in row.row for one in verdict.findings for row in one.rows)


def shifted(row_from, row_to, tallies=None):
    found = dict(WHOLE.tallies if tallies is None else tallies)
    found[row_from] -= 1
    found[row_to] += 1
    return found


CONTEST = "contest|east|east-a|votes|"
BLUE, GREEN = f"{CONTEST}blue:Candidate c1", f"{CONTEST}green:Candidate c2"


def test_a_single_vote_shifted_in_a_contest_alone_is_wrong_at_one_of_its_stations():
    verdict = judge(WHOLE.delivered, shifted(BLUE, GREEN), everything)

    (finding,) = verdict.findings
    assert (finding.kind, finding.place) == ("wrong", "contest|east|east-a")
    assert finding.stations == ("east-0001", "east-0002", "east-0003")
    assert (finding.one_of, finding.number, verdict.wrong) == (True, 1, 1)
    assert {one.row for one in finding.rows} == {BLUE, GREEN}
    assert verdict.right == verdict.rows - 2


def everywhere(station="east-0002"):
    """A vote shifted at a station, and in all that follows."""
    found = shifted(
        f"station:{station}|east|east-a|votes|c1", f"station:{station}|east|east-a|votes|c2"
    )
    found = shifted(BLUE, GREEN, found)
    for area in ("region|east", "national|"):
        found = shifted(f"{area}||votes|blue", f"{area}||votes|green", found)
    return found


def test_a_single_vote_shifted_at_a_station_is_told_once_where_it_begins():
    verdict = judge(WHOLE.delivered, everywhere(), everything)

    (finding,) = verdict.findings
    assert (finding.kind, finding.stations) == ("wrong", ("east-0002",))
    assert finding.place == "station:east-0002|east|east-a"
    assert not finding.one_of


def test_without_rows_of_stations_it_is_told_once_of_the_contest():
    (finding,) = judge(WHOLE.delivered, everywhere(), without_stations).findings

    assert (finding.kind, finding.place) == ("wrong", "contest|east|east-a")


def test_without_rows_of_contests_it_is_told_once_of_the_region():
    (finding,) = judge(WHOLE.delivered, everywhere(), areas_only).findings

    assert (finding.kind, finding.place, finding.stations) == ("wrong", "region|east|", ())


@pytest.mark.parametrize(
    "row", ["region|east||votes|blue", "national|||votes|blue", "national|||voters|10:00"]
)
def test_a_sum_that_is_wrong_by_itself_is_a_finding_of_its_own(row):
    lost = short_of(WHOLE, of("west-0005"))
    lost[row] += 1
    verdict = judge(WHOLE.delivered, lost, everything)

    (finding,) = (one for one in verdict.findings if one.kind == "wrong")
    assert [one.row for one in finding.rows] == [row]
    assert (finding.place, finding.stations) == (row.rsplit("|", 2)[0], ())
    assert verdict.wrong == 1
    assert verdict.lost == 1


def test_a_station_lost_on_the_way_to_the_region_alone_is_named_there():
    short = short_of(WHOLE, of("east-0001"))
    found = {
        row: short[row] if areas_only(row) else n
        for row, n in WHOLE.tallies.items()
        if row in short or not areas_only(row)
    }
    verdict = judge(WHOLE.delivered, found, everything)

    sums = [one for one in verdict.findings if one.kind == "lost"]
    assert {one.place for one in sums} == {"region|east|"}
    assert {one.stations for one in sums} == {("east-0001",)}
    assert {one.about for one in sums} == {PROTOCOL, TURNOUT, ROLL, PRESENCE}


def test_seats_that_no_contest_explains_are_a_finding():
    found = dict(WHOLE.tallies)
    found["region|east||seats|blue"] += 1
    (finding,) = judge(WHOLE.delivered, found, everything).findings
    assert (finding.kind, finding.place) == ("wrong", "region|east|")

    found = {
        row: n
        for row, n in WHOLE.tallies.items()
        if row != f"{CONTEST[:-6]}elected|blue:Candidate c1"
    }
    (finding,) = judge(WHOLE.delivered, found, everything).findings
    assert (finding.kind, finding.place) == ("wrong", "contest|east|east-a")
    assert [one.found for one in finding.rows] == [None]


def test_more_seats_than_a_wrong_contest_can_move_are_a_finding():
    found = short_of(WHOLE, of("east-0001"))
    found["national|||seats|green"] = 5
    verdict = judge(WHOLE.delivered, found, everything)

    (finding,) = (one for one in verdict.findings if one.kind == "wrong")
    assert finding.place == "national||"


def test_a_row_that_is_missing_is_found_nought_and_told_as_missing():
    found = {row: n for row, n in WHOLE.tallies.items() if row != BLUE}
    (finding,) = judge(WHOLE.delivered, found, everything).findings

    (row,) = finding.rows
    assert (row.found, row.by) == (None, -WHOLE.tallies[BLUE])
    assert "missing" in finding.says


def test_a_row_expected_to_be_nought_may_be_missing():
    wanted = dict(WHOLE.delivered.rows())
    found = {row: n for row, n in WHOLE.tallies.items() if wanted.get(row)}

    assert len(found) < len(wanted)
    assert judge(WHOLE.delivered, found, everything).holds


def test_with_no_rows_at_all_every_figure_is_wrong_or_nought():
    verdict = judge(WHOLE.delivered, {}, everything)

    assert verdict.right == sum(number == 0 for _, number in WHOLE.delivered.rows())
    assert verdict.lost == 5
    assert verdict.wrong == 0


@pytest.mark.parametrize(
    "row",
    [
        f"{CONTEST}pink:Nobody",
        "contest|unknown|nope|votes|unknown:c1",
        "region|north||voters|total",
        "station:east-0099|unknown||voters|total",
        "national|||seats|pink",
    ],
)
def test_a_row_that_should_not_be_there_is_wrong_unless_it_is_nought(row):
    (finding,) = judge(WHOLE.delivered, WHOLE.tallies | {row: 3}, everything).findings

    assert finding.kind == "wrong"
    assert [(one.row, one.expected, one.found) for one in finding.rows] == [(row, None, 3)]
    assert judge(WHOLE.delivered, WHOLE.tallies | {row: 0}, everything).holds


@pytest.mark.parametrize(
    "row", ["district:east-d|east||votes|blue", "national|||turnout_pct|total", "free text"]
)
def test_rows_that_nothing_is_said_of_are_left_alone(row):
    assert judge(WHOLE.delivered, WHOLE.tallies | {row: 3}, everything).holds


def test_a_strange_row_does_not_hide_a_lost_station():
    found = short_of(WHOLE, of("east-0001")) | {f"{CONTEST}pink:Nobody": 3}
    verdict = judge(WHOLE.delivered, found, contests_only)

    assert kinds(verdict) == {
        ("lost", ("east-0001",)),
        ("wrong", ("east-0001", "east-0002", "east-0003")),
    }
    (wrong,) = (one for one in verdict.findings if one.kind == "wrong")
    assert [one.row for one in wrong.rows] == [f"{CONTEST}pink:Nobody"]


def test_what_is_not_judged_is_not_compared():
    found = short_of(WHOLE, of("east-0001"))

    assert judge(WHOLE.delivered, found, lambda row: "|west|" in row).holds


@pytest.mark.parametrize("judged", [everything, without_stations, contests_only])
@pytest.mark.parametrize("kind", ["lost", "twice", "superseded"])
def test_a_mistake_at_all_five_stations_of_a_contest_names_them_all(judged, kind):
    """Too many to be found one by one."""
    shares = [
        Share(
            f"s{at}",
            PROTOCOL,
            {f"station:s{at}|r|c|ballots|total": number, "contest|r|c|ballots|total": number},
            [
                {f"station:s{at}|r|c|ballots|total": was, "contest|r|c|ballots|total": was}
                for was in (1, 2 + at)
            ],
        )
        for at, number in enumerate((64, 128, 256, 512, 1024))
    ]
    wanted = Counter()
    found = Counter()
    for share in shares:
        wanted.update(share.standing)
        times = {"lost": 0, "twice": 2, "superseded": 0}[kind]
        found.update({row: times * number for row, number in share.standing.items()})
        found.update(share.before[0] if kind == "superseded" else {})
    verdict = judge(Made(wanted, shares), found, judged)

    named = {name for one in verdict.findings for name in one.stations}
    assert {one.kind for one in verdict.findings} == {kind}
    assert named == {"s0", "s1", "s2", "s3", "s4"}
    assert not any(one.one_of for one in verdict.findings)
    assert getattr(verdict, kind) == 5


class Made:
    """Something expected that is made by hand: one contest."""

    def __init__(self, wanted, shares):
        self.wanted, self.made = wanted, shares

    def rows(self):
        return self.wanted.items()

    def shares(self, region, contest=""):
        return self.made if (region, contest) in (("r", "c"), ("r", "")) else ()


def test_of_stations_with_the_same_figures_it_is_told_that_it_was_one_of_them():
    found = dict(WHOLE.tallies)
    for row in ("region|east||polling_stations|total", "national|||polling_stations|total"):
        found[row] -= 2
    (finding,) = judge(WHOLE.delivered, found, everything).findings

    assert (finding.kind, finding.about, finding.one_of) == ("lost", PRESENCE, True)
    assert finding.stations == ("east-0001", "east-0002", "east-0003")
    assert finding.number == 2
    assert judge(WHOLE.delivered, found, everything).lost == 2


def test_a_station_known_to_be_lost_is_the_one_that_was_not_heard_of():
    verdict = judge(WHOLE.delivered, short_of(WHOLE, of("east-0003")), areas_only)

    presence = [one for one in verdict.findings if one.about == PRESENCE]
    assert [(one.stations, one.one_of) for one in presence] == [(("east-0003",), False)]


def test_rows_that_came_right_too_late_are_one_finding_a_place():
    late = {BLUE: 4.0, GREEN: 6.5, "station:east-0001|east||voters|total": 2.0}
    verdict = judge(WHOLE.delivered, WHOLE.tallies, everything, late)

    assert [(one.kind, one.place, one.stations) for one in verdict.findings] == [
        ("late", "contest|east|east-a", ()),
        ("late", "station:east-0001|east|", ("east-0001",)),
    ]
    assert "6.5 s" in verdict.findings[0].says
    assert verdict.late == 2
    assert verdict.right == verdict.rows
    assert not verdict.holds


def test_a_row_that_is_wrong_in_the_end_is_not_late():
    verdict = judge(WHOLE.delivered, shifted(BLUE, GREEN), everything, {BLUE: 4.0, "?": 1.0})

    assert [one.kind for one in verdict.findings] == ["wrong"]


def test_a_row_that_is_stated_twice_is_a_finding_even_if_the_first_is_right():
    stated = {BLUE: (WHOLE.tallies[BLUE], 7), "national|||turnout_pct|total": (1, 2)}
    verdict = judge(WHOLE.delivered, WHOLE.tallies, everything, {BLUE: 4.0}, stated)

    (finding,) = verdict.findings
    assert (finding.kind, finding.place) == ("wrong", "contest|east|east-a")
    assert f"{WHOLE.tallies[BLUE]} and as 7" in finding.says
    assert verdict.right == verdict.rows - 1


def test_findings_go_into_json_and_back():
    verdict = judge(WHOLE.delivered, short_of(WHOLE, of("east-0001")), everything)
    content = msgspec.json.encode(verdict.findings)

    assert msgspec.json.decode(content, type=tuple[Finding, ...]) == verdict.findings


def test_every_station_of_a_storm_is_named_when_its_protocol_is_lost_or_old_or_twice():
    """Planted in the sums with the figures of its own rows."""
    day = storm()
    planted = 0
    for contest in day.election.contests:
        for share in day.delivered.shares(contest.region, contest.id):
            if not sum(share.standing.values()):
                continue
            states = [("lost", {}), *(("superseded", before) for before in share.before)]
            for kind, state in states:
                found = {
                    row: n - share.standing.get(row, 0) + state.get(row, 0)
                    for row, n in day.delivered.rows()
                }
                if found == dict(day.delivered.rows()):
                    continue
                for judged in (everything, without_stations):
                    verdict = judge(day.delivered, found, judged)
                    assert told(verdict) == {(kind, (share.station,), PROTOCOL)}
                    planted += 1
    assert planted > 10


@settings(max_examples=60, deadline=None)
@given(
    gone=st.sets(st.sampled_from([one.id for one in WHOLE.election.stations]), max_size=3),
    ignored=st.sets(st.sampled_from(["east-0002", "west-0004"])),
    judged=st.sampled_from([everything, without_stations]),
)
def test_whatever_is_lost_and_ignored_is_told_and_nothing_else(gone, ignored, judged):
    ignored -= gone
    found = short_of(
        WHOLE,
        lambda event: event.source in gone or any(correction_of(x)(event) for x in ignored),
    )
    verdict = judge(WHOLE.delivered, found, judged)

    named = {(one.kind, name) for one in verdict.findings for name in one.stations}
    assert named == {("lost", name) for name in gone} | {("superseded", name) for name in ignored}
    assert not any(one.one_of for one in verdict.findings)
    assert verdict.holds == (not gone and not ignored)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_every_wrong_figure_is_in_some_finding_or_follows_from_one(data):
    rows = [row for row, _ in WHOLE.delivered.rows() if row.startswith(("station:", "contest|"))]
    wrong = data.draw(
        st.dictionaries(st.sampled_from(rows), st.integers(1, 5), min_size=1, max_size=4)
    )
    found = {row: number + wrong.get(row, 0) for row, number in WHOLE.tallies.items()}
    found |= {row: by for row, by in wrong.items() if row not in found}
    verdict = judge(WHOLE.delivered, found, everything)

    assert not verdict.holds
    assert verdict.right == verdict.rows - len(wrong)
    stations = {row for row in wrong if row.startswith("station:")}
    assert stations <= {row.row for one in verdict.findings for row in one.rows}


def test_where_nothing_is_as_it_should_be_the_search_comes_to_an_end(monkeypatch):
    """Three places are looked into in vain; what comes after those is wrong, and told."""
    monkeypatch.setattr("sim.load.inquiry.Allowance", lambda: Allowance(1_000_000, failures=3))
    found = short_of(WHOLE, of("west-0005"))
    for row in found:
        found[row] += row.startswith(("contest|east", "region|east")) * (1 + len(row))
    verdict = judge(WHOLE.delivered, found, without_stations)

    assert verdict.lost == 0
    assert {one.place for one in verdict.findings} >= {"contest|east|east-a", "contest|west|west-b"}


def six():
    """Shares of six stations, whose candidate is called otherwise further out."""
    numbers = (61, 137, 271, 523, 1103, 2909)
    return [
        Share(
            f"s{at}",
            PROTOCOL,
            {f"station:s{at}|r|c|votes|c1": n, "contest|r|c|votes|p:x": n, "region|r||votes|p": n},
        )
        for at, n in enumerate(numbers)
    ]


def missing(*scopes):
    """Rows of six stations, each scope without some of them."""
    found = Counter()
    for at, share in enumerate(six()):
        for row, number in share.standing.items():
            gone = next((names for scope, names in scopes if row.startswith(scope)), "")
            found[row] += 0 if str(at) in gone else number
    return found


def test_a_station_that_only_the_region_lost_is_found_beside_four_that_were_told():
    found = missing(("station:", "0123"), ("region|", "01234"))
    verdict = judge(Made(missing(), six()), found, lambda row: not row.startswith("contest|"))

    assert [(one.kind, one.stations, one.place) for one in verdict.findings] == [
        *(("lost", (f"s{at}",), f"station:s{at}|r|c") for at in range(4)),
        ("lost", ("s4",), "region|r|"),
    ]


def test_a_station_that_was_told_is_not_told_again_beside_another():
    found = missing(("station:", "0"), ("contest|", "01"), ("region|", "01"))
    verdict = judge(Made(missing(), six()), found, everything)

    assert [(one.kind, one.stations, one.place) for one in verdict.findings] == [
        ("lost", ("s0",), "station:s0|r|c"),
        ("lost", ("s1",), "contest|r|c"),
    ]


def test_a_seat_does_not_follow_from_a_contest_of_another_region():
    found = short_of(WHOLE, of("east-0001"))
    found["region|west||seats|blue"] = found.get("region|west||seats|blue", 0) + 1
    verdict = judge(WHOLE.delivered, found, everything)

    assert [one.place for one in verdict.findings if one.kind == "wrong"] == ["region|west|"]
