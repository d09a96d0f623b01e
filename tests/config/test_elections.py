"""What the data files have to say: the figures hold together, misprints are all known."""

from __future__ import annotations

import json
from collections import Counter
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from config.library import MAP, election_ids, load_election, load_scenario, load_targets
from config.targets import percentage

DAY = "kz-2021-07-25"
WHOLE = {"votes": "ballots", "seats": "seats"}


@pytest.fixture(params=election_ids())
def name(request):
    return request.param


def test_every_printed_percentage_follows_from_its_counts_or_is_a_listed_misprint(name):
    targets = load_targets(name)
    count = {row.at: row.count for row in targets.published if row.metric != "turnout_pct"}
    checked = 0
    for row in targets.published:
        scope, region, contest, metric, _ = row.at
        if metric == "turnout_pct":
            part = count[scope, region, contest, "ballots", "total"]
            whole = count[scope, region, contest, "registered", "total"]
            field, printed = "value", row.value
        elif row.printed_pct:
            part, whole = row.count, count[scope, region, contest, WHOLE[metric], "total"]
            field, printed = "printed_pct", row.printed_pct
        else:
            continue
        checked += 1
        listed = targets.contradictions_at.get((row.at, field))
        assert percentage(part, whole) == (listed.folded if listed else printed), row
    assert checked >= 5


def test_a_misprint_is_listed_only_where_there_is_one(name):
    for line in load_targets(name).contradictions:
        assert line.resolved != line.reason.startswith("misprint") or line.metric == "registered"


def test_rolls_add_up_to_the_published_ones(name):
    election, targets = load_election(name), load_targets(name)
    rolls = Counter({f"{name}": 0})
    for station in election.stations:
        rolls[station.region] += station.registered
        for contest in station.contests:
            rolls[contest] += station.registered
    registered = [row for row in targets.published if row.metric == "registered"]
    assert registered
    for row in registered:
        place = row.contest or row.region
        assert not place or rolls[place] == row.count


def test_every_contest_is_won_by_one_of_its_candidates(name):
    election, targets = load_election(name), load_targets(name)
    assert set(targets.outcome) == set(election.contest_by_id)


def test_a_by_election_is_won_by_who_has_most_votes():
    for name in election_ids()[1:]:
        election, targets = load_election(name), load_targets(name)
        for contest, candidates in election.candidates_of.items():
            votes = {
                candidate.id: targets.published_at[
                    "by-election",
                    candidates_region(election, contest),
                    contest,
                    "votes",
                    f"{candidate.nominated_by}:{candidate.name}",
                ].count
                for candidate in candidates
            }
            assert max(votes, key=votes.__getitem__) == targets.outcome[contest]


def candidates_region(election, contest):
    return election.contest_by_id[contest].region


def test_every_region_keeps_the_offset_its_time_zone_had_on_the_day(name):
    election = load_election(name)
    for region in election.regions:
        noon = election.instant(time(12), ZoneInfo(region.timezone))
        assert noon.utcoffset() == region.zone.utcoffset(None), region.id


def test_the_day_has_the_published_size():
    election = load_election(DAY)
    assert len(election.regions) == 14
    assert len(election.contests) == 730
    assert len(election.stations) == 1847
    assert len(election.candidates) == 2307
    assert max(station.registered for station in election.stations) <= 3000


def test_seats_add_up_by_both_tables():
    election, targets = load_election(DAY), load_targets(DAY)
    seats = Counter()
    for contest, winner in targets.outcome.items():
        candidate = next(c for c in election.candidates_of[contest] if c.id == winner)
        seats["region", election.contest_by_id[contest].region, candidate.party] += 1
        seats["national", "", candidate.national_party] += 1
    rows = [row for row in targets.published if row.metric == "seats" and row.key != "total"]
    assert {(row.scope, row.region, row.key): row.count for row in rows} == seats


def test_candidates_and_announced_contests_are_those_published():
    election, targets = load_election(DAY), load_targets(DAY)
    stand = Counter()
    for candidate in election.candidates:
        region = election.contest_by_id[candidate.contest].region
        for place in (("region", region), ("national", "")):
            stand[*place, candidate.nominated_by] += 1
            stand[*place, "total"] += 1
    for row in targets.published:
        if row.metric == "candidates":
            assert stand[row.scope, row.region, row.key] == row.count, row
        if row.metric == "contests_announced":
            region = election.region_by_id.get(row.region, election)
            assert region.contests_announced == row.count, row


def test_every_contradiction_of_the_sources_is_listed():
    lines = {
        (line.scope, line.region, line.metric, line.key, line.field): (line.printed, line.folded)
        for line in load_targets(DAY).contradictions
    }
    assert lines["national", "", "registered", "total", "value"] == ("1209817", "1209818")
    assert lines["region", "akmola", "votes", "nur-otan", "printed_pct"] == ("60.79", "60.80")
    assert sum(printed != folded for printed, folded in lines.values()) == 9
    assert len(lines) == 20


def test_checkpoints_cover_what_is_known_of_the_day():
    targets = load_targets(DAY)
    levels = Counter((point.level, point.region) for point in targets.checkpoints)
    assert levels == {
        ("region", "almaty"): 1,
        ("region", "jambyl"): 1,
        ("region", "kostanay"): 1,
        ("region", "mangystau"): 1,
        ("district", "kostanay"): 19,
        ("contest", "mangystau"): 10,
    }
    almaty = next(point for point in targets.checkpoints if point.region == "almaty")
    roll = targets.published_at["region", "almaty", "", "registered", "total"].count
    assert percentage(almaty.ballots, roll) == f"{almaty.turnout_pct:.2f}"
    assert [leader.region for leader in targets.leaders] == ["jambyl"] * 4 + ["east-kazakhstan"]
    assert [bool(leader.at) for leader in targets.leaders] == [True] * 4 + [False]


def test_checkpoints_fall_on_a_bulletin():
    bulletins = load_election(DAY).calendar.bulletins
    targets = load_targets(DAY)
    hours = [*(p.at for p in targets.checkpoints), *(led.at for led in targets.leaders if led.at)]
    assert set(hours) <= set(bulletins)


def test_the_default_scenario_replays_every_violation_the_source_names():
    scenario = load_scenario("as-reported", load_election(DAY))
    assert len(scenario.incidents) == 16
    assert len(scenario.withdrawals) == 3
    assert len(scenario.standing_rules) == 1
    assert not scenario.outages
    assert all(entry.named_in_source for entry in (*scenario.incidents, *scenario.withdrawals))
    named = {incident.station: incident.category for incident in scenario.incidents}
    assert named["turkistan-0659"] == "extra-ballot-issued"


def test_planted_incidents_find_enough_illustrative_stations():
    election = load_election(DAY)
    illustrative = Counter(s.region for s in election.stations if s.illustrative)
    for incident in load_scenario("as-reported").incidents:
        regions = incident.region or tuple(election.region_by_id)
        assert sum(illustrative[region] for region in regions) >= incident.count


def test_the_calm_scenario_fits_every_election(name):
    scenario = load_scenario("calm")
    assert scenario.at(load_election(name)) is scenario
    assert (scenario.incidents, scenario.withdrawals, scenario.outages) == ((), (), ())


def test_the_map_shows_the_regions_of_the_day():
    features = json.loads(MAP.read_text(encoding="utf-8"))["features"]
    regions = [feature["properties"]["region"] for feature in features]
    assert sorted(regions) == sorted(load_election(DAY).region_by_id)
