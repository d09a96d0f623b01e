"""The truth of a run, in three parts, for whoever judges a pipeline or a person.

`happened` is what the ballots were, and what went wrong on the way;
`expected_tally` what a perfect pipeline makes of what was delivered;
`expected_alerts` what it has to raise. Pipelines are judged by the second and
third, people by the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct, field

from config.errors import InputError
from sim.expected_alerts import ExpectedAlert, in_order
from sim.refusals import RefusedTruth, joined

FORMAT: Final = 3
_DEEPEST_TABLE: Final = 3


class StationTruth(Struct, frozen=True):
    """One station: voters, of them at home and in line at closing, and the ballots cast.

    `cast` has, by contest, ballots by candidate in ballot order, against all, invalid.
    """

    voters: int
    home: int
    queued: int
    cast: dict[str, list[int]]


class MistakeTruth(Struct, frozen=True):
    """A slip: where, about which hour or contest, in what field, when said and when mended."""

    station: str
    about: str
    kind: str
    field: str
    right: int
    typed: int
    said: str
    mended: str


class ReportTruth(Struct, frozen=True):
    """An incident or a withdrawal that was reported."""

    id: str
    at: str
    source: str
    place: str
    what: str
    named_in_source: bool


class OutageTruth(Struct, frozen=True):
    """Desks that were closed; seconds since the polls opened."""

    id: str
    station: str
    start: float
    until: float
    desks_left: int


class InjectTruth(Struct, frozen=True):
    """A violation that was planted at a station.

    Attributes:
        id, kind, strength: of the scenario's inject.
        station: where.
        at: when it was first done.
        codes: groups of codes; each group has to be raised there by one of its codes.
        likely: codes of rules that look at many stations and may find it.
        falsifies: whether figures folded of the station in the end are not those of its
            voters, of some hour or of the day.
        region: the station lies in.
    """

    id: str
    kind: str
    station: str
    at: str
    strength: float
    codes: tuple[tuple[str, ...], ...]
    likely: tuple[str, ...]
    falsifies: bool
    region: str


class PostTruth(Struct, frozen=True):
    """What became of the day's statements on their way.

    Attributes:
        statements: different ones, each of which arrived.
        losses: sendings that were lost, and made good by another.
        duplicates: genuine records that arrived besides the first of their statement.
        refused: records that have to be refused, by kind.
    """

    statements: int = 0
    losses: int = 0
    duplicates: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, counts: Mapping[str, int], refused: list[RefusedTruth]) -> PostTruth:
        """Take a post's counts, and what arrived of it and has to be refused."""
        kinds = Counter(one.kind for one in refused)
        return cls(
            counts.get("statements", 0),
            counts.get("losses", 0),
            counts.get("duplicates", 0),
            dict(sorted(kinds.items())),
        )

    def __add__(self, other: PostTruth) -> PostTruth:
        """Return what became of both posts' statements."""
        kinds = Counter(self.refused)
        kinds.update(other.refused)
        return PostTruth(
            self.statements + other.statements,
            self.losses + other.losses,
            self.duplicates + other.duplicates,
            dict(sorted(kinds.items())),
        )


class Happened(Struct):
    """What happened, whoever knew of it.

    Attributes:
        stations: the ballots as cast, by station.
        mistakes, incidents, withdrawals, outages: what people did, saw and met with.
        clocks: by how many seconds a source's clock was fast (slow: below 0), where it was
            wrong.
        post: what became of the statements on their way.
        refused: delivered records that have to be refused, in the order received.
        injects: violations that were planted, by station.
    """

    stations: dict[str, StationTruth] = field(default_factory=dict)
    mistakes: list[MistakeTruth] = field(default_factory=list)
    incidents: list[ReportTruth] = field(default_factory=list)
    withdrawals: list[ReportTruth] = field(default_factory=list)
    outages: list[OutageTruth] = field(default_factory=list)
    clocks: dict[str, int] = field(default_factory=dict)
    post: PostTruth = field(default_factory=PostTruth)
    refused: list[RefusedTruth] = field(default_factory=list)
    injects: list[InjectTruth] = field(default_factory=list)

    @property
    def falsified(self) -> frozenset[str]:
        """The stations whose figures are not those of their voters."""
        return frozenset(one.station for one in self.injects if one.falsifies)


