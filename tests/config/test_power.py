"""The power of the rules: read from data, drawn between its numbers, said in words."""

import pytest

from config import power as module
from config.power import Power, power, power_text, powers
from config.rulebook import rules


@pytest.fixture
def table(monkeypatch):
    one = Power(
        effect="e",
        unit="of u",
        made="m",
        stations=(100, 400, 1600),
        smallest=(0, 0.2, 0.05),
        in_region=(0, 0.4, 0.1),
    )
    monkeypatch.setattr(module, "powers", lambda: {"F401": one})


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("stations", "least"),
    [(99, None), (100, None), (200, None), (400, 0.2), (1600, 0.05), (10**6, 0.05)],
)
def test_the_numbers_of_the_table_are_taken_as_they_are(stations, least):
    assert power("F401", stations) == least


@pytest.mark.usefixtures("table")
def test_between_two_numbers_it_is_straight_on_logarithmic_scales():
    assert power("F401", 800) == pytest.approx(0.1)


@pytest.mark.usefixtures("table")
def test_among_the_stations_of_a_region_it_is_another():
    assert power("F401", 1600, "region") == 0.1
    said = power_text("F401", 400, "region")
    assert said == "40 % of u: e (where the region is one of fourteen)"


@pytest.mark.usefixtures("table")
def test_it_is_said_in_words():
    assert power_text("F401", 400) == "20 % of u: e"
    assert power_text("F401", 100).startswith("none")
    assert power_text("F409", 100) == ""


@pytest.mark.parametrize(
    ("stations", "smallest"), [((100, 100), (0.1, 0.1)), ((200, 100), (0.1, 0.1)), ((100,), ())]
)
def test_a_table_out_of_order_is_refused(stations, smallest):
    with pytest.raises(ValueError, match=r"ascending|one a number"):
        Power(effect="e", unit="u", made="m", stations=stations, smallest=smallest)


def test_every_rule_on_many_stations_has_its_power():
    asked = {code for code in rules() if code[0] == "F"} | {"T207", "P308"}

    assert set(powers()) == asked
    assert all(one.stations[-1] == 100_000 for one in powers().values())
