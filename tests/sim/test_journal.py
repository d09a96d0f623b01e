"""The journal: what is written is read, to the byte; what is damaged is read up to the damage."""

import hashlib
import os
from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import event, given, settings
from hypothesis import strategies as st

from config.errors import InputError
from config.library import load_election
from sim.journal import NOTICE, Header, Journal
from sim.recorder import JournalWriter
from stream.record import Record

HEADER = Header(1, 1, NOTICE, "kz-2021-07-25", "calm-1-abcdef12", 1, "calm", 4, "d0", "1.0")


def record(number: int, value: bytes = b'{"v":1}') -> Record:
    return Record(
        1_627_000_000_000 + number, number % 4, f"s-{number}", f"s-{number}/1", "0", value
    )


def written(path: Path, records: list[Record]) -> Path:
    with JournalWriter(path, HEADER) as journal:
        journal.extend(records)
    return path


def content(path: Path, size: int = 8192) -> tuple[list[Record], Journal]:
    journal = Journal.open(path)
    return [exact(record) for batch in journal.batches(size) for record in batch], journal


def exact(record: Record) -> Record:
    return Record(
        *(getattr(record, name) for name in Record.__struct_fields__[:-1]), bytes(record.value)
    )


def text_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read()


def rewritten(path: Path, text: bytes) -> Path:
    path.write_bytes(zstandard.ZstdCompressor().compress(text))
    return path


def json_like() -> st.SearchStrategy[bytes]:
    return st.sampled_from(
        [
            b'{"a":1}',
            b' {"a":1}',
            b'{"a":1} ',
            b'{"a" :\t1}',
            b'{"a":"\xd0\xa1"}',
            b'{"a":"\xff"}',
            b'{"a":\n1}',
            b'{"a":1}\n',
            b'{"a":1}{"b":2}',
            b'{"a":01}',
            b'{"a":["b"]}',
            b"{}",
            b"[]",
            b'"text"',
            b"null",
            b"7",
            b"",
            b'{"a":' * 900 + b"1" + b"}" * 900,
        ]
    )


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.binary(max_size=40) | json_like(), max_size=8))
def test_every_value_comes_back_byte_for_byte(values, tmp_path_factory):
    path = tmp_path_factory.mktemp("journal") / "journal.jsonl.zst"
    records = [record(number, value) for number, value in enumerate(values)]

    read, journal = content(written(path, records))

    assert read == records
    assert journal.damage is None


def test_a_json_object_stands_in_its_line_as_it_is(tmp_path):
    path = written(tmp_path / "j", [record(1, '{"имя" : [1, "a"]}'.encode())])

    line = text_of(path).splitlines()[1].decode()

    assert line == '[1627000000001,1,"s-1","s-1/1","0",{"имя" : [1, "a"]}]'


@pytest.mark.parametrize("size", [1, 7, 5000, 100_000])
def test_batches_have_the_size_asked_for(tmp_path, size):
    path = written(tmp_path / "j", [record(number) for number in range(5000)])

    lengths = [len(batch) for batch in Journal.open(path).batches(size)]

    assert sum(lengths) == 5000
    assert all(length == size for length in lengths[:-1])
    assert 1 <= lengths[-1] <= size


def test_a_journal_can_be_read_twice(tmp_path):
    journal = Journal.open(written(tmp_path / "j", [record(1)]))

    assert len(list(journal.batches())) == len(list(journal.batches())) == 1


def test_writer_and_reader_agree_on_the_hash_of_the_text(tmp_path):
    path = tmp_path / "j"
    with JournalWriter(path, HEADER) as writer:
        writer.extend(record(number) for number in range(3000))
    journal = Journal.open(path)
    list(journal.batches(hashed=True))

    assert writer.sha256 == journal.sha256 == hashlib.sha256(text_of(path)).hexdigest()


def test_reading_without_the_hash_gives_none(tmp_path):
    journal = Journal.open(written(tmp_path / "j", [record(1)]))
    list(journal.batches())

    assert journal.sha256 is None


def test_text_compressed_anew_in_one_frame_is_read(tmp_path):
    path = written(tmp_path / "j", [record(number) for number in range(3000)])
    rewritten(path, text_of(path))

    read, journal = content(path)

    assert (len(read), journal.damage) == (3000, None)


