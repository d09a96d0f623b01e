from __future__ import annotations

import csv
import io
import os
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from config.election import Model, Names, Slug
from config.errors import InputError
from config.tables import WHOLE, read_table, text_of


class Village(Model):
    id: Slug
    kind: Literal["village", "town"]
    name: Names
    voters: Annotated[int, Field(ge=1)]
    contests: tuple[Slug, ...]
    share: float | None
    seats: int | None
    illustrative: bool
    note: str


HEADER = "id,kind,name_en,name_kk,name_ru,voters,contests,share,seats,illustrative,note"
ULKEN = "ulken,village,Ülken,Үлкен,Улькен,1200,a b,0.5,,yes,"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "villages.csv"


def refusal(path, text, key=("id",)):
    if isinstance(text, bytes):
        path.write_bytes(text)
    else:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_table(path, Village, key)
    where = refused.value.where
    assert where.startswith(str(path))
    return where.removeprefix(str(path)), refused.value.what, refused.value.expected


def with_cell(column, value):
    cells = ULKEN.split(",")
    cells[HEADER.split(",").index(column)] = value
    return f"{HEADER}\n{ULKEN.replace('ulken', 'other', 1)}\n{','.join(cells)}\n"


def test_a_row_becomes_a_model(file):
    file.write_text(f"{HEADER}\n{ULKEN}\n", encoding="utf-8")
    table = read_table(file, Village)
    assert table.rows == (
        Village(
            id="ulken",
            kind="village",
            name=Names(en="Ülken", kk="Үлкен", ru="Улькен"),
            voters=1200,
            contests=("a", "b"),
            share=0.5,
            seats=None,
            illustrative=True,
            note="",
        ),
    )
    assert [where for where, _ in table] == [f"{file}, line 2"]


def test_columns_may_stand_in_any_order_behind_a_byte_order_mark(file):
    header, cells = HEADER.split(","), ULKEN.split(",")
    text = f"{','.join(reversed(header))}\r\n\r\n{','.join(reversed(cells))}\r\n"
    file.write_text(text, encoding="utf-8-sig", newline="")
    assert read_table(file, Village).rows[0].name.en == "Ülken"


def test_an_empty_cell_is_an_absent_value(file):
    file.write_text(f"{HEADER}\n{ULKEN.replace('0.5', '')}\n", encoding="utf-8")
    assert read_table(file, Village).rows[0].share is None


def test_a_header_alone_is_an_empty_table(file):
    file.write_text(f"{HEADER}\n", encoding="utf-8")
    assert read_table(file, Village).rows == ()


@pytest.mark.parametrize(
    ("column", "value", "what", "expected"),
    [
        ("id", "Ülken!", 'is "Ülken!"', "lower-case letters a-z, digits, hyphens or colons"),
        ("kind", "hamlet", 'is "hamlet"', "one of 'village' or 'town'"),
        ("name_kk", "", "is empty", "some text"),
        ("voters", "many", 'is "many"', WHOLE),
        ("voters", "12.5", 'is "12.5"', WHOLE),
        ("voters", "812.0", 'is "812.0"', WHOLE),
        ("voters", "8_12", 'is "8_12"', WHOLE),
        ("voters", " 812 ", 'is " 812 "', WHOLE),
        ("voters", "+812", 'is "+812"', WHOLE),
        ("voters", "٨١٢", 'is "٨١٢"', WHOLE),
        ("voters", "", 'is ""', WHOLE),
        ("seats", "1_0", 'is "1_0"', f"{WHOLE}, or nothing"),
        ("voters", "0", 'is "0"', "at least 1"),
        ("contests", "a B", 'is "B"', "lower-case letters a-z, digits, hyphens or colons"),
        ("share", "half", 'is "half"', "a number"),
        ("illustrative", "true", 'is "true"', "yes or no"),
        ("illustrative", "", 'is ""', "yes or no"),
    ],
)
def test_a_bad_cell_is_named_with_line_and_column(file, column, value, what, expected):
    where = f", line 3, column {column}"
    assert refusal(file, with_cell(column, value)) == (where, what, expected)


