"""The recorder: a journal is there when it is complete, and not before."""

import pytest

from config.errors import InputError
from sim.journal import NOTICE, Header, Journal
from sim.recorder import JournalWriter
from stream.record import Record

HEADER = Header(1, 1, NOTICE, "e", "r", 1, "calm", 4, "d0", "1.0")
RECORD = Record(1, 0, "s", "s/1", "0", b"{}")


def test_the_journal_appears_only_when_it_is_closed(tmp_path):
    path = tmp_path / "journal.jsonl.zst"
    with JournalWriter(path, HEADER) as journal:
        journal.write(RECORD)
        assert not path.exists()

    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_an_exception_leaves_nothing_behind(tmp_path):
    with pytest.raises(KeyboardInterrupt), JournalWriter(tmp_path / "j", HEADER):
        raise KeyboardInterrupt

    assert list(tmp_path.iterdir()) == []


def test_a_failed_journal_leaves_the_one_before_alone(tmp_path):
    path = tmp_path / "j"
    with JournalWriter(path, HEADER) as journal:
        journal.write(RECORD)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="broken"), JournalWriter(path, HEADER):
        raise ValueError("broken")

    assert path.read_bytes() == before


def test_a_journal_of_a_journal_is_the_same(tmp_path):
    with JournalWriter(tmp_path / "one", HEADER) as one:
        one.extend([RECORD, Record(2, 1, "t", "t/1", "1", b"\x00")])
    journal = Journal.open(tmp_path / "one")
    with JournalWriter(tmp_path / "two", journal.header) as two:
        for batch in journal.batches():
            two.extend(batch)

    assert two.sha256 == one.sha256
    assert two.records == one.records == 2


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with (
        pytest.raises(InputError, match=r"nowhere.*expected a writable folder"),
        JournalWriter(tmp_path / "nowhere" / "j", HEADER),
    ):
        pass
