"""Binding: where the board may listen.

On loopback only people at this computer reach it. Elsewhere others do, over a network that
may read along: it then needs TLS, its own or that of a proxy before it, and a users file that
says who they are.
"""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.errors import InputError

LOOPBACK_NAME: Final = "localhost"
ENCRYPTED: Final = "--certificate FILE and --key FILE, or --behind-proxy if a proxy speaks TLS"


@dataclass(frozen=True)
class Binding:
    """Where the board listens, and how that is protected.

    Attributes:
        host: address or name, without brackets.
        certificate, key: files in PEM for TLS; None does without.
        behind_proxy: whether people come through a proxy, which then says who and how.
    """

    host: str
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False

    @classmethod
    def of(
        cls,
        host: str,
        *,
        certificate: Path | None = None,
        key: Path | None = None,
        behind_proxy: bool = False,
        users: Path | None = None,
    ) -> Binding:
        """Check where the board is to listen.

        Args:
            host: address or name; brackets around an IPv6 address may stand there.
            certificate: file in PEM, for TLS.
            key: file in PEM that goes with it.
            behind_proxy: whether a proxy before the board speaks TLS.
            users: the users file.

        Raises:
            InputError: others could reach the board, and it is not protected as that needs;
                or the certificate does not serve.
        """
        bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        binding = cls(bare, certificate, key, behind_proxy)
        where = f"--host {host}"
        if not bare or any(not letter.isprintable() or letter.isspace() for letter in bare):
            raise InputError("--host", f'"{host}"', "an address or name, such as 127.0.0.1")
        binding._check_certificate()
        if binding.loopback:
            return binding
        reached = "others can reach the board there"
        if not binding.tls and not behind_proxy:
            raise InputError(where, f"{reached}, unencrypted", f"{ENCRYPTED}; or 127.0.0.1")
        if users is None:
            expected = "--users FILE, that says who may do what; or 127.0.0.1"
            raise InputError(where, reached, expected)
        return binding

    @property
    def loopback(self) -> bool:
        """Whether only this computer reaches it; a name says so only if it is localhost."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() == LOOPBACK_NAME

    @property
    def tls(self) -> bool:
        """Whether the board itself speaks TLS."""
        return self.certificate is not None

    def _check_certificate(self) -> None:
        if self.certificate is None and self.key is None:
            return
        if self.certificate is None or self.key is None:
            given, missing = ("--key", "--certificate") if self.key else ("--certificate", "--key")
            raise InputError(given, f"does not go without {missing}", "both, or neither")
        for option, path in (("--certificate", self.certificate), ("--key", self.key)):
            if not path.is_file():
                raise InputError(f"{option} {path}", "there is no such file", "a file in PEM")
        try:
            # A key under a password would have the server wait for somebody to type it.
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate, self.key, password="")
        except (OSError, ValueError) as error:
            where = f"--certificate {self.certificate}, --key {self.key}"
            reason = getattr(error, "reason", None) or str(error)
            what = f"cannot be used ({reason.replace('_', ' ').lower()})"
            expected = "a certificate in PEM and the key it was made with, without a password"
            raise InputError(where, what, expected) from error
