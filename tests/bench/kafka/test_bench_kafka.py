"""The benchmark on a real broker, at a small size: worker and bare loops, figures checked."""

import json

import pytest

from bench.kafka import contestants
from bench.kafka.__main__ import main


@pytest.mark.xdist_group("kafka")
@pytest.mark.usefixtures("broker_tools")
def test_worker_and_bare_loops_come_out_right_at_a_small_size(tmp_path, capsys):
    words = ["--records", "4096", "--repeats", "1", "--only", "worker,bare,core"]

    assert main([*words, "--out", str(tmp_path)]) == 0

    said = capsys.readouterr()
    assert "Everything holds." in said.out
    assert "round 1 of 1: Saylau's worker" in said.err
    found = json.loads((tmp_path / "peers.json").read_text(encoding="utf-8"))
    assert found["holds"] is True
    assert {name: each["right"] for name, each in found["contestants"].items()} == {
        "worker": True,
        "core": True,
        "bare": True,
    }
    assert all(each["rounds"][0]["records"] > 4096 for each in found["contestants"].values())
    assert (tmp_path / "peers.svg").stat().st_size
    assert "| Saylau's worker |" in (tmp_path / "peers.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("broker_tools")
def test_a_peer_that_is_not_installed_is_named_with_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("bench.kafka.versions.PEERS", tmp_path / "nowhere")

    assert main(["--only", "quix", "--out", str(tmp_path)]) == 2

    assert "make peers" in capsys.readouterr().err


def test_missing_java_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert main(["--only", "bare", "--out", str(tmp_path)]) == 2

    assert "there is no java and no mvn: install Java 17 and Maven" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--only", "quic"], ["--records", "0"], ["--repeats", "many"]])
def test_what_makes_no_sense_is_refused(words):
    with pytest.raises(SystemExit, match="2"):
        main(words)


def test_every_contestant_says_what_it_keeps_and_all_but_ours_what_they_do_less():
    for each in contestants.CONTESTANTS:
        assert each.keeps
        assert bool(each.less) == (each.name != contestants.WORKER)
