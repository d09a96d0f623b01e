"""The faults of a network: off unless they are given, and then part of the scenario's identity."""

import pytest

from config.errors import InputError
from config.library import SCENARIOS, load_scenario
from config.rates import FAULTS, Delivery

CALM = (SCENARIOS / "calm.toml").read_text(encoding="utf-8")
USUAL = {"median_seconds": 4, "spread": 0.9, "duplicates": 0.005}


@pytest.mark.parametrize("name", ["calm", "as-reported"])
def test_scenarios_without_faults_have_none_and_say_nothing_of_them(name):
    delivery = load_scenario(name).delivery

    assert delivery.faults == ()
    assert list(delivery.model_dump()) == ["median_seconds", "spread", "duplicates", "partitions"]


def test_the_bad_network_has_all_of_them():
    assert load_scenario("bad-network").delivery.faults == FAULTS


def test_what_is_on_is_part_of_what_a_run_is_named_after():
    usual = Delivery(**USUAL)
    dumps = {usual.model_dump_json()}
    for fault in FAULTS:
        one = Delivery(**USUAL, **{fault: 0.25})
        assert one.faults == (fault,)
        assert Delivery.model_validate_json(one.model_dump_json()) == one
        dumps.add(one.model_dump_json())
    dumps.add(Delivery(**USUAL, resend_seconds=21).model_dump_json())

    assert len(dumps) == 2 + len(FAULTS)


def test_a_fault_that_is_turned_off_by_hand_is_as_if_it_were_not_there():
    off = dict.fromkeys(FAULTS, 0)

    assert Delivery(**USUAL, **off, resend_seconds=20).model_dump_json() == (
        Delivery(**USUAL).model_dump_json()
    )


@pytest.mark.parametrize(
    ("line", "where", "what", "expected"),
    [
        ("losses = 0.95", "delivery.losses", "is 0.95", "at most 0.9"),
        ("losses = 1", "delivery.losses", "is 1", "at most 0.9"),
        ("losses = -0.1", "delivery.losses", "is -0.1", "at least 0"),
        ("resend_seconds = 0", "delivery.resend_seconds", "is 0", "more than 0"),
        ("reordering_seconds = -1", "delivery.reordering_seconds", "is -1", "at least 0"),
        ("clock_skew_seconds = inf", "delivery.clock_skew_seconds", "is inf", "at most 3600"),
        ("corrupted = 1.5", "delivery.corrupted", "is 1.5", "at most 1"),
        ("forged = nan", "delivery.forged", "is nan", ""),
        ("misplaced = 2", "delivery.misplaced", "is 2", "at most 1"),
        ("foreign = -1", "delivery.foreign", "is -1", "at least 0"),
        ("forgery = 0.1", "delivery.forgery", "is not a known field", "did you mean forged?"),
    ],
)
def test_a_rate_that_cannot_be_is_named(tmp_path, line, where, what, expected):
    path = tmp_path / "own.toml"
    path.write_text(CALM + line + "\n", encoding="utf-8")

    with pytest.raises(InputError) as refused:
        load_scenario(path)
    assert refused.value.where == f"{path}, {where}"
    assert what in refused.value.what
    assert expected in refused.value.expected


def test_nothing_goes_astray_where_there_is_one_partition(tmp_path):
    path = tmp_path / "own.toml"
    text = CALM.replace("partitions = 4", "partitions = 1\nmisplaced = 0.1")
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=r"misplaced is 0\.1 and partitions 1") as refused:
        load_scenario(path)
    assert "2 partitions or more" in refused.value.expected
