"""Where the board may listen."""

import shutil
import subprocess

import pytest

from config.errors import InputError
from console.board.binding import Binding

LOOPBACK = ["127.0.0.1", "127.0.0.53", "::1", "[::1]", "localhost", "LocalHost"]
ANY = "0.0.0.0"
ELSEWHERE = [ANY, "::", "[::]", "10.0.0.5", "192.168.1.7", "fe80::1", "board.kz", "127.1"]


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    """A certificate, its key, another key, and one under a password."""
    folder = tmp_path_factory.mktemp("pem")
    openssl = shutil.which("openssl")
    assert openssl, "these tests need openssl"
    made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    key = ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
    for arguments in (
        [*made, "-subj", "/CN=board", "-keyout", "key.pem", "-out", "certificate.pem"],
        [*key, "-out", "other.pem"],
        ["pkey", "-in", "key.pem", "-aes256", "-passout", "pass:secret", "-out", "locked.pem"],
    ):
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def users(tmp_path):
    return tmp_path / "users.toml"


@pytest.mark.parametrize("host", LOOPBACK)
def test_at_this_computer_it_listens_without_more(host):
    binding = Binding.of(host)
    assert binding.loopback
    assert not binding.tls
    assert binding.host == host.strip("[]")


@pytest.mark.parametrize("host", ELSEWHERE)
def test_elsewhere_it_does_not_listen_unencrypted(host, users):
    with pytest.raises(InputError) as caught:
        Binding.of(host, users=users)
    assert caught.value.where == f"--host {host}"
    assert "unencrypted" in caught.value.what
    assert "--behind-proxy" in caught.value.expected


@pytest.mark.parametrize("host", ELSEWHERE)
def test_elsewhere_it_does_not_listen_without_users(host, pem):
    with pytest.raises(InputError, match="others can reach the board there; expected --users"):
        Binding.of(host, behind_proxy=True)
    with pytest.raises(InputError, match="others can reach the board there; expected --users"):
        Binding.of(host, certificate=pem / "certificate.pem", key=pem / "key.pem")


@pytest.mark.parametrize("host", ELSEWHERE)
def test_elsewhere_it_listens_behind_a_proxy_or_over_tls_with_users(host, users, pem):
    assert not Binding.of(host, behind_proxy=True, users=users).tls
    files = {"certificate": pem / "certificate.pem", "key": pem / "key.pem"}
    assert Binding.of(host, **files, users=users).tls


def test_tls_at_this_computer_needs_no_users(pem):
    files = {"certificate": pem / "certificate.pem", "key": pem / "key.pem"}
    assert Binding.of("localhost", **files).tls


@pytest.mark.parametrize("host", ["", "[]", " ", "127.0.0.1 ", "a\nb"])
def test_what_is_no_address_is_bad_input(host, users):
    with pytest.raises(InputError, match="expected an address or name"):
        Binding.of(host, behind_proxy=True, users=users)


def test_certificate_and_key_go_together(pem):
    with pytest.raises(InputError, match="--certificate: does not go without --key"):
        Binding.of("localhost", certificate=pem / "certificate.pem")
    with pytest.raises(InputError, match="--key: does not go without --certificate"):
        Binding.of("localhost", key=pem / "key.pem")


def test_files_that_are_not_there_are_named(pem):
    with pytest.raises(InputError, match=r"--certificate .*gone\.pem: there is no such file"):
        Binding.of("localhost", certificate=pem / "gone.pem", key=pem / "key.pem")
    with pytest.raises(InputError, match=r"--key .*gone\.pem: there is no such file"):
        Binding.of("localhost", certificate=pem / "certificate.pem", key=pem / "gone.pem")


@pytest.mark.parametrize(
    ("certificate", "key"),
    [
        ("certificate.pem", "other.pem"),
        ("certificate.pem", "locked.pem"),
        ("key.pem", "key.pem"),
        ("certificate.pem", "certificate.pem"),
    ],
)
def test_a_certificate_that_does_not_serve_is_bad_input_and_nobody_is_asked(pem, certificate, key):
    with pytest.raises(InputError, match=r"cannot be used \(.+\); expected a certificate in PEM"):
        Binding.of("localhost", certificate=pem / certificate, key=pem / key)
