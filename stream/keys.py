"""The codes that prove a record's source to whoever holds the keys.

Each source has a key of its own, derived from one master key; the code (`mac`)
is keyed BLAKE2b of the record's exact bytes (RFC 7693). It proves nothing to
somebody without the keys. `key_id` names source and generation, so that keys
can be changed while records made with the old ones are still on their way.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from pathlib import Path
from typing import Final

import msgspec
from typing_extensions import Buffer

from config.errors import InputError

MAC_BYTES: Final = 16
MASTER_BYTES: Final = 32
FORMAT: Final = 1
MOST_READY: Final = 1 << 21
"""More sources than any election has stations."""

_MASTER: Final = re.compile(f"[0-9a-fA-F]{{{2 * MASTER_BYTES}}}", re.ASCII)


class KeyFile(msgspec.Struct, forbid_unknown_fields=True):
    """What keys.json holds: master keys by generation, hexadecimal."""

    saylau_keys: int
    current: int
    masters: dict[str, str]


class KeyRing:
    """Master keys by generation; makes and checks codes.

    Args:
        masters: 32 bytes for each generation.
        current: the generation new codes are made with.
        most: keys of sources that are kept ready; all are made anew when there are more.
    """

    def __init__(self, masters: dict[int, bytes], current: int, most: int = MOST_READY) -> None:
        if current not in masters:
            raise ValueError(f"no key for the current generation {current}")
        for generation, master in masters.items():
            if len(master) != MASTER_BYTES:
                raise ValueError(f"key {generation} has {len(master)} bytes, not {MASTER_BYTES}")
        self._masters = {str(generation): master for generation, master in masters.items()}
        self.current = current
        self._most = most
        self._ready: dict[str, tuple[str, hashlib.blake2b]] = {}

    def key_id(self, source: str) -> str:
        """Return the header that names the source's current key."""
        return f"{source}/{self.current}"

    def mac(self, source: str, value: Buffer) -> str:
        """Return the code of `value` under the source's current key, 32 hexadecimal digits."""
        key_id = self.key_id(source)
        _, keyed = self._ready.get(key_id) or self._make_ready(source, key_id)
        hasher = keyed.copy()
        hasher.update(value)
        return hasher.hexdigest()

    def proves(self, source: str, key_id: str, value: Buffer, mac: str) -> bool:
        """Say whether `mac` is the code of `value` under a key of `source` named `key_id`."""
        ready = self._ready.get(key_id)
        if ready is None:
            named, _, generation = key_id.rpartition("/")
            if named != source or generation not in self._masters:
                return False
            ready = self._make_ready(source, key_id)
        if ready[0] != source or not mac.isascii():
            return False
        hasher = ready[1].copy()
        hasher.update(value)
        return hmac.compare_digest(hasher.hexdigest(), mac)

    def _make_ready(self, source: str, key_id: str) -> tuple[str, hashlib.blake2b]:
        """Derive a source's key once; what is kept is a hash that only waits for the bytes."""
        master = self._masters[key_id.rpartition("/")[2]]
        key = hashlib.blake2b(source.encode(), key=master, digest_size=32).digest()
        ready = (source, hashlib.blake2b(key=key, digest_size=MAC_BYTES))
        if len(self._ready) >= self._most:
            self._ready.clear()
        self._ready[key_id] = ready
        return ready

    def to_json(self) -> str:
        """Return the text of a key file."""
        masters = {generation: key.hex() for generation, key in self._masters.items()}
        return msgspec.json.encode(KeyFile(FORMAT, self.current, masters)).decode() + "\n"

    @classmethod
    def from_json(cls, text: str | bytes, where: object = "keys.json") -> KeyRing:
        """Read a key file; raises `InputError` naming `where` if it is not one."""
        expected = 'a key file: {"saylau_keys":1,"current":1,"masters":{"1":"64 hex digits"}}'
        try:
            file = msgspec.json.decode(text, type=KeyFile)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(where, str(error), expected) from error
        if file.saylau_keys != FORMAT:
            raise InputError(where, f"saylau_keys is {file.saylau_keys}", f"{FORMAT}")
        if str(file.current) not in file.masters:
            raise InputError(where, f"current is {file.current}", "a generation among the masters")
        masters: dict[int, bytes] = {}
        for generation, key in file.masters.items():
            if not generation.isdecimal() or not generation.isascii():
                raise InputError(where, f'"{generation}" in masters', "a number of a generation")
            if _MASTER.fullmatch(key) is None:
                digits = f"{2 * MASTER_BYTES} hexadecimal digits"
                raise InputError(where, f'"{key}" for generation {generation}', digits)
            masters[int(generation)] = bytes.fromhex(key)
        return cls(masters, file.current)

    @classmethod
    def read(cls, path: Path) -> KeyRing:
        """Read the key file at `path`."""
        try:
            text = path.read_bytes()
        except OSError as error:
            raise InputError(path, error.strerror or str(error), "a readable key file") from error
        return cls.from_json(text, path)
