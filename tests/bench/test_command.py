"""A measured command is the real one, in a process of its own, without the user's settings."""

import pytest

from bench.command import saylau


def test_a_command_tells_what_it_said_and_what_it_took(tmp_path, monkeypatch):
    monkeypatch.setenv("SAYLAU_LANGUAGE", "no such language")

    done = saylau("elections", cwd=tmp_path)

    assert "kz-2021-07-25" in done.said
    assert done.lap.cpu_s > 0
    assert 5_000_000 < done.peak_bytes < 1_000_000_000


def test_what_this_process_holds_is_not_booked_on_the_command(tmp_path):
    lean = saylau("elections", cwd=tmp_path).peak_bytes
    ballast = bytearray(b"x" * 150_000_000)

    assert saylau("elections", cwd=tmp_path).peak_bytes < lean + len(ballast) // 2


def test_a_command_that_fails_is_an_error_that_says_why(tmp_path):
    with pytest.raises(RuntimeError, match=r"(?s)ended with 2.*nowhere"):
        saylau("tally", "nowhere", "--out", "there", cwd=tmp_path)
