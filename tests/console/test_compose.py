import pytest

from config.errors import InputError
from console import compose
from console.folder import output_folder
from sim.journal import Journal
from tests.console.runs import Silent, wish


def test_a_view_hears_what_is_prepared_and_sees_the_day_pass(tmp_path):
    view, wanted = Silent(), wish("kz-2021-08-08", "calm")
    with output_folder(tmp_path / "day") as staging:
        compose.replay(compose.plan_of(wanted), wanted, staging, view)
    moments = [overview.at for overview in view.overviews]
    voters = [overview.nation.voters for overview in view.overviews]
    assert view.said == [
        "drawing the electorate and the day of its stations",
        "writing results and report",
    ]
    assert moments == sorted(moments)
    assert voters[0] == 0
    assert voters[-1] == 860
    assert len(moments) > 13


def test_a_run_and_a_simulation_write_the_same_journal(a_run, tmp_path):
    with output_folder(tmp_path / "day") as staging:
        compose.simulate(compose.plan_of(wish()), 1, staging)
    written = {path.name for path in (tmp_path / "day").iterdir()}
    assert written == {"journal.jsonl.zst", "keys.json", "truth.json"}
    for name in written:
        assert (tmp_path / "day" / name).read_bytes() == (a_run / name).read_bytes()


@pytest.mark.parametrize(
    ("speed", "length"),
    [("max", 300_000), (600.0, 120_000), (1.0, 1_000), (0.01, 1_000), (1e9, 300_000)],
)
def test_a_tick_is_short_enough_to_move_smoothly(speed, length):
    assert compose.tick_length(speed) == length


def test_a_scaled_election_is_named_by_its_stations_and_seed():
    election = compose.election_of("scaled-50-7")
    assert (election.id, len(election.stations)) == ("scaled-50-7", 50)


@pytest.mark.parametrize("ref", ["scaled-0-1", "scaled-99999999-1"])
def test_a_scaled_election_has_a_size_that_can_be_held(ref):
    with pytest.raises(InputError, match=ref):
        compose.election_of(ref)


def test_the_header_of_the_journal_names_the_run(a_run):
    header = Journal.open(a_run / "journal.jsonl.zst").header
    assert (header.election, header.scenario, header.seed) == ("kz-2021-08-01", "as-reported", 7)
    assert header.notice == "SIMULATION"