def test_a_file_cut_anywhere_is_read_up_to_the_cut(tmp_path):
    records = [record(number) for number in range(5000)]
    whole = written(tmp_path / "whole", records).read_bytes()
    for cut in range(len(whole) - 1, 200, -(len(whole) // 40)):
        path = tmp_path / "cut"
        path.write_bytes(whole[:cut])

        read, journal = content(path)

        assert read == records[: len(read)]
        assert journal.damage is not None
        assert journal.damage.record == len(read) + 1
        assert journal.sha256 is None


def test_a_text_cut_anywhere_is_read_up_to_its_last_whole_line(tmp_path):
    records = [record(number) for number in range(20)]
    path = written(tmp_path / "j", records)
    text = text_of(path)
    header = text.index(b"\n") + 1
    for cut in range(header, len(text) - 1, 7):
        read, journal = content(rewritten(path, text[:cut]))

        assert read == records[: len(read)]
        assert len(read) >= text[header:cut].count(b"\n")
        assert journal.damage is not None


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_flipped_byte_never_gives_a_wrong_record(data, tmp_path_factory):
    records = [record(number) for number in range(4500)]
    path = written(tmp_path_factory.mktemp("journal") / "j", records)
    damaged = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(damaged) - 1))
    damaged[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(damaged)

    try:
        read, journal = content(path)
    except InputError:
        event("the header is hit: there is no journal")
        return

    assert read == records[: len(read)]
    assert journal.damage is not None or len(read) == len(records)


def test_the_records_of_the_frames_before_the_damage_are_delivered(tmp_path):
    path = written(tmp_path / "j", [record(number) for number in range(5000)])
    damaged = bytearray(path.read_bytes())
    damaged[-100] ^= 1
    path.write_bytes(damaged)

    read, journal = content(path)

    assert len(read) >= 4096
    assert journal.damage is not None
    assert str(journal.damage).startswith(f"{path}: damaged at record {len(read) + 1:,}: ")
    assert str(journal.damage).endswith(f"read the {len(read):,} records before it")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"[1,2]", "is not a record"),
        (b'["soon",0,"s","s/1","0",{}]', "is not a record"),
        (b'[1,0,"s","s/1","0","%%%"]', "is not a record"),
        (b'{"some":"object"}', "is not a record"),
        (b"\xff\xfe", "is not a record"),
    ],
)
def test_a_line_that_is_no_record_ends_the_reading_and_is_shown(tmp_path, line, complaint):
    path = written(tmp_path / "j", [record(number) for number in range(3)])
    lines = text_of(path).split(b"\n")
    lines.insert(3, line)

    read, journal = content(rewritten(path, b"\n".join(lines)))

    assert read == [record(0), record(1)]
    assert journal.damage is not None
    assert complaint in journal.damage.what
    assert journal.damage.record == 3


def test_a_missing_record_is_noticed_at_the_end(tmp_path):
    path = written(tmp_path / "j", [record(number) for number in range(3)])
    lines = text_of(path).split(b"\n")
    del lines[2]

    read, journal = content(rewritten(path, b"\n".join(lines)))

    assert len(read) == 2
    assert journal.damage is not None
    assert journal.damage.what == "the last line counts 3 records, there are 2"


def test_text_after_the_last_line_is_damage(tmp_path):
    path = written(tmp_path / "j", [record(1)])
    path.write_bytes(path.read_bytes() + zstandard.ZstdCompressor().compress(b"[1]\n"))

    read, journal = content(path)

    assert read == [record(1)]
    assert journal.damage is not None
    assert journal.damage.what == "text follows the last line"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"", "no journal header"),
        (b"[]\n", "no journal header"),
        (b'{"saylau_journal":1}\n', "missing required field"),
        (b'{"saylau_journal":"one"}\n', "saylau_journal"),
    ],
)
def test_what_does_not_begin_with_a_header_is_refused(tmp_path, text, complaint):
    path = rewritten(tmp_path / "j", text)

    with pytest.raises(InputError, match="line 1") as caught:
        Journal.open(path)

    assert complaint in str(caught.value)
    assert "format 1 and contract 1" in str(caught.value)


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        (b'"contract":1', b'"contract":2', "format 1 and contract 2"),
        (b'"saylau_journal":1', b'"saylau_journal":9', "format 9 and contract 1"),
        (b'"partitions":4', b'"partitions":0', "partitions is 0"),
        (b'"partitions":4', b'"partitions":100001', "partitions is 100001.* 1 to 100,000"),
    ],
)
def test_another_format_or_contract_is_refused(tmp_path, field, value, complaint):
    path = written(tmp_path / "j", [])
    rewritten(path, text_of(path).replace(field, value))

    with pytest.raises(InputError, match=complaint):
        Journal.open(path)


def test_a_file_that_is_not_compressed_is_refused(tmp_path):
    path = tmp_path / "j"
    path.write_text("plain text")

    with pytest.raises(InputError, match="header cannot be read"):
        Journal.open(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone.*No such file"):
        Journal.open(tmp_path / "gone")


@pytest.mark.parametrize(
    "line",
    [
        b'[1,1,"s","s/1","0",' + b"[" * 50_000 + b"]" * 50_000 + b"]",
        b'[1,1,"s","s/1","0",{},"more"]',
        b'[-1,1,"s","s/1","0",{}]',
        b'[253402300800000,1,"s","s/1","0",{}]',
    ],
    ids=["nested too deep", "a field too many", "before 1970", "after 9999"],
)
def test_what_is_no_record_is_damage(tmp_path, line):
    path = written(tmp_path / "j", [record(1), record(2)])
    head, *lines = text_of(path).splitlines()
    rewritten(path, b"\n".join([head, lines[0], line, *lines[1:]]) + b"\n")

    records, journal = content(path)

    assert records == [record(1)]
    assert journal.damage.record == 2
    assert "is not a record" in journal.damage.what


def test_a_header_nested_too_deep_is_refused(tmp_path):
    path = rewritten(tmp_path / "j", b'{"x":' + b"[" * 50_000 + b"\n")

    with pytest.raises(InputError, match="no journal header"):
        Journal.open(path)


def test_a_named_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "j")

    with pytest.raises(InputError, match="is not a regular file"):
        Journal.open(tmp_path / "j")


def test_only_the_election_of_the_run_is_taken(tmp_path):
    election = load_election("kz-2021-08-01")
    edited = election.model_copy(update={"station_cap": 2999})
    header = msgspec.structs.replace(HEADER, election=election.id, definition=election.fingerprint)
    with JournalWriter(tmp_path / "j", header):
        pass
    journal = Journal.open(tmp_path / "j")

    journal.check_election(election)
    with pytest.raises(InputError, match="another definition of kz-2021-08-01; expected --elec"):
        journal.check_election(edited)
    with pytest.raises(InputError, match="is of kz-2021-08-01, not of kz-2021-08-08"):
        journal.check_election(load_election("kz-2021-08-08"))
