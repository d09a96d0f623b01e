"""What both targets share: the contract of the events, written anew from its description.

Nothing of Saylau is imported: it stands for what the makers of another pipeline write
when they have read docs/reference/events.md, with the standard library alone.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

BUGS = ("loses-on-restart", "counts-duplicates", "ignores-corrections")

Event: TypeAlias = dict[str, Any]
Said: TypeAlias = tuple[Event, int]
"""A statement, and how often it came."""

COMMON = {"type": str, "v": int, "election": str, "run": str, "source": str, "seq": int, "at": str}
OWN: dict[str, dict[str, type]] = {
    "station-opened": {"registered": int, "ballots_received": int},
    "turnout-reported": {"as_of": str, "voters": int},
    "incident-reported": {"category": str, "scope": str, "place": str, "role": str},
    "candidate-withdrawn": {"contest": str, "candidate": str, "ground": str},
    "station-closed": {"voters": int, "queued": int},
    "count-reported": {
        "contest": str,
        "version": int,
        "registered": int,
        "ballots_received": int,
        "issued": int,
        "issued_home": int,
        "unused": int,
        "spoiled": int,
        "found_station": int,
        "found_home": int,
        "invalid": int,
        "against_all": int,
        "votes": dict,
    },
}
FIGURES = ("station-opened", "turnout-reported", "station-closed", "count-reported")
MOST = 99_999_999
LONGEST = 100
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


class RefusedError(Exception):
    """Why an event is not taken."""


class Gate:
    """Checks what comes: partition, code, fields, run.

    Args:
        keys: a keys.json, with the master keys by generation.
        run: whose events are taken.
        partitions: over how many the keys are spread.
    """

    def __init__(self, keys: Path, run: str, partitions: int) -> None:
        file = json.loads(keys.read_bytes())
        self._masters = {name: bytes.fromhex(key) for name, key in file["masters"].items()}
        self._run, self._partitions = run, partitions

    def admit(self, key: str, key_id: str, mac: str, partition: int, value: bytes) -> Event:
        """Return the event of a record; raises `RefusedError`."""
        if partition != partition_of(key, self._partitions):
            raise RefusedError(f"partition {partition} is not that of {key}")
        source, _, generation = key_id.rpartition("/")
        if source != key or generation not in self._masters:
            raise RefusedError(f"no key {key_id} of {key}")
        own = hashlib.blake2b(key.encode(), key=self._masters[generation], digest_size=32).digest()
        right = hashlib.blake2b(value, key=own, digest_size=16).hexdigest()
        if not hmac.compare_digest(right.encode(), mac.encode()):
            raise RefusedError("the code does not fit source, key and bytes")
        event = read(value)
        if event["source"] != key:
            raise RefusedError(f"the event is of {event['source']}, its key is {key}")
        if event["run"] != self._run:
            raise RefusedError(f"the event is of run {event['run']}")
        return event


def partition_of(key: str, partitions: int) -> int:
    """Return the partition of a key: murmur2, as Kafka's Java client has it."""
    data, mask, factor = key.encode(), 0xFFFF_FFFF, 0x5BD1_E995
    h = 0x9747_B28C ^ len(data)
    whole = len(data) & ~3
    for at in range(0, whole, 4):
        k = int.from_bytes(data[at : at + 4], "little") * factor & mask
        h = (h * factor & mask) ^ ((k ^ k >> 24) * factor & mask)
    if whole < len(data):
        h = (h ^ int.from_bytes(data[whole:], "little")) * factor & mask
    h = (h ^ h >> 13) * factor & mask
    return ((h ^ h >> 15) & 0x7FFF_FFFF) % partitions


def read(value: bytes) -> Event:
    """Return the event that some bytes hold, all of its fields checked."""
    try:
        event = json.loads(value)
        fields = COMMON | OWN[event["type"]]
        wrong = event.keys() ^ fields.keys()
        if wrong or event["v"] != 1 or isinstance(event["v"], bool):
            raise RefusedError(f"unknown, missing or of another version: {sorted(wrong) or 'v'}")
        for name, kind in fields.items():
            _check(name, event[name], kind)
        for name, number in event.get("votes", {}).items():
            _check("contest", name, str)
            _check("votes", number, int)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RefusedError(f"no event: {error!r}"[:200]) from error
    return event  # type: ignore[no-any-return]


