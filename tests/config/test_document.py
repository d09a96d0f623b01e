from __future__ import annotations

import pytest

from config.document import parse_document, read_document
from config.election import Model
from config.errors import InputError


class Desk(Model):
    id: str
    seconds: float


class Hall(Model):
    desks: tuple[Desk, ...]
    open: bool
    main: Desk | None = None


GOOD = """open = true
[[desks]]
id = "left"
seconds = 45
[[desks]]
id = "right"
seconds = 50
"""


def refusal(text):
    with pytest.raises(InputError) as refused:
        parse_document(text, Hall, "hall.toml")
    return refused.value.where, refused.value.what, refused.value.expected


def test_a_document_becomes_a_model():
    assert parse_document(GOOD, Hall, "hall.toml").desks[1] == Desk(id="right", seconds=50)


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path):
    for encoding in ("utf-8", "utf-8-sig"):
        path = tmp_path / "hall.toml"
        path.write_text(GOOD, encoding=encoding)
        assert read_document(path, Hall).open


def test_wrong_notation_is_named_with_its_line():
    where, what, expected = refusal(GOOD.replace("seconds = 50", "seconds = = 50"))
    assert where == "hall.toml, line 7"
    assert what == "Invalid value"
    assert "TOML" in expected


def test_a_file_cut_short_is_named_with_its_last_line():
    assert refusal('open = true\n[main]\nid = "left')[0] == "hall.toml, line 3"


def test_a_field_twice_is_wrong_notation():
    assert refusal(GOOD.replace("seconds = 45", 'id = "x"'))[0] == "hall.toml, line 4"


def test_a_bad_value_is_named_with_its_path_and_the_entry_it_stands_in():
    bad = GOOD.replace("seconds = 50", 'seconds = "slow"')
    assert refusal(bad) == ("hall.toml, desks[2] (right).seconds", 'is "slow"', "a number")


def test_an_unknown_field_is_answered_with_the_near_one():
    where, what, expected = refusal(GOOD.replace("seconds = 50", "second = 50"))
    assert where == "hall.toml, desks[2] (right).second"
    assert what == "is not a known field (and 1 more: desks.seconds)"
    assert expected == "one of id, seconds (did you mean seconds?)"


def test_an_unknown_field_of_an_optional_table_is_answered_from_that_table():
    bad = GOOD + '[main]\nid = "x"\nseconds = 1\nopen = true\n'
    assert refusal(bad)[2] == "one of id, seconds"


def test_a_missing_field_is_named():
    where, what, expected = refusal(GOOD.replace("open = true\n", ""))
    assert (where, what, expected) == ("hall.toml, open", "is missing", "a value for open")


def test_a_wrong_kind_of_value_is_named():
    bad = 'open = true\ndesks = "none"\n'
    assert refusal(bad) == ("hall.toml, desks", 'is "none"', "a list")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"hall\.toml: No such file"):
        read_document(tmp_path / "hall.toml", Hall)


def test_other_encodings_are_refused(tmp_path):
    path = tmp_path / "hall.toml"
    path.write_bytes("open = true\n# зал\n".encode("cp1251"))
    with pytest.raises(InputError, match="line 2: byte 0xe7 is not UTF-8"):
        read_document(path, Hall)
