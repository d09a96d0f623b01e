import csv
import io
from collections import Counter
from dataclasses import replace

import pytest

from config.library import ELECTIONS, load_election, load_targets
from sim.draft_2021 import REGIONS, SEED, draft
from sim.draft_2021.__main__ import main
from sim.draft_2021.latin import latin, slug
from sim.draft_2021.places import district_name
from sim.draft_2021.rolls import STATION_CAP
from sim.draft_2021.sources import ELECTION, read

HERE = ELECTIONS / ELECTION


@pytest.fixture(scope="module")
def sources():
    return read()


@pytest.fixture(scope="module")
def drafted(sources):
    return draft(sources)


@pytest.fixture(scope="module")
def election():
    return load_election(ELECTION)


@pytest.fixture(scope="module")
def figures():
    return {
        (row.region, row.metric, row.key): row.value
        for row in load_targets(ELECTION).published
        if row.scope in ("national", "region")
    }


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_files_are_as_drafted(drafted):
    assert sorted(drafted) == [
        "candidates.csv",
        "contests.csv",
        "districts.csv",
        "outcome.csv",
        "stations.csv",
    ]
    for name, text in drafted.items():
        assert (HERE / name).read_bytes() == text.encode(), f"{name}: python -m sim.draft_2021"


def test_check_says_which_file_was_edited(tmp_path, capsys):
    assert main(["--out", str(tmp_path)]) == 0
    assert main(["--check", "--out", str(tmp_path)]) == 0
    edited = tmp_path / "contests.csv"
    edited.write_text(edited.read_text(encoding="utf-8").replace("Eset", "Asset"), encoding="utf-8")
    (tmp_path / "outcome.csv").unlink()
    assert main(["--check", "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{edited}: not as drafted",
        f"{tmp_path / 'outcome.csv'}: not as drafted",
    ]


def test_rolls_contests_and_stations_add_up_to_what_is_published(election, figures):
    roll, stations, contests = Counter(), Counter(), Counter()
    for station in election.stations:
        roll[station.region] += station.registered
        stations[station.region] += 1
    for contest in election.contests:
        contests[contest.region] += 1
    for region in REGIONS:
        assert str(roll[region]) == figures[region, "registered", "total"]
        assert str(contests[region]) == figures[region, "seats", "total"]
    assert str(stations.total()) == figures["", "polling_stations", "total"]
    assert str(contests.total()) == figures["", "seats", "total"]
    reported = {"mangystau": 14, "pavlodar": 126, "turkistan": 242, "akmola": 218, "kyzylorda": 54}
    assert reported.items() <= stations.items()


def test_candidates_and_seats_come_out_by_region_and_party(election, figures):
    outcome = load_targets(ELECTION).outcome
    region_of = {contest.id: contest.region for contest in election.contests}
    got = Counter()
    for candidate in election.candidates:
        region = region_of[candidate.contest]
        for key in (candidate.nominated_by, "total"):
            got[region, "candidates", key] += 1
            got["", "candidates", key] += 1
        if outcome[candidate.contest] == candidate.id:
            got[region, "seats", candidate.party] += 1
            got[region, "seats", "total"] += 1
            got["", "seats", candidate.national_party] += 1
            got["", "seats", "total"] += 1
    published = {
        at: int(value) for at, value in figures.items() if at[1] in ("candidates", "seats")
    }
    assert {at: count for at, count in published.items() if count} == got


def test_every_contest_has_a_choice_and_one_candidate_of_a_party_at_most(election):
    for contest, candidates in election.candidates_of.items():
        parties = Counter(one.nominated_by for one in candidates)
        del parties["independent"]
        assert len(candidates) >= 2, contest
        assert not parties or max(parties.values()) == 1, contest
        assert [one.id for one in candidates] == [f"c{n}" for n in range(1, len(candidates) + 1)]


def test_the_winner_may_stand_at_any_place_on_the_ballot(election):
    places = Counter(load_targets(ELECTION).outcome.values())
    assert places["c1"] < 0.6 * len(election.contests)


def test_the_nation_counts_65_independents_with_nur_otan_and_one_seat_with_auyl(election):
    outcome = load_targets(ELECTION).outcome
    moved = Counter(
        (one.contest.split("-")[0], one.nominated_by, one.party, one.national_party)
        for one in election.candidates
        if outcome[one.contest] == one.id and one.party != one.national_party
    )
    assert moved.pop(("almaty", "independent", "nur-otan", "auyl")) == 1
    assert {path[1:] for path in moved} == {("independent", "independent", "nur-otan")}
    assert moved.total() == 65


def test_six_winners_of_almaty_had_nominated_themselves(election):
    outcome = load_targets(ELECTION).outcome
    own = [
        one.contest
        for one in election.candidates
        if outcome[one.contest] == one.id
        and (one.nominated_by, one.party) == ("independent", "nur-otan")
    ]
    assert len(own) == 6
    assert all(election.contest_by_id[contest].region == "almaty" for contest in own)


def test_stations_are_numbered_through_and_none_is_over_the_cap(election):
    assert [station.number for station in election.stations] == list(range(1, 1848))
    assert [s.id for s in election.stations] == [
        f"{s.region}-{s.number:04d}" for s in election.stations
    ]
    rolls = sorted(station.registered for station in election.stations)
    assert rolls[-1] <= STATION_CAP == election.station_cap
    assert rolls[-10] > 2200
    assert rolls[len(rolls) // 2] < 800


def test_what_a_source_names_is_there_and_not_called_illustrative(election):
    kurkeles = election.station_by_id["turkistan-0659"]
    assert kurkeles.name.en == "Kürkeles"
    assert kurkeles.contests == ("turkistan-kurkeles",)
    assert not kurkeles.illustrative
    named = {contest.id for contest in election.contests if not contest.illustrative}
    assert {"akmola-ereymentau", "akmola-orazaq", "kyzylorda-mailytogai"} <= named
    assert election.contest_by_id["akmola-orazaq"].district == "akmola-tselinograd"
    assert {c.id for c in election.contests if c.region == "mangystau"} <= named
    assert len(named) == 14
    districts = {d.id for d in election.districts if d.region == "kostanay"}
    assert districts == {
        point.place for point in load_targets(ELECTION).checkpoints if point.level == "district"
    }


def test_the_reported_rolls_of_mangystau_are_its_smallest_and_largest(election):
    roll = Counter()
    for station in election.stations:
        if station.region == "mangystau":
            roll[station.contests[0]] += station.registered
    (largest, most), *_, (smallest, least) = roll.most_common()
    assert (largest, most) == ("mangystau-akshukur", 6877)
    assert (smallest, least) == ("mangystau-sam", 403)


@pytest.mark.parametrize(("region", "wanted"), [("kostanay", 63.7), ("mangystau", 36.6)])
def test_reported_turnout_of_the_parts_averages_to_that_of_the_region(election, region, wanted):
    share = {
        point.place: point.turnout_pct
        for point in load_targets(ELECTION).checkpoints
        if point.region == region and point.level != "region"
    }
    stations = [station for station in election.stations if station.region == region]
    voted = sum(
        s.registered * share.get(s.district, share.get(s.contests[0], 0.0)) for s in stations
    )
    assert voted / sum(s.registered for s in stations) == pytest.approx(wanted, abs=0.05)


def test_names_are_in_three_alphabets(drafted):
    for name in ("districts.csv", "contests.csv", "stations.csv"):
        for row in rows(drafted[name]):
            assert not any("а" <= letter <= "я" for letter in row["name_en"].lower()), row
            assert any("а" <= letter <= "я" or letter in "әғқңөұүһі" for letter in row["name_kk"])
            assert not set(row["name_en"]) & set(".\"'"), row


def test_the_draft_has_a_seed_of_its_own():
    assert SEED == 20210725


def test_the_transliteration_is_that_of_the_classifier(sources):
    for unit in sources.units:
        plain = latin(unit["name_kk"])
        assert plain.lower() == unit["name_latn_own_translit"].lower(), unit


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kürkeles", "kurkeles"),
        ("Mañğystau", "manggystau"),
        ("Şal aqyn", "shal-aqyn"),
        ("Ūlytau 2", "ulytau-2"),
    ],
)
def test_a_slug_has_plain_letters(name, expected):
    assert slug(name) == expected


