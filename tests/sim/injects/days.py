"""Days of the small election with one inject, lived and folded."""

from __future__ import annotations

from dataclasses import dataclass

from config.injects import Inject
from config.library import load_scenario
from config.targets import Targets
from sim.day import Day
from sim.plan import Plan
from sim.refusals import digest
from sim.truth import Truth
from stream.events import AnyEvent, decode
from stream.pipeline import Pipeline
from stream.record import Record
from stream.roster import Roster
from tests.small_election import ELECTION

EAST, WEST = "east-0001", "west-0004"


@dataclass(frozen=True)
class Lived:
    """A day that is over."""

    plan: Plan
    received: list[Record]
    truth: Truth
    pipeline: Pipeline

    def at(self, station):
        """Codes of the alerts at a station."""
        return {alert.code for alert in self.pipeline.alerts() if alert.place == station}

    def codes(self):
        return {alert.code for alert in self.pipeline.alerts()}

    def said(self, station, kind=AnyEvent) -> list:
        """What a station said, in the order of its numbers, everything once."""
        found = {}
        refused = {(one.received, one.digest) for one in self.truth.happened.refused}
        for record in self.received:
            genuine = (record.received, digest(bytes(record.value))) not in refused
            if record.key == station and genuine:
                event = decode(bytes(record.value))
                if isinstance(event, kind):
                    found.setdefault((event.seq, bytes(record.value)), event)
        return [found[key] for key in sorted(found)]


def script(*injects, **changes):
    """A day without honest mistakes, and with some injects."""
    return load_scenario("ideal").model_copy(update={"injects": injects, **changes})


def plan(*injects, seed=7, **changes):
    return Plan(ELECTION, Targets(), script(*injects, **changes), seed)


def lived(*injects, seed=7, processes=1, **changes):
    """Live through a day of the small election, and fold it."""
    what = plan(*injects, seed=seed, **changes)
    day = Day(what, processes=processes)
    received = list(day.records())
    pipeline = Pipeline(Roster.of(ELECTION, what.run, what.partitions), what.key_ring)
    pipeline.feed(received)
    pipeline.finish()
    return Lived(what, received, day.truth(), pipeline)


def inject(kind, station=EAST, **changes):
    return Inject(id="planted", kind=kind, station=station, **changes)
