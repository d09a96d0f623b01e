"""A day as it was delivered, and what a perfect pipeline makes of it, by station."""

import msgspec

from sim.journal import Journal
from sim.refusals import digest
from sim.truth import TruthFile
from stream.events import CountReported, decode


class Delivered:
    """The day in a folder."""

    def __init__(self, folder):
        self.keys = folder / "keys.json"
        tape = Journal.open(folder / "journal.jsonl.zst")
        self.header = tape.header
        self.records = [record for batch in tape.batches() for record in batch]
        truth = TruthFile.read(folder / "truth.json").truth
        self.refused = sum(truth.happened.post.refused.values())
        rows = truth.expected_tally
        self.expected = {row: n for row, n in rows.items() if row.startswith("station:")}
        self.contests = {row: n for row, n in rows.items() if row.startswith("contest|")}
        wrong = {(one.source, one.received, one.digest) for one in truth.happened.refused}
        self.protocols = [
            event
            for record in self.records
            if (record.key, record.received, digest(bytes(record.value))) not in wrong
            and isinstance(event := _event(record), CountReported)
        ]

    @property
    def corrected(self):
        """Stations with a protocol of a higher version."""
        return {event.source for event in self.protocols if event.version > 1}

    @property
    def repeated(self):
        """Stations whose standing protocol came more than once."""
        top = {}
        for event in self.protocols:
            place = event.source, event.contest
            top[place] = max(top.get(place, 0), event.version)
        came = [
            event.source
            for event in self.protocols
            if top[event.source, event.contest] == event.version
        ]
        return {source for source in came if came.count(source) > len(self._held(source))}

    def _held(self, source):
        return {event.contest for event in self.protocols if event.source == source}


def _event(record):
    try:
        return decode(record.value)
    except (msgspec.DecodeError, ValueError):
        return None


def rows(documents, regions):
    """Return the rows that documents of stations stand for."""
    found = {}
    for key, one in documents.items():
        kind, _, station = key.partition(":")
        if kind != "station":
            continue
        where = f"station:{station}|{regions[station]}"
        found[f"{where}||registered|total"] = one["registered"]
        found[f"{where}||voters|total"] = one["voters"]
        for contest, ballots in one["ballots"].items():
            found[f"{where}|{contest}|ballots|total"] = ballots
        for contest, votes in one["votes"].items():
            for name, number in votes.items():
                found[f"{where}|{contest}|votes|{name}"] = number
    return found


def differing(found, expected):
    """Return the stations whose rows differ."""
    return {
        row.split("|")[0].removeprefix("station:")
        for row in found.keys() | expected.keys()
        if found.get(row) != expected.get(row)
    }
