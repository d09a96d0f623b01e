"""Days judged in short: one of a by-election for each of two scenarios."""

from bench import judging


def test_days_are_judged_and_the_table_is_put_into_a_page(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(judging, "scenario_ids", lambda: ["as-reported", "calm"])
    page = tmp_path / "page.md"
    names = ("days judged", "days by scenario")
    page.write_text("".join(f"<!-- {name} -->\n<!-- end -->\n" for name in names))
    wish = ["--days", "2", "--election", "kz-2021-08-01", "--processes", "1", "--write", str(page)]
    assert judging.main(wish) == 0
    text = page.read_text()
    assert "| calm | 1 | " in text
    assert "every alert that had to come came" in capsys.readouterr().out
