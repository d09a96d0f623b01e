"""The commands that speak with Kafka: `topics`, `replay`, `worker`, `rejected`, `watch`."""

from __future__ import annotations

import json
import math
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from config.errors import InputError
from console.options import ElectionOption, examples, number, settings_of
from console.upkeep import LogFormatOption, MetricsPortOption, upkeep_of

if TYPE_CHECKING:
    from console.kafka_day import Site
    from stream.kafka.access import Access

commands = typer.Typer()

KafkaOption = Annotated[
    str | None,
    Option("--kafka", metavar="URL", help="kafka://HOST:PORT[,HOST:PORT...]; else SAYLAU_KAFKA."),
]


def access_of(url: str | None, option: str = "--kafka") -> Access:
    """Return the way to the brokers that option and settings name."""
    from stream.kafka.access import EXPECTED, Access

    settings = settings_of()
    chosen = url or settings.kafka
    if chosen is None:
        raise InputError(option, "is missing", EXPECTED)
    return Access.of(
        chosen,
        user=settings.kafka_user,
        password=settings.password(),
        ca=settings.kafka_ca,
        mechanism=settings.kafka_mechanism,
    )


def site_of(kafka: str | None, workers: str | None) -> Site | None:
    """Return where options and settings have a day tallied; None is here, in one process."""
    if kafka is None:
        if workers is not None:
            raise InputError("--workers", "does not go without --kafka", "both, or neither")
        return None
    from console.crew import MOST
    from console.kafka_day import Site

    settings = settings_of()
    number_ = number("--workers", workers or "1", 0, MOST)
    copies, days = settings.kafka_copies, settings.kafka_retention_days
    return Site(access_of(kafka), copies, days, number_)


@commands.command(
    epilog=examples(
        "saylau topics --kafka kafka://127.0.0.1:9092",
        "SAYLAU_KAFKA_PARTITIONS=12 SAYLAU_KAFKA_COPIES=3 saylau topics",
    )
)
def topics(kafka: KafkaOption = None) -> None:
    """Make the topics that are not there yet; those that are stay as they are.

    Partitions, copies and retention come from SAYLAU_KAFKA_PARTITIONS, SAYLAU_KAFKA_COPIES and
    SAYLAU_KAFKA_RETENTION_DAYS.
    """
    from stream.kafka.broker import connect, make_topics
    from stream.kafka.topics import topics as all_topics

    access = access_of(kafka)
    settings = settings_of()
    wanted = all_topics(settings.kafka_partitions, settings.kafka_retention_days)
    made = make_topics(connect(access.librdkafka), access.url, wanted, settings.kafka_copies)
    for topic in wanted:
        state = "made" if topic.name in made else "was there"
        typer.echo(f"{topic.name}  {topic.partitions} partitions  {state}")


@commands.command(
    epilog=examples(
        "saylau replay day/journal.jsonl.zst --to kafka://127.0.0.1:9092",
        "saylau replay day/journal.jsonl.zst --to kafka://127.0.0.1:9092 --speed 600",
    )
)
def replay(
    journal: Annotated[Path, Argument(metavar="JOURNAL", help="A journal.jsonl.zst.")],
    to: Annotated[
        str | None, Option("--to", metavar="URL", help="kafka://HOST:PORT; else SAYLAU_KAFKA.")
    ] = None,
    speed: Annotated[
        str,
        Option(metavar="NUMBER|max", help="Simulated seconds in a second; max does not wait."),
    ] = "max",
    election: ElectionOption = None,
) -> None:
    """Send a journal to Kafka, each record with its own time, key, headers and bytes.

    In the end every partition is told that time has passed, so that workers notice what is
    missing though nothing more comes; of an election that does not come with the package
    that takes --election.
    """
    from config.library import election_ids, load_election
    from console.sending import send
    from sim.journal import Journal
    from stream.kafka.broker import check_topics, connect
    from stream.kafka.topics import reports
    from stream.roster import all_hours

    tape = Journal.open(journal)
    access = access_of(to, "--to")
    settings = settings_of(speed=speed)
    check_topics(connect(access.librdkafka), access.url, [reports(tape.header.partitions)])
    ref = election or tape.header.election
    known = election is not None or ref in election_ids()
    definition = load_election(ref) if known else None
    hours = all_hours(definition).values() if definition else ()
    pace = math.inf if settings.speed == "max" else settings.speed
    sent = send(tape, access, pace, hours)
    typer.echo(
        f"SIMULATION {tape.header.run}: {sent.records:,} records sent and confirmed in"
        f" {sent.seconds:.2f} s"
    )
    if tape.damage is not None:
        raise InputError(tape.path, str(tape.damage), "a whole journal")


