"""The rule book on the command line."""

from config.rulebook import rules


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


def test_an_unknown_code_is_refused(refused):
    assert '"T999"' in refused("rules", "T999")


def test_pages_are_written_and_a_file_in_the_way_is_told_of(saylau, refused, tmp_path):
    code, _, _ = saylau("rules", "--pages", tmp_path / "pages")
    assert code == 0
    assert len(list((tmp_path / "pages").iterdir())) == len(rules())
    (tmp_path / "file").write_text("")
    assert "expected a writable folder" in refused("rules", "--pages", tmp_path / "file")