def _check(name: str, found: object, kind: type) -> None:
    if type(found) is not kind:
        raise RefusedError(f"{name} is {found!r}"[:200])
    if isinstance(found, int) and not (name in ("seq", "version")) <= found <= MOST:
        raise RefusedError(f"{name} is {found}")
    if isinstance(found, str):
        if name in ("at", "as_of"):
            if MOMENT.fullmatch(found) is None:
                raise RefusedError(f"{name} is no moment")
            datetime.fromisoformat(found)
        elif not (name != "place") <= len(found) <= LONGEST:
            raise RefusedError(f"{name} has {len(found)} letters")


def digest(event: Event) -> bytes:
    """Return what decides between two statements under one number: the smaller one stands."""
    at = datetime.fromisoformat(event["at"])
    said: object
    if event["type"] == "turnout-reported":
        as_of = datetime.fromisoformat(event["as_of"])
        said = [at.timestamp(), as_of.timestamp(), event["voters"]]
    else:
        said = event | {"at": at.astimezone(UTC).isoformat().replace("+00:00", "Z")}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def joined(event: Event, before: Said | None) -> Said | None:
    """Return what stands under a number after one more event came; None if that was said before.

    How often a statement came is told by `again`.
    """
    if before is None:
        return event, 1
    mine, known = digest(event), digest(before[0])
    return (event, 1) if mine < known else None


def again(event: Event, before: Said) -> Said:
    """Count a statement that came again; a rival that does not stand is not counted."""
    return (before[0], before[1] + (digest(event) == digest(before[0])))


def document(statements: Iterable[Said], bug: str = "") -> dict[str, Any] | None:
    """Return what stands of a station's statements; None if it gave no figures.

    Beside what is published, `rolls` has the voters on the list by contest.
    """
    voters: dict[str, Event] = {}
    opened = closed = None
    counts: dict[str, Said] = {}
    figures = False
    for event, times in sorted(statements, key=lambda said: said[0]["seq"]):
        figures = figures or event["type"] in FIGURES
        if event["type"] == "station-opened":
            opened = event
        elif event["type"] == "station-closed":
            closed = event
        elif event["type"] == "turnout-reported":
            voters[_utc(event["as_of"])] = event
        elif event["type"] == "count-reported":
            before = counts.get(event["contest"])
            if before is None or _supersedes(event, before[0], bug):
                counts[event["contest"]] = event, times
    if not figures:
        return None
    hourly = voters[max(voters)]["voters"] if voters else 0
    doubled = bug == "counts-duplicates"
    many = {contest: times if doubled else 1 for contest, (_, times) in counts.items()}
    standing = {contest: event for contest, (event, _) in counts.items()}
    rolls = {contest: count["registered"] for contest, count in standing.items()}
    return {
        "registered": max(rolls.values()) if rolls else opened["registered"] if opened else 0,
        "voters": closed["voters"] if closed else hourly,
        "ballots": {
            contest: many[contest] * (count["found_station"] + count["found_home"])
            for contest, count in standing.items()
        },
        "votes": {
            contest: {
                name: many[contest] * number
                for name, number in (
                    *count["votes"].items(),
                    ("against-all", count["against_all"]),
                    ("invalid", count["invalid"]),
                )
            }
            for contest, count in standing.items()
        },
        "rolls": {contest: many[contest] * number for contest, number in rolls.items()},
    }


def _utc(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).isoformat(timespec="microseconds")


def _supersedes(count: Event, other: Event, bug: str) -> bool:
    """Say whether a protocol stands in place of another of its contest."""
    if count["version"] != other["version"]:
        return (count["version"] > other["version"]) != (bug == "ignores-corrections")
    same = {"seq": 1, "at": "1970-01-01T00:00:00Z"}
    return digest(count | same) < digest(other | same)
