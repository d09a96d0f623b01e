from sim.oracle.alert import ExpectedAlert
from sim.oracle.spells import Spells

FELL, LATE = ("T202", ""), ("T204", "opened-late")


def test_a_condition_opens_clears_and_comes_again():
    spells = Spells()
    for at, holding in enumerate([set(), {FELL}, {FELL}, set(), {FELL, LATE}, {LATE}], start=10):
        spells.settle(holding, at)

    assert list(spells.alerts("here")) == [
        ExpectedAlert(("T202",), "here", 11, 15, "", 2),
        ExpectedAlert(("T204",), "here", 14, None, "opened-late"),
    ]


def test_what_never_held_is_no_alert():
    spells = Spells()
    spells.settle(set(), 10)

    assert list(spells.alerts("here")) == []