def test_districts_and_town_areas_are_named_in_full():
    district = district_name("Сарыағаш ауданы", "Сарыагашский район")
    town = district_name("Рудный Қ.Ә.", "Рудный Г.А.")
    assert (district.en, district.kk, district.ru) == (
        "Saryağaş District",
        "Сарыағаш ауданы",
        "Сарыагашский район",
    )
    assert (town.en, town.kk, town.ru) == ("Rudnyi Town Area", "Рудный қаласы", "город Рудный")


def test_sources_that_admit_no_definition_are_refused(sources):
    def changed(**figures):
        known = dict(sources.figures)
        for key, value in figures.items():
            metric, party = key.split("_")
            known["akmola", metric, party] = value
        return replace(sources, figures=known)

    with pytest.raises(ValueError, match="akmola: 208 units for 3998 contests"):
        draft(changed(seats_total=4000))
    with pytest.raises(ValueError, match="akmola: too few candidates for two in every contest"):
        draft(changed(candidates_independent=90))
    shares = {place: share for place, share in sources.shares.items() if "sarga" not in place}
    with pytest.raises(ValueError, match="mangystau-sarga: no turnout reported for it"):
        draft(replace(sources, shares=shares))
    fewer = replace(sources, stations={**sources.stations, "kyzylorda": 400})
    with pytest.raises(ValueError, match="no order of contests puts station 659"):
        draft(fewer)
