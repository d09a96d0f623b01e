"""The audit log: what is added stays, and whatever happens to it is found."""

import errno
import hashlib
import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from console.board import audit
from console.board.audit import AuditLog, entries, verify
from console.board.entry import START, BrokenLogError
from console.board.people import Person

ROOT = Path(__file__).parents[3]
ANNA = Person("Анна", "operator", "almaty")
BEKZAT = Person("Бекзат", "instructor")
NOON = 1627192800.0


def clock():
    return NOON


@pytest.fixture
def path(tmp_path):
    return tmp_path / "audit.jsonl"


def fill(path, lines=5):
    with AuditLog(path, clock) as log:
        for number in range(lines):
            log.append(ANNA if number % 2 else BEKZAT, "playback", {"speed": 60.0, "n": number})
    return path


@pytest.fixture(scope="module")
def six(tmp_path_factory):
    """The lines of a log of six."""
    path = fill(tmp_path_factory.mktemp("log") / "audit.jsonl", 6)
    return path.read_bytes().splitlines(keepends=True)


def test_a_line_says_who_did_what_when_and_to_what(path):
    with AuditLog(path, clock) as log:
        log.append(ANNA, "decision", {"note": "қате", "on": {"id": "almaty-0001"}})
    [line] = path.read_text(encoding="utf-8").splitlines()
    content = json.loads(line)
    assert content.pop("hash") == hashlib.sha256(_canonical(content)).hexdigest()
    assert content == {
        "n": 1,
        "at": "2021-07-25T06:00:00.000Z",
        "who": {"name": "Анна", "role": "operator", "region": "almaty"},
        "what": "decision",
        "details": {"note": "қате", "on": {"id": "almaty-0001"}},
        "prev": "0" * 64,
    }