@commands.command(
    epilog=examples(
        "saylau worker --kafka kafka://127.0.0.1:9092 --run as-reported-20210725 --keys keys.json",
        "saylau worker --run as-reported-20210725 --keys keys.json --metrics-port 9464",
    )
)
def worker(
    run: Annotated[str, Option("--run", metavar="ID", help="The run whose reports are tallied.")],
    kafka: KafkaOption = None,
    election: ElectionOption = None,
    keys: Annotated[
        Path | None, Option(metavar="FILE", help="A keys.json to check the records' codes with.")
    ] = None,
    unchecked: Annotated[
        bool, Option("--unchecked", metavar="", help="Do without keys: codes are not checked.")
    ] = False,
    refuse_unknown_versions: Annotated[
        bool,
        Option(
            "--refuse-unknown-versions",
            metavar="",
            help="Make reports of another contract version dead letters, not stop at them.",
        ),
    ] = False,
    metrics_port: MetricsPortOption = None,
    log_format: LogFormatOption = None,
) -> None:
    """Tally reports from Kafka until stopped; start as many as you like, they share the work.

    Tallies go to saylau.tallies, alerts to saylau.alerts, refused records to saylau.rejected.
    A report of another contract version stops the worker, so that nothing is lost: once
    upgraded it goes on from there.
    """
    from console.rosters import roster_of
    from stream.kafka.broker import check_topics, connect, copies_of
    from stream.kafka.start import start
    from stream.kafka.topics import REPORTS
    from stream.kafka.topics import topics as all_topics
    from stream.keys import KeyRing

    if keys is None and not unchecked:
        raise InputError("--keys", "is missing", "a keys.json, or --unchecked to do without")
    settings = settings_of(election)
    upkeep = upkeep_of(settings, metrics_port, log_format)
    access = access_of(kafka)
    ring = None if keys is None else KeyRing.read(keys)
    partitions = settings.kafka_partitions
    client = connect(access.librdkafka)
    check_topics(client, access.url, all_topics(partitions))
    copies = copies_of(client, access.url, REPORTS)
    definition, roster = roster_of(settings.election, run, partitions)
    start(access, definition, roster, ring, refuse_unknown_versions, upkeep, copies)


class Action(StrEnum):
    """What is done with refused records."""

    LIST = "list"
    REPLAY = "replay"


@commands.command(
    epilog=examples(
        "saylau rejected list --kafka kafka://127.0.0.1:9092",
        "saylau rejected list --run as-reported-20210725 --json",
        "saylau rejected replay --code S102 --code S107 --dry-run",
    )
)
def rejected(
    action: Annotated[Action, Argument(metavar="list|replay", help="Show them or send them.")],
    kafka: KafkaOption = None,
    run: Annotated[
        str | None, Option("--run", metavar="ID", help="Only records that name this run.")
    ] = None,
    code: Annotated[
        list[str] | None,
        Option("--code", metavar="CODE", help="Only those refused for it; may be repeated."),
    ] = None,
    as_json: Annotated[
        bool, Option("--json", metavar="", help="list: print JSON, with the records' bytes.")
    ] = False,
    dry_run: Annotated[
        bool, Option("--dry-run", metavar="", help="replay: say how many, and send nothing.")
    ] = False,
) -> None:
    """List the records that were refused, or send them again once the reason is mended.

    Each is sent as it came, but to the partition its key belongs to. What was accepted by
    then changes nothing by coming again.
    """
    from console import rejected as refused
    from console import resending

    if action is Action.LIST and dry_run:
        raise InputError("--dry-run", "does not go with list", "it with replay")
    if action is Action.REPLAY and as_json:
        raise InputError("--json", "does not go with replay", "it with list")
    codes = refused.codes_of(code or ())
    access = access_of(kafka)
    found = resending.collect(access, codes, run)
    if action is Action.REPLAY:
        sent = 0 if dry_run else resending.send_again(found, access)
        says = f"{len(found):,} would be sent" if dry_run else f"{sent:,} sent and confirmed"
        typer.echo(f"SIMULATION {says} of {len(found):,} refused records")
    elif as_json:
        typer.echo(json.dumps(refused.as_json(found), indent=1))
    else:
        typer.echo(refused.text(found))


@commands.command(
    epilog=examples(
        "saylau watch --kafka kafka://127.0.0.1:9092",
        "saylau watch --run as-reported-20210725 --once",
    )
)
def watch(
    kafka: KafkaOption = None,
    run: Annotated[
        str | None, Option("--run", metavar="ID", help="The run to show; else the one seen last.")
    ] = None,
    once: Annotated[
        bool, Option("--once", metavar="", help="Print the state of now as lines, and end.")
    ] = False,
    plain: Annotated[
        bool, Option("--plain", metavar="", help="Print lines rather than paint the terminal.")
    ] = False,
) -> None:
    """Show the tallies and alerts that workers publish, live, until stopped.

    Reads saylau.tallies and saylau.alerts from their beginning and commits nothing.
    """
    from console import watching

    access = access_of(kafka)
    if once:
        watching.look(access, run)
    else:
        watching.watch(access, run, plain=plain)
