"""The rule book on the command line."""

import pytest

from config.library import load_scenario
from config.rulebook import code_of, rules
from console import rehearsals


def test_all_codes_are_listed_by_family(saylau):
    code, out, _ = saylau("rules")
    assert code == 0
    assert all(f"  {each}  " in out for each in rules())
    assert out.index("S101") < out.index("T201") < out.index("P301") < out.index("F401")


def test_a_rule_is_explained_with_its_thresholds(saylau):
    code, out, _ = saylau("rules", "t203")
    assert code == 0
    assert "one for 300 on the list" in out
    assert "fastest_service_seconds = 20 seconds" in out
    assert "{" not in out


def test_an_incident_is_explained_by_its_category(saylau):
    assert 'category "gifts-to-voters"' in saylau("rules", "I501")[1]
    assert 'category "any other"' in saylau("rules", "I599")[1]


def test_an_unknown_code_is_refused_with_the_nearest_ones(refused):
    says = refused("rules", "t2O2")
    assert '"t2O2"; expected a code that `saylau rules` lists (nearest: T202, ' in says
    assert refused("rules", "Z!").endswith("expected a code that `saylau rules` lists\n")


@pytest.mark.parametrize("code", rules())
def test_every_rule_can_be_seen_with_a_scenario_that_raises_it(code):
    command = rehearsals.seen_with(code)
    assert command.startswith("saylau run --scenario ")
    scenario = load_scenario(command.split()[3])
    kinds = [inject.what for inject in scenario.injects]
    certain = {one for kind in kinds for group in kind.codes for one in group}
    certain |= {code_of(incident.category) for incident in scenario.incidents}
    certain |= {code_of("candidate-withdrawn")} if scenario.withdrawals else set()
    assert code in certain | {one for kind in kinds for one in kind.likely}
    assert command.endswith("(perhaps)") == (code not in certain)


def test_what_shows_at_one_station_is_not_shown_in_a_flood():
    assert rehearsals.seen_with("T202") == "saylau run --scenario every-rule --speed max"
    assert "stuffing" in rehearsals.seen_with("F401")


def test_a_rule_is_explained_with_what_shows_it(saylau):
    assert "See it with\n  saylau run --scenario every-rule" in saylau("rules", "T202")[1]


def test_pages_are_written_and_a_file_in_the_way_is_told_of(saylau, refused, tmp_path):
    code, _, _ = saylau("rules", "--pages", tmp_path / "pages")
    assert code == 0
    assert len(list((tmp_path / "pages").iterdir())) == len(rules())
    (tmp_path / "file").write_text("")
    assert "expected a writable folder" in refused("rules", "--pages", tmp_path / "file")
