import pytest

AQQUM = "2021-08-01:aqqum"


@pytest.mark.parametrize(
    ("old", "new", "where", "what", "expected"),
    [
        (
            "aqqum,ballots",
            "aqqum,balots",
            "published.csv, line 3, column metric",
            '"balots" does not exist',
            "did you mean ballots?",
        ),
        (
            "aqqum,ballots,total",
            "aqqum,ballots,all",
            "published.csv, line 3, column key",
            '"all" does not exist',
            "one of total",
        ),
        (
            "independent:Myrzagul Rsalieva",
            "independent:Myrzagul Rsalyeva",
            "published.csv, line 6, column key",
            '"independent:Myrzagul Rsalyeva" does not exist',
            "did you mean independent:Myrzagul Rsalieva?",
        ),
        (
            "Rsalieva,153,",
            "Rsalieva,154,",
            "published.csv",
            f"the votes in {AQQUM} add up to 929",
            "928, the ballots on line 3",
        ),
        (
            "total,928,",
            "total,1928,",
            "published.csv, line 3, column value",
            "is 1928",
            "2 to 1283, the voters on the lists of its stations",
        ),
        (
            "total,928,",
            "total,92.8,",
            "published.csv, line 3, column value",
            "is 92.8",
            "a whole number",
        ),
    ],
)
def test_a_figure_that_cannot_come_out_is_refused(draft, old, new, where, what, expected):
    draft.edit("published.csv", old, new)
    message = draft.targets_refusal()
    assert f"{where}: {what}" in message
    assert expected in message.partition("; expected ")[2]


def test_votes_need_the_ballots_they_are_of(draft):
    draft.drop("published.csv", f"by-election,kyzylorda,{AQQUM},ballots")
    assert f"votes in {AQQUM}, but no ballots" in draft.targets_refusal()


def test_no_candidate_of_a_contest_is_left_out(draft):
    draft.drop("published.csv", f"by-election,kyzylorda,{AQQUM},votes,invalid")
    assert f'no votes of "invalid" in {AQQUM}' in draft.targets_refusal()


def test_the_votes_of_a_region_add_up_too(draft):
    (draft.path / "published.csv").write_text(
        "scope,region,contest,metric,key,value,printed_pct,note\n"
        "region,kyzylorda,,ballots,total,2000,,\n"
        "region,kyzylorda,,votes,nur-otan,1999,,\n"
    )
    draft.drop("contradictions.csv", "by-election")
    assert "the votes in kyzylorda add up to 1999; expected 2000" in draft.targets_refusal()


def test_the_elected_has_most_votes(draft):
    draft.edit("outcome.csv", f"{AQQUM},c1", f"{AQQUM},c2")
    message = draft.targets_refusal()
    assert 'outcome.csv, line 2, column candidate: "c2" has 153 votes in published.csv' in message
    assert "c1 has 731; expected the candidate with most votes" in message


@pytest.mark.parametrize("at", ["07:00", "12:30", "21:00"])
def test_turnout_is_known_at_whole_hours_of_the_polls(draft, at):
    header = "level,region,place,at,turnout_pct,ballots,tolerance,source,note"
    row = f"region,kyzylorda,,{at},40,,2,news,"
    (draft.path / "checkpoints.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    message = draft.targets_refusal()
    assert f"checkpoints.csv, line 2, column at: is {at}" in message
    assert "a whole hour" in message


def test_a_region_leads_while_polls_are_open(draft):
    text = "at,region,above_pct,source,note\n06:00,kyzylorda,,news,\n"
    (draft.path / "leaders.csv").write_text(text, encoding="utf-8")
    assert "leaders.csv, line 2, column at: is 06:00" in draft.targets_refusal()
