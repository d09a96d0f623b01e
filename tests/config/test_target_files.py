import pytest

from config.library import load_election, load_targets
from config.targets import Targets

PARTS = ("published", "contradictions", "checkpoints", "leaders", "outcome")


def test_an_election_without_figures_has_empty_targets(draft):
    for file in draft.path.glob("*.csv"):
        if file.stem in PARTS:
            file.unlink()
    assert load_targets(draft.path) == Targets()
    assert len(load_election(draft.path).stations) == 5


def test_the_definition_does_not_look_at_the_figures(draft):
    (draft.path / "published.csv").write_text("broken", encoding="utf-8")
    (draft.path / "outcome.csv").write_text("broken", encoding="utf-8")
    assert load_election(draft.path).id == "kz-2021-08-01"


def test_all_that_fits_is_read(draft):
    header = "level,region,place,at,turnout_pct,ballots,tolerance,source,note\n"
    rows = "region,kyzylorda,,12:00,40.5,1428,0.05,news,\n"
    rows += "district,kyzylorda,kyzylorda-aral,14:00,63,,2,news,x\n"
    (draft.path / "checkpoints.csv").write_text(header + rows, encoding="utf-8")
    leaders = "at,region,above_pct,source,note\n12:00,kyzylorda,30,news,\nfinal,kyzylorda,,news,\n"
    (draft.path / "leaders.csv").write_text(leaders, encoding="utf-8")
    targets = load_targets(draft.path)
    assert [(point.ballots, point.turnout_pct) for point in targets.checkpoints] == [
        (1428, 40.5),
        (None, 63.0),
    ]
    assert [(f"{leader.at}", leader.above_pct) for leader in targets.leaders] == [
        ("12:00:00", 30.0),
        ("None", None),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "what", "expected"),
    [
        (
            "published.csv",
            "2021-08-01:aqqum,ballots",
            "2021-08-01:akkum,ballots",
            "published.csv, line 3, column contest",
            '"2021-08-01:akkum" does not exist',
            "(did you mean 2021-08-01:aqqum?)",
        ),
        (
            "published.csv",
            "by-election,kyzylorda,",
            "by-election,kysylorda,",
            "published.csv, line 2, column region",
            '"kysylorda" does not exist',
            "(did you mean kyzylorda?)",
        ),
        (
            "published.csv",
            "by-election,",
            "region,",
            "published.csv, line 2, column contest",
            'is "2021-08-01:aqqum"',
            "an empty cell for scope region",
        ),
        (
            "published.csv",
            "by-election,",
            "planet,",
            "published.csv, line 2, column scope",
            'is "planet"',
            "one of 'national', 'region' or 'by-election'",
        ),
        (
            "published.csv",
            "72.33",
            "72,33",
            "published.csv, line 4",
            "9 cells",
            "8, as the header",
        ),
        (
            "published.csv",
            "72.33",
            "72.33 %",
            "published.csv, line 4, column value",
            'is "72.33 %"',
            "a number in plain digits",
        ),
        (
            "published.csv",
            "aqqum,ballots",
            "aqqum,registered",
            "published.csv, line 3",
            "by-election, kyzylorda, 2021-08-01:aqqum, registered, total again",
            "first: line 2",
        ),
        (
            "contradictions.csv",
            "value,1283",
            "value,1284",
            "contradictions.csv, line 2, column printed",
            'is "1284"',
            '"1283", the value in published.csv',
        ),
        (
            "contradictions.csv",
            "registered,total",
            "registered,all",
            "contradictions.csv, line 2",
            "registered,all is not published",
            "a row of published.csv",
        ),
        (
            "contradictions.csv",
            "total,value",
            "total,note",
            "contradictions.csv, line 2, column field",
            'is "note"',
            "one of 'value' or 'printed_pct'",
        ),
        (
            "outcome.csv",
            "2021-08-01:shieli,c1",
            "2021-08-01:shieli,c3",
            "outcome.csv, line 3, column candidate",
            '"c3" does not exist',
            "one of c1, c2",
        ),
        (
            "outcome.csv",
            "2021-08-01:shieli",
            "2021-08-01:shiely",
            "outcome.csv, line 3, column contest",
            '"2021-08-01:shiely" does not exist',
            "(did you mean 2021-08-01:shieli?)",
        ),
    ],
)
def test_a_figure_that_does_not_fit_is_refused(draft, file, old, new, where, what, expected):
    draft.edit(file, old, new)
    message = draft.targets_refusal()
    assert where in message
    assert what in message
    assert expected in message.partition("; expected ")[2]


def test_each_contest_has_its_winner(draft):
    draft.drop("outcome.csv", "2021-08-01:shieli")
    assert 'outcome.csv: contest "2021-08-01:shieli" has no winner' in draft.targets_refusal()


@pytest.mark.parametrize(
    ("row", "where", "what"),
    [
        ("region,kyzylorda,,25:00,40,,2,news,", "column at", 'is "25:00"'),
        ("region,kyzylorda,,12:00,140,,2,news,", "column turnout_pct", 'is "140"'),
        ("region,kyzylorda,,12:00,40,,0,news,", "column tolerance", 'is "0"'),
        ("region,kyzylorda,,12:00,40,-1,2,news,", "column ballots", 'is "-1"'),
        ("region,almaty,,12:00,40,,2,news,", "column region", '"almaty" does not exist'),
        ("contest,kyzylorda,x,12:00,40,,2,news,", "column place", '"x" does not exist'),
        ("contest,kyzylorda,,12:00,40,,2,news,", "line 2", 'level is contest and place ""'),
        (
            "region,kyzylorda,kyzylorda-aral,12:00,40,,2,news,",
            "line 2",
            "level is region and place",
        ),
        ("region,kyzylorda,,12:00,40,,2,,", "column source", "is empty"),
    ],
)
def test_a_checkpoint_that_does_not_fit_is_refused(draft, row, where, what):
    header = "level,region,place,at,turnout_pct,ballots,tolerance,source,note"
    (draft.path / "checkpoints.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    message = draft.targets_refusal()
    assert "checkpoints.csv, line 2" in message
    assert where in message
    assert what in message


def test_a_place_has_to_lie_in_the_region_beside_it(draft):
    with (draft.path / "regions.csv").open("a", encoding="utf-8") as table:
        table.write("aktobe,Aktobe,Ақтөбе,Актобе,KZ-AKT,15,Asia/Aqtobe,+05:00,0\n")
    header = "level,region,place,at,turnout_pct,ballots,tolerance,source,note"
    row = "district,aktobe,kyzylorda-aral,12:00,40,,2,news,"
    (draft.path / "checkpoints.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    assert '"kyzylorda-aral" lies in kyzylorda, not in aktobe' in draft.targets_refusal()


def test_a_leader_is_a_region_at_an_hour(draft):
    header = "at,region,above_pct,source,note"
    for row, where in (
        ("noon,kyzylorda,,news,", "column at"),
        ("12:00,oz,,news,", "column region"),
    ):
        (draft.path / "leaders.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
        assert where in draft.targets_refusal()
