"""Models without validation are what validation would have made of the same values."""

import pytest
from pydantic import ValidationError

from config.election import Contest, Names
from config.unchecked import unchecked

NAMES = {"en": "East", "kk": "Шығыс", "ru": "Восток"}
CONTEST = {
    "id": "east-a",
    "region": "east",
    "district": "east-d",
    "name": unchecked(Names, **NAMES),
    "kind": "village",
    "illustrative": True,
}


def test_it_equals_the_validated_one():
    assert unchecked(Names, **NAMES) == Names(**NAMES)
    made, checked = unchecked(Contest, **CONTEST), Contest(**CONTEST)
    assert made == checked
    assert hash(made) == hash(checked)
    assert made.model_dump_json() == checked.model_dump_json()
    assert made.model_fields_set == checked.model_fields_set
    assert made.model_copy(update={"id": "east-b"}).id == "east-b"
    assert repr(made) == repr(checked)


def test_it_is_frozen_all_the_same():
    with pytest.raises(ValidationError, match="frozen"):
        unchecked(Names, **NAMES).en = "West"


def test_a_copy_does_not_change_what_the_others_share():
    one, two = (unchecked(Names, **NAMES) for _ in range(2))
    one.model_copy().model_fields_set.discard("en")
    assert two.model_fields_set == {"en", "kk", "ru"}
