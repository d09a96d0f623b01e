"""How the brokers are reached: where they are, who we are, and whether it is encrypted."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from aiokafka.helpers import create_ssl_context
from faust import SASLCredentials, SSLCredentials
from faust.types.auth import CredentialsT

from config.errors import InputError

EXPECTED: Final = "kafka://HOST:PORT[,HOST:PORT...], or kafkas:// for TLS"
_URL: Final = re.compile(r"(kafkas?)://([^/@?#\s]+?)/?")
_SERVER: Final = re.compile(r"(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):(\d{1,5})")


@dataclass(frozen=True)
class Access:
    """Brokers and our standing with them.

    Attributes:
        url: as the user wrote it; it holds no secret.
        servers: `HOST:PORT` of brokers to begin with.
        tls: whether it is encrypted.
        ca: file with the certificates to trust; None trusts those of the system.
        user, password: for SASL; None does without.
        mechanism: of SASL.
    """

    url: str
    servers: tuple[str, ...]
    tls: bool = False
    ca: Path | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    mechanism: str = "PLAIN"

    @classmethod
    def of(
        cls,
        url: str,
        *,
        user: str | None = None,
        password: str | None = None,
        ca: Path | None = None,
        mechanism: str = "PLAIN",
    ) -> Access:
        """Read a URL; raises `InputError` if it is none of `EXPECTED`."""
        found = _URL.fullmatch(url)
        if found is None:
            raise InputError("the Kafka address", f'"{url}"', EXPECTED)
        servers = tuple(found[2].split(","))
        for server in servers:
            place = _SERVER.fullmatch(server)
            if place is None or not 0 < int(place[2]) < 1 << 16:
                raise InputError("the Kafka address", f'"{server}" in "{url}"', EXPECTED)
        if user is not None and not password:
            expected = "SAYLAU_KAFKA_PASSWORD or SAYLAU_KAFKA_PASSWORD_FILE beside it"
            raise InputError("SAYLAU_KAFKA_USER", "has no password", expected)
        if ca is not None and not ca.is_file():
            raise InputError("SAYLAU_KAFKA_CA", f"there is no file {ca}", "a file of certificates")
        return cls(url, servers, found[1] == "kafkas", ca, user, password, mechanism)

    @property
    def protocol(self) -> str:
        """Kafka's name for the kind of connection."""
        return ("SASL_" if self.user else "") + ("SSL" if self.tls else "PLAINTEXT")

    @property
    def librdkafka(self) -> dict[str, str | int | float | bool]:
        """Settings of confluent-kafka clients."""
        settings: dict[str, str | int | float | bool] = {
            "bootstrap.servers": ",".join(self.servers),
            "security.protocol": self.protocol.lower(),
        }
        if self.ca is not None:
            settings["ssl.ca.location"] = str(self.ca)
        if self.user and self.password:
            settings["sasl.mechanism"] = self.mechanism
            settings["sasl.username"] = self.user
            settings["sasl.password"] = self.password
        return settings

    @property
    def faust_url(self) -> str:
        """The brokers as Faust names them."""
        return ";".join(f"kafka://{server}" for server in self.servers)

    @property
    def credentials(self) -> CredentialsT | None:
        """What Faust shows the brokers."""
        if self.user:
            return SASLCredentials(
                username=self.user,
                password=self.password,
                mechanism=self.mechanism,
                ssl_context=self.context,
            )
        return SSLCredentials(context=self.context) if self.tls else None

    @property
    def context(self) -> ssl.SSLContext | None:
        """What TLS connections are made with, None without TLS."""
        if not self.tls:
            return None
        context: ssl.SSLContext = create_ssl_context(cafile=str(self.ca) if self.ca else None)
        return context

    @property
    def aiokafka(self) -> dict[str, object]:
        """Settings of aiokafka clients."""
        settings: dict[str, object] = {
            "bootstrap_servers": list(self.servers),
            "security_protocol": self.protocol,
            "ssl_context": self.context,
        }
        if self.user:
            settings["sasl_mechanism"] = self.mechanism
            settings["sasl_plain_username"] = self.user
            settings["sasl_plain_password"] = self.password
        return settings
