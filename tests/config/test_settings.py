from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import EXIT_BAD_INPUT, InputError
from config.settings import Settings, load_settings, speed


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in list(os.environ):
        if name.upper().startswith("SAYLAU_"):
            monkeypatch.delenv(name)


def test_nothing_set_gives_the_default_day():
    settings = load_settings()
    assert (settings.election, settings.scenario) == ("kz-2021-07-25", "as-reported")
    assert (settings.seed, settings.speed, settings.out) == (20210725, 600.0, None)
    assert (settings.language, settings.processes) == ("en", 1)
    assert (settings.metrics_host, settings.metrics_port) == ("127.0.0.1", None)
    assert settings.log_format == "text"


def test_every_setting_is_read(monkeypatch):
    for name, value in (
        ("ELECTION", "kz-2021-08-22"),
        ("SCENARIO", "calm"),
        ("SEED", "7"),
        ("SPEED", "max"),
        ("OUT", "runs/one"),
        ("LANGUAGE", "kk"),
        ("PROCESSES", "2"),
        ("METRICS_HOST", "::1"),
        ("METRICS_PORT", "0"),
        ("LOG_FORMAT", "json"),
    ):
        monkeypatch.setenv(f"SAYLAU_{name}", value)
    assert load_settings() == Settings.model_construct(
        election="kz-2021-08-22",
        scenario="calm",
        seed=7,
        speed="max",
        out=Path("runs/one"),
        language="kk",
        processes=2,
        metrics_host="::1",
        metrics_port=0,
        log_format="json",
    )


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SAYLAU_SEED", "lucky", "a whole number"),
        ("SAYLAU_SEED", "-1", "at least 0"),
        ("SAYLAU_SEED", str(2**63), "less than"),
        ("SAYLAU_SPEED", "fast", 'a number above 0 (simulated seconds a second), or "max"'),
        ("SAYLAU_SPEED", "0", "a number above 0"),
        ("SAYLAU_SPEED", "nan", "a number above 0"),
        ("SAYLAU_SPEED", "inf", "a number above 0"),
        ("SAYLAU_LANGUAGE", "sv", "one of 'en', 'kk' or 'ru'"),
        ("SAYLAU_PROCESSES", "0", "at least 1"),
        ("SAYLAU_PROCESSES", "1.5", "a whole number"),
        ("SAYLAU_METRICS_PORT", "http", "a port from 1 to 65535, or 0 for any that is free"),
        ("SAYLAU_METRICS_PORT", "65536", "a port from 1 to 65535"),
        ("SAYLAU_METRICS_PORT", "-1", "a port from 1 to 65535"),
        ("SAYLAU_LOG_FORMAT", "xml", "one of 'text' or 'json'"),
    ],
)
def test_a_bad_value_is_named_with_its_variable(monkeypatch, name, value, expected):
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError) as refused:
        load_settings()
    assert (refused.value.where, refused.value.what) == (name, f'is "{value}"')
    assert expected in refused.value.expected
    assert refused.value.exit_code == EXIT_BAD_INPUT


@pytest.mark.parametrize(
    "name", ["SAYLAU_OUT", "SAYLAU_ELECTION", "SAYLAU_SCENARIO", "SAYLAU_METRICS_HOST"]
)
def test_an_empty_value_is_refused(monkeypatch, name):
    monkeypatch.setenv(name, "")
    with pytest.raises(InputError, match=f"{name}: is "):
        load_settings()


def test_a_misspelt_variable_is_answered_with_the_near_one(monkeypatch):
    monkeypatch.setenv("SAYLAU_SEDE", "7")
    with pytest.raises(InputError) as refused:
        load_settings()
    assert (refused.value.where, refused.value.what) == ("SAYLAU_SEDE", "is not a known setting")
    assert "did you mean SAYLAU_SEED?" in refused.value.expected


def test_other_variables_are_none_of_our_business(monkeypatch):
    monkeypatch.setenv("SAYLAUX_SEED", "x")
    assert load_settings().seed == 20210725


@given(st.floats(min_value=0, exclude_min=True, allow_infinity=False))
def test_any_speed_above_nothing_is_read_back(number):
    assert speed(repr(number)) == number