class Truth(Struct):
    """All three parts.

    Attributes:
        happened: what happened.
        expected_tally: figures by "scope|region|contest|metric|key".
        expected_alerts: alerts in order of opening.
    """

    happened: Happened = field(default_factory=Happened)
    expected_tally: dict[str, int] = field(default_factory=dict)
    expected_alerts: list[ExpectedAlert] = field(default_factory=list)

    def __add__(self, other: Truth) -> Truth:
        """Return the truth of two parts of a day that have no region in common."""
        mine, theirs = self.happened, other.happened
        tally = Counter(self.expected_tally)
        tally.update(other.expected_tally)
        return Truth(
            Happened(
                dict(sorted({**mine.stations, **theirs.stations}.items())),
                sorted(mine.mistakes + theirs.mistakes, key=lambda m: (m.station, m.said)),
                sorted(mine.incidents + theirs.incidents, key=_by_moment),
                sorted(mine.withdrawals + theirs.withdrawals, key=_by_moment),
                sorted(mine.outages + theirs.outages, key=lambda o: (o.station, o.start, o.id)),
                dict(sorted({**mine.clocks, **theirs.clocks}.items())),
                mine.post + theirs.post,
                sorted(mine.refused + theirs.refused, key=_by_receipt),
                sorted(mine.injects + theirs.injects, key=lambda one: (one.station, one.id)),
            ),
            dict(sorted(tally.items())),
            sorted(joined(self.expected_alerts + other.expected_alerts), key=in_order),
        )


class TruthFile(Struct, forbid_unknown_fields=True):
    """What truth.json holds: the truth, and which run and journal it is the truth of."""

    saylau_truth: int
    notice: str
    election: str
    run: str
    seed: int
    scenario: str
    definition: str
    version: str
    journal_sha256: str
    truth: Truth

    def to_json(self) -> bytes:
        """Return the file's text, an entry a line."""
        content = msgspec.to_builtins(self)
        if not self.truth.happened.injects:  # as it was before there were any
            del content["truth"]["happened"]["injects"]
        return (_readable(content) + "\n").encode()

    def write(self, path: Path) -> None:
        """Write the file; raises `InputError` where that is not possible."""
        try:
            path.write_bytes(self.to_json())
        except OSError as error:
            raise InputError(path, error.strerror or str(error), "a writable file") from error

    @classmethod
    def read(cls, path: Path) -> TruthFile:
        """Read a truth file; raises `InputError` if it is not one."""
        expected = f"a truth.json of format {FORMAT}"
        try:
            file = msgspec.json.decode(path.read_bytes(), type=cls)
        except OSError as error:
            raise InputError(path, error.strerror or str(error), expected) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(path, str(error), expected) from error
        if file.saylau_truth != FORMAT:
            raise InputError(path, f"saylau_truth is {file.saylau_truth}", expected)
        return file


def _by_moment(report: ReportTruth) -> tuple[str, str, str]:
    return (report.at, report.id, report.place)


def _by_receipt(record: RefusedTruth) -> tuple[int, str, int]:
    return (record.received, record.source, record.seq)


def _readable(value: object, depth: int = 0) -> str:
    """Return JSON with a line for each entry of a table, as deep as `happened.stations`."""
    if depth > _DEEPEST_TABLE or not isinstance(value, dict | list) or not value:
        return _compact(value)
    if isinstance(value, dict):
        entries = [f"{_compact(key)}: {_readable(v, depth + 1)}" for key, v in value.items()]
        begin, end = "{", "}"
    else:
        entries = [_compact(entry) for entry in value]
        begin, end = "[", "]"
    pad = "  " * depth
    lines = ",\n".join(f"{pad}  {entry}" for entry in entries)
    return f"{begin}\n{lines}\n{pad}{end}"


def _compact(value: object) -> str:
    return msgspec.json.encode(value).decode()