def test_further_findings_are_counted(file):
    text = with_cell("voters", "0").replace("village", "hamlet")
    assert refusal(file, text)[1] == 'is "hamlet" (and 2 more: kind, voters)'


def test_a_long_bad_value_is_cut(file):
    _, what, _ = refusal(file, with_cell("voters", "9" * 100 + "x"))
    assert what.endswith("9...")
    assert len(what) < 70


def test_a_missing_file_is_named(file):
    with pytest.raises(
        InputError, match=r"villages\.csv: No such file .*; expected a readable file"
    ):
        read_table(file, Village)


def test_an_empty_file_needs_a_header(file):
    assert refusal(file, "") == (", line 1", "the file is empty", f"a header: {HEADER}")


def test_a_missing_column_is_named(file):
    text = f"{HEADER.replace(',voters', '')}\n"
    assert refusal(file, text) == (", line 1", 'column "voters" is missing', f"a header: {HEADER}")


def test_a_misspelt_column_is_answered_with_the_missing_one(file):
    where, what, expected = refusal(file, f"{HEADER.replace('voters', 'voter')}\n")
    assert (where, what) == (", line 1", 'column "voter" is not known')
    assert expected == "one of voters (did you mean voters?)"


def test_an_extra_column_is_refused(file):
    assert refusal(file, f"{HEADER},colour\n")[1] == 'column "colour" is not known'


def test_a_column_twice_is_refused(file):
    assert refusal(file, f"{HEADER},id\n")[1] == 'column "id" stands there twice'


def test_a_line_with_too_few_cells_is_refused(file):
    text = f"{HEADER}\n{ULKEN}\nother,village\n"
    assert refusal(file, text) == (", line 3", "2 cells", "11, as the header")


def test_a_quote_left_open_is_refused_where_it_begins(file):
    text = f'{HEADER}\n{ULKEN}\n"other,village\nand,so,on\n'
    where, _, expected = refusal(file, text)
    assert where == ", line 3"
    assert "each opening quote with its closing one" in expected


def test_other_encodings_are_refused_with_the_line(file):
    text = f"{HEADER}\n{ULKEN}\n".encode() + "другое".encode("cp1251")
    assert refusal(file, text) == (", line 3", "byte 0xe4 is not UTF-8", "text in UTF-8")


def test_a_key_may_occur_only_once(file):
    text = f"{HEADER}\n{ULKEN}\n{ULKEN.replace('1200', '1300')}\n"
    where, what, expected = refusal(file, text)
    assert (where, what) == (", line 3", "id = ulken again")
    assert expected == "each only once (first: line 2)"


def test_a_key_may_have_several_columns(file):
    text = f"{HEADER}\n{ULKEN}\n{ULKEN.replace('village', 'town')}\n"
    file.write_text(text, encoding="utf-8")
    assert len(read_table(file, Village, ("id", "kind")).rows) == 2
    text += ULKEN
    assert refusal(file, text, ("id", "kind"))[1] == "id, kind = ulken, village again"


def test_lines_are_those_an_editor_shows(file):
    text = f'{HEADER}\n\n{ULKEN}"two\nlines"\nother,town,A,B,C,x,,,,no,\n'
    assert refusal(file, text)[0] == ", line 5, column voters"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_any_text_survives_a_cell(tmp_path_factory, note):
    path = tmp_path_factory.mktemp("cells") / "villages.csv"
    out = io.StringIO(newline="")
    csv.writer(out).writerow([*ULKEN.split(",")[:-1], note])
    path.write_bytes(f"{HEADER}\n{out.getvalue()}".encode())
    assert [row.note for row in read_table(path, Village).rows] == [note]


def test_a_directory_is_no_file(tmp_path):
    with pytest.raises(InputError, match="expected a readable file"):
        text_of(tmp_path)


def test_a_named_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="is not a regular file"):
        text_of(tmp_path / "pipe")
