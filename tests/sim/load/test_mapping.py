"""How tallies of other pipelines are read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from config.library import MAPPINGS
from sim.load.mapping import OWN, load_mapping
from sim.load.names import Names
from sim.load.verdict import judge
from stream.contest_stage import Tallies
from stream.kafka import figures
from stream.pipeline import Pipeline
from stream.table import area_numbers, areas, contest_numbers, hours, place_of
from tests.sim.load.days import small
from tests.small_election import ELECTION, KEYS, ROSTER, RUN

NAMES = Names.of(ELECTION, RUN)
HEAD = 'title = "A pipeline"\n[tallies]\nkafka = "totals"\n'


def written(tmp_path, *pairs, head=HEAD):
    path = tmp_path / "mapping.toml"
    figures = (f'[[figures]]\nfrom = "{source}"\nrow = "{row}"\n' for source, row in pairs)
    path.write_text(head + "".join(figures))
    return path


VOTES = ("contest:{contest}/votes/{candidate}", "contest|{region}|{contest}|votes|{nominee}")
VOTERS = ("station:{station}/voters", "station:{station}|{region}||voters|total")
PROTOCOLS = ("box:{station}/{candidate}", "station:{station}|{region}|{contest}|votes|{candidate}")
SUMS = ("{run}/{region}/{metric}/{key}", "region|{region}||{metric}|{key}")


@pytest.fixture
def mapping(tmp_path):
    return load_mapping(written(tmp_path, VOTES, VOTERS, PROTOCOLS, SUMS))


@pytest.mark.parametrize(
    ("document", "row", "number"),
    [
        (
            ("contest:east-a", {"votes": {"c1": 12}}),
            "contest|east|east-a|votes|blue:Candidate c1",
            12,
        ),
        (("contest:east-a/votes/c3", 5), "contest|east|east-a|votes|independent:Candidate c3", 5),
        (("contest:east-a/votes", {"invalid": 3}), "contest|east|east-a|votes|invalid", 3),
        (("contest:east-a/votes", {"against-all": 4}), "contest|east|east-a|votes|against-all", 4),
        (("station:west-0004", {"voters": "155"}), "station:west-0004|west||voters|total", 155),
        (("station:west-0004", {"voters": 155.0}), "station:west-0004|west||voters|total", 155),
        (("box:east-0002", {"c2": 9}), "station:east-0002|east|east-a|votes|c2", 9),
        ((RUN, {"east": {"voters": {"10:00": 7}}}), "region|east||voters|10:00", 7),
        ((RUN, {"east": {"voters": [8, 9]}}), "region|east||voters|1", 9),
        ((RUN, {"east": {"votes": {"a/b": 2}}}), "region|east||votes|a/b", 2),
        (("station:nowhere", {"voters": 1}), "station:nowhere|unknown||voters|total", 1),
        (("contest:no/votes/c1", 1), "contest|unknown|no|votes|unknown:c1", 1),
        (("contest:east-a/votes/c9", 1), "contest|east|east-a|votes|unknown:c9", 1),
    ],
)
def test_a_number_is_found_and_named(mapping, document, row, number):
    assert mapping.rows([document], NAMES)[row] == number


@pytest.mark.parametrize(
    "document",
    [
        ("contest:east-a", {"votes": {"c1": 12.5}}),
        ("contest:east-a", {"votes": {"c1": "12.00"}}),
        ("contest:east-a", {"votes": {"c1": ""}}),
        ("contest:east-a", {"votes": {"c1": True}}),
        ("contest:east-a", {"votes": {"c1": None}}),
        ("contest:east-a", {"votes": {"c1": float("nan")}}),
        ("contest:east-a", {"votes": {"c1": 10**18}}),
        ("contest:east-a", {"votes": {"c1": "9" * 5000}}),
        ("contest:east-a", {"votes": {}}),
        ("contest:east-a", {"votes": 5}),
        ("contest:east-a", {"votes": {"": 5}}),
        ("contest:", {"votes": {"c1": 5}}),
        ("a contest:east-a", {"votes": {"c1": 5}}),
        ("station:west-0004", {"voters": {"total": 5}}),
        ("calm-2", {"east": {"voters": {"10:00": 7}}}),
    ],
)
def test_what_is_no_figure_or_of_another_run_is_left_out(mapping, document):
    assert mapping.rows([document], NAMES) == {}


def test_the_first_figure_that_fits_counts(tmp_path):
    special = ("station:{station}/voters", "station:{station}|{region}||registered|total")
    both = load_mapping(written(tmp_path, special, VOTERS))

    assert list(both.rows([("station:west-0004/voters", 1)], NAMES)) == [
        "station:west-0004|west||registered|total"
    ]


def test_the_contest_of_a_station_with_several_does_not_follow(tmp_path):
    stations = [
        one.model_copy(update={"contests": ("east-a", "west-b")}) for one in ELECTION.stations
    ]
    names = Names.of(ELECTION.model_copy(update={"stations": tuple(stations)}), RUN)
    rows = load_mapping(written(tmp_path, PROTOCOLS)).rows([("box:east-0002/c2", 9)], names)

    assert rows == {"station:east-0002|east|unknown|votes|c2": 9}


def test_two_numbers_for_one_row_are_handed_over_if_they_differ(mapping):
    one, two = "station:west-0004/voters", "station:west-0005/voters"
    found = mapping.read([(one, 5), (two, 1), (one, 6), (one, 5), (one, 7), (two, "1")], NAMES)

    assert found.rows["station:west-0004|west||voters|total"] == 5
    assert found.contradictions == {"station:west-0004|west||voters|total": (5, 6, 7)}


@pytest.mark.parametrize(
    ("row", "judged"),
    [
        ("contest|east|east-a|votes|blue:Candidate c1", True),
        ("contest|east|east-a|votes|invalid", True),
        ("contest|east|east-a|ballots|total", False),
        ("station:east-0001|east||voters|total", True),
        ("station:east-0001|east||registered|total", False),
        ("region|east||anything|total", True),
        ("national|||voters|total", False),
        ("xregion|east||voters|total", False),
    ],
)
def test_a_row_is_judged_if_a_figure_can_stand_for_it(mapping, row, judged):
    assert mapping.judges(row) is judged


@pytest.mark.parametrize(
    ("text", "place", "what", "expected"),
    [
        ("title = 5", "title", "5", ""),
        (HEAD, "figures", "missing", ""),
        ("figures = []\n" + HEAD, "figures", "none of them", "at least one"),
        (HEAD + "colour = 1", "tallies.colour", "not a known field", "kafka"),
        ('title = "x"\n[tallies]\n', "tallies", "none of them", "one of kafka, http and file"),
        (
            'title = "x"\n[tallies]\nkafka = "a"\nfile = "b"\n',
            "tallies",
            "file and kafka",
            "one of kafka, http and file",
        ),
        ('title = "x"\n[tallies]\nhttp = "tallies"\n', "tallies.http", "tallies", ""),
        ('title = "x"\n[tallies\n', "line 2", "", "TOML"),
    ],
)
def test_a_broken_file_is_refused_by_place(tmp_path, text, place, what, expected):
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        load_mapping(path)

    assert str(path) in caught.value.where
    assert place in caught.value.where
    assert what in caught.value.what
    assert expected in caught.value.expected


@pytest.mark.parametrize(
    ("pair", "place", "what", "expected"),
    [
        (("a{b", VOTERS[1]), "figures[2].from", "a{b", "names in braces"),
        (("a}b", VOTERS[1]), "figures[2].from", "a}b", "names in braces"),
        (("a{}b", VOTERS[1]), "figures[2].from", "{}", "small letters"),
        (("a{B c}b", VOTERS[1]), "figures[2].from", "{B c}", "small letters"),
        (("{a}{b}", VOTERS[1]), "figures[2].from", "side by side", "some text between"),
        (("", VOTERS[1]), "figures[2].from", '""', "a text"),
        (("{a}", "region|east|{a}"), "figures[2]", "region|east|{a}", "scope|region|contest"),
        (("{a}", "region|{b}||voters|{a}"), "figures[2]", "{b}", "one of a"),
        (("{a}", "region|{region}||voters|{a}"), "figures[2]", "{region}", "one of a"),
        (
            ("{candidate}", "contest|east|east-a|votes|{nominee}"),
            "figures[2]",
            "{nominee}",
            "candidate",
        ),
        (
            ("{contest}/x", "contest|{region}|{contest}|votes|{nominee}"),
            "figures[2]",
            "{nominee}",
            "contest",
        ),
    ],
)
def test_a_broken_pattern_is_refused_by_place(tmp_path, pair, place, what, expected):
    path = written(tmp_path, VOTES, pair)
    with pytest.raises(InputError) as caught:
        load_mapping(path)

    assert caught.value.where == f"{path}, {place}"
    assert what in caught.value.what
    assert expected in caught.value.expected


@pytest.mark.parametrize("ref", ["nope", "nope.toml", "", "."])
def test_a_mapping_that_does_not_exist_is_refused(ref):
    with pytest.raises(InputError, match="saylau"):
        load_mapping(ref)


def test_an_unknown_name_in_a_figure_is_refused(tmp_path):
    path = written(tmp_path, VOTES)
    path.write_text(path.read_text() + "unit = 5\n")
    with pytest.raises(InputError, match=r"figures\[1\]\.unit.*one of from, row"):
        load_mapping(path)


def test_a_name_that_stands_twice_is_the_same_text_both_times(tmp_path):
    twice = load_mapping(written(tmp_path, ("{key}/{key}", "national|||votes|{key}")))

    assert twice.rows([("a/a", 1), ("a/b", 2)], NAMES) == {"national|||votes|a": 1}


def own_documents(played):
    """What our own pipeline writes to Kafka."""
    pipeline = Pipeline(ROSTER, KEYS)
    pipeline.feed(played.records)
    pipeline.finish()
    tallies: Tallies = pipeline.tallies()
    places = [
        (place, area_numbers(area, hours(ELECTION))) for place, area in areas(ELECTION, tallies)
    ]
    places += [
        (place_of(tally.race), contest_numbers(tally)) for tally in tallies.contests.values()
    ]
    for place, numbers in places:
        value = figures.encode(figures.values_of(numbers))
        yield figures.key_of(RUN, place).decode(), json.loads(value)
        yield figures.key_of("calm-2", place).decode(), {"votes": {"invalid": 999}}
    yield figures.key_of(RUN, figures.PROGRESS).decode(), figures.progress([(0, 12)])


def test_our_own_tallies_hold_and_stations_are_not_judged():
    own, played = load_mapping(OWN), small()
    found = own.read(own_documents(played), NAMES)
    verdict = judge(played.delivered, found.rows, own.judges, {}, found.contradictions)

    assert verdict.findings == ()
    wanted = [row for row, _ in played.delivered.rows()]
    assert verdict.rows == sum(not row.startswith("station:") for row in wanted) > 40
    assert own.tallies.kafka == "saylau.tallies"
    assert all(load_mapping(path.stem).title for path in MAPPINGS.glob("*.toml"))


def test_our_own_tallies_of_a_day_short_of_a_station_name_it():
    own, whole = load_mapping(OWN), small()
    short = small([one for one in whole.records if one.key != "west-0005"])
    rows = own.rows(own_documents(short), NAMES)
    verdict = judge(whole.delivered, rows, own.judges)

    assert {(one.kind, one.stations) for one in verdict.findings} == {("lost", ("west-0005",))}


text = st.text(st.characters(exclude_characters="/|{}", codec="utf-8"), min_size=1, max_size=8)


@given(
    st.dictionaries(
        text, st.dictionaries(text, st.integers(-1000, 1000), min_size=1), min_size=1, max_size=5
    )
)
def test_every_number_is_read_under_its_path(tmp_path_factory, documents):
    path = written(tmp_path_factory.mktemp("m"), ("{metric}/{key}", "national|||{metric}|{key}"))
    rows = load_mapping(path).rows(documents.items(), NAMES)

    assert rows == {
        f"national|||{metric}|{key}": number
        for metric, inner in documents.items()
        for key, number in inner.items()
    }


def test_a_document_as_deep_as_can_be_is_taken_apart(mapping):
    deep = 5
    for _ in range(20_000):
        deep = {"": deep}

    assert mapping.rows([("station:x", deep)], NAMES) == {}
