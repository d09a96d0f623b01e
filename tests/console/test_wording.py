import pytest

from config.library import load_election, load_targets
from console.wording import Wording, grouped


@pytest.mark.parametrize(
    ("value", "shown"), [("1209818", "1,209,818"), ("79.10", "79.10"), ("", ""), ("12", "12")]
)
def test_only_whole_numbers_are_grouped(value, shown):
    assert grouped(value) == shown


@pytest.mark.parametrize("election", ["kz-2021-07-25", "kz-2021-08-01"])
def test_no_published_figure_is_named_by_an_id(election):
    wording = Wording(load_election(election))
    names = [wording.figure(row) for row in load_targets(election).published]
    assert len(set(names)) == len(names)
    for name in names:
        assert "_" not in name, name
        assert ":" not in name, name


def test_figures_are_named_by_place_matter_and_whom():
    wording = Wording(load_election("kz-2021-08-01"), "kk")
    rows = load_targets("kz-2021-08-01").published
    assert wording.figure(rows[0]).endswith(", registered voters")
    votes = next(row for row in rows if row.metric == "votes")
    assert "Nūrbek Jandäuletov («Nur Otan» партиясы)" in wording.figure(votes)


def test_places_without_a_name_go_by_their_id():
    wording = Wording(load_election("kz-2021-07-25"))
    assert wording.place("turkistan-0659") == "turkistan-0659"
    assert wording.place("") == "All regions"
    assert wording.place("akmola") == "Akmola"
