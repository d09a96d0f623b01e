"""Options and settings of how a worker is looked after."""

import pytest

from config.settings import load_settings
from console.upkeep import upkeep_of
from stream.kafka.start import Upkeep


def test_a_worker_listens_nowhere_and_logs_text_unless_told_otherwise():
    assert upkeep_of(load_settings(), None, None) == Upkeep("127.0.0.1", None, "text")


def test_settings_are_heeded_and_options_go_before_them(monkeypatch):
    monkeypatch.setenv("SAYLAU_METRICS_HOST", "0.0.0.0")
    monkeypatch.setenv("SAYLAU_METRICS_PORT", "9464")
    monkeypatch.setenv("SAYLAU_LOG_FORMAT", "json")
    settings = load_settings()
    assert upkeep_of(settings, None, None) == Upkeep("0.0.0.0", 9464, "json")
    assert upkeep_of(settings, "0", "text") == Upkeep("0.0.0.0", 0, "text")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--metrics-port", "65536"),
        ("--metrics-port", "-1"),
        ("--metrics-port", "http"),
        ("--metrics-port", ""),
        ("--log-format", "xml"),
        ("--log-format", "JSON"),
    ],
)
def test_a_bad_option_is_named(refused, option, value):
    says = refused("worker", "--run", "x", "--unchecked", option, value)
    assert f'{option}: "{value}"; expected ' in says


@pytest.mark.parametrize("name", ["SAYLAU_METRICS_PORT", "SAYLAU_LOG_FORMAT"])
def test_a_bad_setting_is_named(refused, monkeypatch, name):
    monkeypatch.setenv(name, "no")
    assert f'{name}: is "no"; expected ' in refused("worker", "--run", "x", "--unchecked")
