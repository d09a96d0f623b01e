"""The versions of Faust and its client that batches were tested with."""

import pytest

from config.errors import SaylauError
from stream.kafka import batches
from stream.kafka.batches import check_versions


def test_the_installed_versions_are_taken():
    check_versions()


@pytest.mark.parametrize("package", ["faust-streaming", "aiokafka"])
def test_versions_it_was_not_tested_with_are_refused(monkeypatch, package):
    true = batches.version
    monkeypatch.setattr(batches, "version", lambda name: "9.9" if name == package else true(name))
    with pytest.raises(SaylauError, match=rf"{package} 9\.9 is installed; the worker is tested"):
        check_versions()
