"""Whose target it is: load goes to this computer alone, unless somebody says whose the other is."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable
from typing import Final

from config.errors import InputError

OPTION: Final = "--i-own-this-target"


def check_owned(hosts: Iterable[str], owned: Collection[str]) -> None:
    """Refuse hosts that are neither this computer nor said to be one's own.

    A name counts as this computer only if it is `localhost`: what others lead to can change.

    Raises:
        InputError: naming the first of them.
    """
    allowed = {"localhost", *map(_plain, owned)}
    for host in hosts:
        if _plain(host) not in allowed and not _loopback(_plain(host)):
            raise InputError(
                "--target",
                f"{host} is another computer",
                f"one of this computer (127.0.0.1), or {OPTION} {host} where you may load it",
            )


def _plain(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
