"""Load goes to this computer, unless somebody says that another is theirs."""

import pytest

from config.errors import InputError
from console.load.owned import check_owned


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.8.8.8", "localhost", "LOCALHOST.", "[::1]", "::1", "::ffff:127.0.0.1"],
)
def test_this_computer_may_be_loaded(host):
    check_owned([host], ())


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "example.com",
        "0.0.0.0",
        "[2001:db8::1]",
        "localhost.example.com",
        "127.0.0.1.nip.io",
        "::ffff:10.0.0.1",
        "",
    ],
)
def test_others_may_not_unless_they_are_named(host):
    with pytest.raises(InputError, match="--i-own-this-target"):
        check_owned(["127.0.0.1", host], ())
    with pytest.raises(InputError):
        check_owned([host], ["other.example.com"])
    if host:
        check_owned([host.upper()], [host])
