import pytest

from config.errors import InputError
from console import compose
from console.fold import fold
from sim.journal import Journal
from sim.recorder import JournalWriter
from stream.table import rows
from tests.console.runs import wish


def opened(folder):
    journal = Journal.open(folder / "journal.jsonl.zst")
    return journal, compose.election_of(journal.header.election)


def test_the_same_journal_gives_the_same_tallies_every_time(a_run):
    journal, election = opened(a_run)
    folds = [fold(journal, election, None) for _ in range(2)]
    tables = [list(rows(election, one.pipeline.tallies())) for one in folds]
    assert tables[0] == tables[1]
    assert folds[0].damage is None


def test_records_are_all_that_were_read(a_run):
    journal, election = opened(a_run)
    assert fold(journal, election, None).records == sum(map(len, journal.batches()))


def test_the_hash_is_taken_when_asked_for(a_run):
    journal, election = opened(a_run)
    assert fold(journal, election, None).sha256 is None
    assert len(fold(journal, election, None, hashed=True).sha256) == 64


def test_a_truncated_journal_is_folded_up_to_the_damage(own_run):
    journal, election = opened(own_run)
    whole = fold(journal, election, None)
    data = journal.path.read_bytes()
    journal.path.write_bytes(data[: len(data) * 2 // 3])
    part = fold(journal, election, None, hashed=True)
    assert part.damage is not None
    assert part.sha256 is None
    assert part.records < whole.records


def test_an_empty_journal_gives_empty_tallies(tmp_path):
    plan = compose.plan_of(wish())
    with JournalWriter(tmp_path / "j.zst", plan.header):
        pass
    folded = fold(Journal.open(tmp_path / "j.zst"), plan.election, plan.key_ring)
    assert folded.records == 0
    assert folded.pipeline.tallies().nation.ballots == 0


def test_a_journal_of_another_definition_is_refused(a_run):
    journal, election = opened(a_run)
    edited = election.model_copy(update={"station_cap": 2999})
    with pytest.raises(InputError, match="another definition of kz-2021-08-01"):
        fold(journal, edited, None)
