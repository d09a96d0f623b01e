"""The setup of a load: what a user asks for, checked and put together before anything is sent."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

from config.errors import InputError
from console import compose
from console.compose import Wish
from console.folder import JOURNAL, KEYS, free_folder, output_folder, there
from console.kafka_cli import access_of
from console.load import report as pages
from console.load.conduct import Wanted, conduct
from console.load.followed import Followed
from console.load.http_target import HttpTarget
from console.load.judging import Judge
from console.load.kafka_target import KafkaTarget
from console.load.owned import check_owned
from console.load.shape import Shape
from console.load.tallies import FileTallies, HttpTallies, KafkaTallies, Tallies
from sim.bulk import first_opening
from sim.house import HOUR
from sim.journal import Header, Journal
from sim.load.file_target import FileTarget
from sim.load.mapping import Mapping as TallyMapping
from sim.load.mapping import load_mapping
from sim.load.objective import Objective, objectives
from sim.load.source import BulkSource, Shard, Source, TapeSource
from sim.load.target import Target
from stream.kafka.access import Access
from stream.kafka.broker import NoAnswerError, check_topics, connect
from stream.kafka.topics import TALLIES, reports
from stream.keys import KeyRing

NO_TALLIES: Final = "none"
OWN_TALLIES: Final = "saylau"
EXPECTED: Final = "kafka://HOST:PORT, http://HOST:PORT/PATH or file:PATH"
_SHARD: Final = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})", re.ASCII)

Say = Callable[[str], object]


@dataclass(frozen=True)
class Setup:
    """What a load is to be, as far as it does not depend on the day."""

    target: str
    shape: Shape
    shard: Shard
    mapping: TallyMapping | None
    objectives: tuple[Objective, ...]
    access: Access | None

    @classmethod
    def of(
        cls,
        target: str,
        profile: str,
        numbers: Mapping[str, str | None],
        shard: str,
        tallies: str | None,
        objective: str,
        owned: Collection[str],
    ) -> Setup:
        """Read what a user wrote; raises `InputError` where something is wrong with it."""
        access = None
        if target.startswith(("kafka://", "kafkas://")):
            access = access_of(target, "--target")
            check_owned((server.rpartition(":")[0] for server in access.servers), owned)
        elif target.startswith(("http://", "https://")):
            check_owned([_host(target)], owned)
        elif not target.startswith("file:") or not target.removeprefix("file:"):
            raise InputError("--target", f'"{target}"', EXPECTED)
        mapping = _mapping(tallies, kafka=access is not None)
        if mapping is not None and mapping.tallies.http is not None:
            check_owned([_host(urljoin(target, mapping.tallies.http))], owned)
        return cls(
            target, Shape(profile, numbers), _shard(shard), mapping, objectives(objective), access
        )

    def run(
        self,
        day: Path | None,
        wish: Wish,
        any_size: bool,
        folder: Path | None,
        force: bool,
        say: Say,
        tell: Say,
    ) -> bool:
        """Load the target and write the report; return whether all holds.

        Args:
            day: a folder with journal and keys; None simulates one.
            wish: of the day to simulate.
            any_size: whether that may be of a size that the profile needs.
            folder: for the report.
            force: whether its files may be replaced.
            say: takes lines about how far it is.
            tell: takes lines about how it ended.
        """
        wish = self._sized(wish) if any_size else wish
        with ExitStack() as stack:
            if day is None and self.mapping is None and compose.is_scaled(wish.election):
                wanted = self._unjudged(wish, say)
            else:
                if day is None:
                    place = tempfile.TemporaryDirectory(prefix="saylau-load-")
                    day = Path(stack.enter_context(place))
                    _simulate(wish, day, say)
                wanted = self._judged(day, stack)
            header = wanted.source.header
            where = folder or free_folder(f"load-{header.run}")
            self._check_topic(header.partitions)
            staging = stack.enter_context(output_folder(where, force=force))
            result = conduct(wanted, say)
            (staging / pages.JSON).write_bytes(result.to_json())
            (staging / pages.PAGE).write_text(pages.page(result), encoding="utf-8")
        tell(f"SIMULATION load on {result.target}: {'holds' if result.holds else 'DOES NOT HOLD'}")
        for line in pages.summary(result):
            tell(line)
        tell(f"report   {where / pages.PAGE}")
        return result.holds

    def _unjudged(self, wish: Wish, say: Say) -> Wanted:
        """Return a load of a drawn election that nobody judges: it is drawn as it goes."""
        stations = compose.stations_of(wish.election)
        say(f"drawing {stations:,} stations")
        source = BulkSource(stations, compose.scenario_of(wish), wish.seed, self.shard)
        return self._wanted(source, stations, first_opening(stations), None)

    def _judged(self, day: Path, stack: ExitStack) -> Wanted:
        """Return the load of a day that lies in a folder; the stack closes what it reads."""
        journal = Journal.open(there(day, JOURNAL))
        keys = KeyRing.read(there(day, KEYS))
        election = compose.election_of(journal.header.election)
        journal.check_election(election)
        judge = None
        if self.mapping is not None:
            judge = Judge(
                tallies=self._tallies(self.mapping, stack),
                mapping=self.mapping,
                election=election,
                keys=keys,
                run=journal.header.run,
                settle_s=self.shape["settle"],
                wait_s=self.shape["wait"],
            )
        opens = round(1000 * election.first_opening.timestamp())
        source = TapeSource(journal, self.shard)
        return self._wanted(source, len(election.stations), opens, judge)

    def _wanted(self, source: Source, stations: int, opens: int, judge: Judge | None) -> Wanted:
        return Wanted(
            source=source,
            stations=stations,
            target=self._target(source.header),
            profile=self.shape.profile(opens - HOUR),
            profile_text=self.shape.text,
            shard=self.shard,
            judge=judge,
            objectives=self.objectives,
            followed=self._followed(source.header.run),
            patience_s=self.shape["patience"],
        )

    def _sized(self, wish: Wish) -> Wish:
        """Return a wish with as many stations as the profile needs, if it needs a number."""
        stations = self.shape.stations
        if stations is None:
            return wish
        return replace(wish, election=f"scaled-{stations}-{wish.seed}")

    def _target(self, header: Header) -> Target:
        if self.access is not None:
            return KafkaTarget(self.access)
        if self.target.startswith("file:"):
            return FileTarget(Path(self.target.removeprefix("file:")), header)
        return HttpTarget(self.target)

    def _check_topic(self, partitions: int) -> None:
        """Refuse a topic of another number of partitions; brokers that are away are no matter."""
        if self.access is None:
            return
        try:
            client = connect(self.access.librdkafka)
            check_topics(client, self.access.url, [reports(partitions)])
        except NoAnswerError:
            return

    def _followed(self, run: str) -> Followed | None:
        """Return who follows our own workers; others do not say how far they are."""
        if self.access is None or self.mapping is None or self.mapping.tallies.kafka != TALLIES:
            return None
        return Followed(self.access, run)

    def _tallies(self, mapping: TallyMapping, stack: ExitStack) -> Tallies:
        if mapping.tallies.kafka is not None:
            if self.access is None:
                raise InputError("--tallies", "a Kafka topic", "with --target kafka://...")
            return stack.enter_context(closing(KafkaTallies(self.access, mapping.tallies.kafka)))
        if mapping.tallies.http is not None:
            return HttpTallies(urljoin(self.target, mapping.tallies.http))
        return FileTallies(Path(mapping.tallies.file or ""))


def _simulate(wish: Wish, folder: Path, say: Say) -> None:
    plan = compose.plan_of(wish)
    say(f"simulating {len(plan.election.stations):,} stations, run {plan.run}")
    compose.simulate(plan, wish.processes, folder)


def _mapping(tallies: str | None, *, kafka: bool) -> TallyMapping | None:
    if tallies == NO_TALLIES or (tallies is None and not kafka):
        return None
    return load_mapping(OWN_TALLIES if tallies is None else tallies)


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise InputError("--target", f'"{url}": {error}', EXPECTED) from error
    if not host:
        raise InputError("--target", f'"{url}"', EXPECTED)
    return host


def _shard(text: str) -> Shard:
    found = _SHARD.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        raise InputError("--shard", f'"{text}"', "K/N with K from 1 to N, such as 2/8")
    return Shard(int(found[1]), int(found[2]))