def _canonical(content):
    """As the documentation has it, apart from the code that writes it."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def test_each_line_carries_the_hash_of_the_one_before(path):
    lines = [json.loads(line) for line in fill(path).read_text().splitlines()]
    assert [line["n"] for line in lines] == [1, 2, 3, 4, 5]
    assert [line["prev"] for line in lines] == [START, *(line["hash"] for line in lines[:-1])]


def test_what_is_added_comes_back(path):
    with AuditLog(path, clock) as log:
        added = [
            log.append(ANNA, "a", {}),
            log.append(
                BEKZAT, "b", {"list": (1, 2.5, None, True), "line": "\n\u2028\x85\r", "7": 8}
            ),
        ]
        assert (log.lines, log.head) == (2, added[1].hash)
    assert list(entries(path)) == added
    assert added[1].details == {"list": [1, 2.5, None, True], "line": "\n\u2028\x85\r", "7": 8}


def test_a_log_goes_on_where_it_ended(path):
    fill(path, 3)
    with AuditLog(path, clock) as log:
        assert log.lines == 3
        assert log.append(ANNA, "more", {}).n == 4
    assert verify(path).lines == 4
    assert verify(path).holds


def test_a_new_log_is_empty_and_for_its_owner_alone(path):
    AuditLog(path).close()
    assert verify(path).lines == 0
    assert verify(path).head == START
    assert path.stat().st_mode & 0o077 == 0


def test_a_line_is_on_the_disk_before_anything_else_happens(path, monkeypatch):
    synced = []
    with AuditLog(path, clock) as log:
        monkeypatch.setattr(audit.os, "fsync", lambda _: synced.append(path.read_bytes()))
        log.append(ANNA, "a", {})
        log.append(ANNA, "b", {})
    assert [part.count(b"\n") for part in synced] == [1, 2]


@pytest.mark.parametrize("details", [{"x": math.nan}, {"x": object()}, {"x": "\ud800"}])
def test_what_does_not_go_into_json_is_not_begun(path, details):
    with AuditLog(path, clock) as log:
        with pytest.raises((TypeError, ValueError)):
            log.append(ANNA, "a", details)
        assert log.append(ANNA, "b", {}).n == 1
    assert verify(path).holds


def test_numbers_for_keys_are_in_the_order_in_which_they_are_read(path):
    with AuditLog(path, clock) as log:
        log.append(ANNA, "a", {9: 1, 10: 2})
    assert verify(path).holds


def test_a_second_one_is_refused_in_this_process(path):
    with AuditLog(path), pytest.raises(InputError, match="another board is writing to it"):
        AuditLog(path)
    AuditLog(path).close()


def test_a_second_process_is_refused(path):
    program = "import sys; from pathlib import Path; from console.board.audit import AuditLog\n"
    command = [sys.executable, "-c", program + "AuditLog(Path(sys.argv[1]))", str(path)]
    with AuditLog(path):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert "InputError" in done.stderr
        assert "another board is writing to it" in done.stderr
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def test_a_log_that_is_refused_is_let_go(path):
    path.write_text("torn")
    for _ in range(2):
        with pytest.raises(InputError, match="is torn"):
            AuditLog(path)


def test_a_closed_log_takes_nothing(path):
    log = AuditLog(path)
    log.close()
    log.close()
    with pytest.raises(InputError, match="is closed"):
        log.append(ANNA, "a", {})


@pytest.mark.parametrize("change", [b"x\n", None], ids=["longer", "shorter"])
def test_a_log_that_somebody_else_writes_to_takes_nothing_more(path, change):
    fill(path, 2)
    with AuditLog(path, clock) as log:
        if change:
            path.write_bytes(path.read_bytes() + change)
        else:
            os.truncate(path, 10)
        with pytest.raises(InputError, match="changed or taken away by somebody else"):
            log.append(ANNA, "a", {})


def test_a_log_that_was_taken_away_takes_nothing_more(path):
    with AuditLog(path, clock) as log:
        path.unlink()
        with pytest.raises(InputError, match="changed or taken away by somebody else"):
            log.append(ANNA, "a", {})


def test_a_disk_that_fills_up_half_way_leaves_no_half_line(path, monkeypatch):
    write, room = os.write, [20]

    def little_room(file, data):
        if not room[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = write(file, data[: room[0]])
        room[0] -= written
        return written

    fill(path, 2)
    before = path.read_bytes()
    with AuditLog(path, clock) as log:
        with monkeypatch.context() as patch:
            patch.setattr(audit.os, "write", little_room)
            with pytest.raises(InputError, match=r"No space left.*expected a disk with room"):
                log.append(ANNA, "a", {})
        assert path.read_bytes() == before
        log.append(ANNA, "b", {})
    assert [entry.what for entry in entries(path)] == ["playback", "playback", "b"]


def test_a_disk_that_writes_in_small_parts_gets_the_whole_line(path, monkeypatch):
    write = os.write
    monkeypatch.setattr(audit.os, "write", lambda file, data: write(file, data[:7]))
    fill(path, 2)
    assert verify(path).lines == 2


def test_where_nobody_knows_what_is_on_the_disk_nothing_follows_it(path, monkeypatch):
    def broken(*_):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with AuditLog(path, clock) as log:
        with monkeypatch.context() as patch:
            patch.setattr(audit.os, "fsync", broken)
            with pytest.raises(InputError, match="Input/output error"):
                log.append(ANNA, "a", {})
        with pytest.raises(InputError, match="is closed"):
            log.append(ANNA, "b", {})


@pytest.mark.parametrize("action", [verify, lambda path: list(entries(path)), AuditLog])
def test_what_is_no_file_is_bad_input(tmp_path, action):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="not a regular file"):
        action(pipe)
    with pytest.raises(InputError, match="not a regular file"):
        action(tmp_path)
    with pytest.raises(InputError, match="No such file"):
        action(tmp_path / "none" / "audit.jsonl")


@given(st.data())
def test_a_torn_last_line_is_refused_wherever_it_is_torn(tmp_path_factory, six, data):
    cut = data.draw(st.integers(1, len(six[3]) - 1))
    path = tmp_path_factory.mktemp("torn") / "audit.jsonl"
    path.write_bytes(b"".join(six[:3]) + six[3][:cut])
    before = path.read_bytes()
    with pytest.raises(BrokenLogError, match=r"line 4: is torn.*expected a line that ends"):
        AuditLog(path)
    assert path.read_bytes() == before
    verdict = verify(path)
    assert not verdict.holds
    assert verdict.lines == 3


def test_a_broken_log_is_not_gone_on_with(path):
    fill(path)
    path.write_bytes(path.read_bytes().replace(b"60.0", b"61.0", 1))
    with pytest.raises(BrokenLogError, match="line 1: was changed"):
        AuditLog(path)


def judge(folder, lines, head=None):
    path = folder.mktemp("log") / "audit.jsonl"
    path.write_bytes(b"".join(lines))
    return verify(path, head)


def assert_broken(verdict, first):
    """The first line that is not in its place, from 0, is the one that is named."""
    assert not verdict.holds
    assert verdict.lines == first
    assert f"line {first + 1}: " in verdict.error


def test_a_log_that_nobody_touched_holds(tmp_path_factory, six):
    verdict = judge(tmp_path_factory, six)
    assert verdict.holds
    assert verdict.lines == 6
    assert verdict.head == json.loads(six[-1])["hash"]
    assert judge(tmp_path_factory, six, verdict.head).holds


@given(st.data())
def test_any_byte_that_is_changed_is_found(tmp_path_factory, six, data):
    text = b"".join(six)
    place = data.draw(st.integers(0, len(text) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != text[place]))
    changed = text[:place] + bytes([byte]) + text[place + 1 :]
    verdict = judge(tmp_path_factory, [changed])
    assert_broken(verdict, text[:place].count(b"\n"))


@given(st.data())
def test_any_bytes_that_are_put_in_or_taken_out_of_a_line_are_found(tmp_path_factory, six, data):
    at = data.draw(st.integers(0, 5))
    place = data.draw(st.integers(0, len(six[at]) - 1))
    end = data.draw(st.integers(place, len(six[at]) - 1))
    new = data.draw(st.binary(max_size=5))
    line = six[at][:place] + new + six[at][end:]
    if line == six[at]:
        return
    assert_broken(judge(tmp_path_factory, [*six[:at], line, *six[at + 1 :]]), at)


FIELDS = {
    "n": st.integers(0, 9),
    "at": st.sampled_from(["2021-07-25T06:00:00.001Z", ""]),
    "what": st.text(max_size=3),
    "who": st.sampled_from(
        [{"name": "Анна", "role": "viewer", "region": None}, {"name": "x"}, None, ANNA.name]
    ),
    "details": st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    "prev": st.sampled_from([START, "f" * 64]),
    "hash": st.sampled_from([START, "f" * 64]),
}


@given(st.data())
def test_any_field_that_is_changed_is_found_even_if_the_line_is_hashed_anew(
    tmp_path_factory, six, data
):
    at = data.draw(st.integers(0, 4))
    field = data.draw(st.sampled_from(sorted(FIELDS)))
    content = json.loads(six[at])
    value = data.draw(FIELDS[field].filter(lambda value: value != content[field]))
    content[field] = value
    if field != "hash" and data.draw(st.booleans()):
        content["hash"] = _hash(content)
    verdict = judge(tmp_path_factory, [*six[:at], _line(content), *six[at + 1 :]])
    assert not verdict.holds
    # A line that fits in itself is only betrayed by the next one.
    assert verdict.lines in (at, at + 1)


@given(st.data())
def test_any_lines_that_are_taken_out_are_found(tmp_path_factory, six, data):
    at = data.draw(st.integers(0, 4))
    end = data.draw(st.integers(at + 1, 5))
    assert_broken(judge(tmp_path_factory, six[:at] + six[end:]), at)


@given(st.data())
def test_any_two_lines_that_change_places_are_found(tmp_path_factory, six, data):
    one, other = sorted(data.draw(st.sets(st.integers(0, 5), min_size=2, max_size=2)))
    swapped = [*six]
    swapped[one], swapped[other] = six[other], six[one]
    assert_broken(judge(tmp_path_factory, swapped), one)


@given(st.data())
def test_any_order_but_the_right_one_is_found(tmp_path_factory, six, data):
    order = data.draw(st.permutations(range(6)).filter(lambda order: order != [*range(6)]))
    first = next(place for place, number in enumerate(order) if place != number)
    assert_broken(judge(tmp_path_factory, [six[number] for number in order]), first)


@given(st.data())
def test_any_line_that_is_said_twice_is_found(tmp_path_factory, six, data):
    said = data.draw(st.integers(0, 5))
    place = data.draw(st.integers(0, 6))
    verdict = judge(tmp_path_factory, [*six[:place], six[said], *six[place:]])
    # Beside itself, it is the second of the two that is one too many.
    assert_broken(verdict, place + (place == said))


@given(st.data())
def test_any_line_that_was_made_up_is_found(tmp_path_factory, six, data):
    place = data.draw(st.integers(0, 5))
    content = json.loads(six[place]) | {"what": "nothing"}
    content["hash"] = _hash(content)
    verdict = judge(tmp_path_factory, [*six[:place], _line(content), *six[place:]])
    assert_broken(verdict, place + 1)


@pytest.mark.parametrize(
    "line", [b"\n", b"{}\n", b"[]\n", b"null\n", b"\xff\n", b"[" * 9999 + b"\n"]
)
def test_what_is_no_line_of_a_log_is_found(tmp_path_factory, six, line):
    verdict = judge(tmp_path_factory, [*six[:2], line, *six[2:]])
    assert_broken(verdict, 2)
    assert "is no line of an audit log" in verdict.error


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"n":3', b'"n": 3'),
        (b'"n":3', b'"n":3.0'),
        (b'"n":3', b'"n":4,"n":3'),
        (b'"what":"playback"', b'"what":"play\\u0062ack"'),
        (b'"speed":60.0', b'"speed":6e1'),
        (b'"speed":60.0', b'"speed":NaN'),
        (b'"speed":60.0', b'"speed":1e999'),
        (b'"name":', b'"age":7,"name":'),
        (b"}\n", b"}\r\n"),
    ],
)
def test_what_says_the_same_in_other_words_is_found(tmp_path_factory, six, old, new):
    assert old in six[2]
    changed = six[2].replace(old, new, 1)
    assert_broken(judge(tmp_path_factory, [*six[:2], changed, *six[3:]]), 2)


def test_what_is_cut_off_the_end_shows_against_the_head_alone(tmp_path_factory, six):
    head = json.loads(six[-1])["hash"]
    for left in range(6):
        assert judge(tmp_path_factory, six[:left]).holds
        verdict = judge(tmp_path_factory, six[:left], head)
        assert not verdict.holds
        assert f"no line has the hash {head}: lines at the end are gone" in verdict.error


def test_what_was_written_anew_to_the_end_shows_against_the_head_alone(tmp_path_factory, six):
    head = json.loads(six[-1])["hash"]
    contents = [json.loads(line) for line in six]
    contents[3]["what"] = "nothing"
    prev = START
    for content in contents:
        content["prev"] = prev
        prev = content["hash"] = _hash(content)
    forged = [_line(content) for content in contents]
    assert judge(tmp_path_factory, forged).holds
    assert not judge(tmp_path_factory, forged, head).holds


def test_a_head_that_was_noted_earlier_says_how_much_came_after_it(tmp_path_factory, six):
    head = json.loads(six[3])["hash"]
    verdict = judge(tmp_path_factory, six, head)
    assert not verdict.holds
    assert re.search(rf"line 6: {head} is the hash of line 4, and 2 more came", verdict.error)


def _hash(content):
    return hashlib.sha256(
        _canonical({name: value for name, value in content.items() if name != "hash"})
    ).hexdigest()


def _line(content):
    return _canonical(content) + b"\n"
