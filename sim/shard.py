"""A shard of the day: the stations of some regions, living through it in one process.

SimPy moves simulated time; whatever a source says goes to the post, and every
copy waits there until its receive time has come. So records leave in the total
order (received, source, seq, copy) while the day is still going on.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TypeAlias

import simpy

from config.scenario import STATION, Incident, Withdrawal
from sim.attendance import attendance
from sim.clocks import Clocks
from sim.delivery import Arrival, Place, Post
from sim.expected_alerts import expected_alerts, in_order
from sim.expected_tally import expected_tally
from sim.house import HOUR, House, Mistake, Turnout
from sim.incidents import Report, reports
from sim.injects.stage import Stage
from sim.outages import hits
from sim.parcel import Beside
from sim.plan import Plan
from sim.refusals import RefusedTruth, refusal_alerts, refused
from sim.reporter import reporter
from sim.station import PollingStation
from sim.truth import (
    Happened,
    MistakeTruth,
    OutageTruth,
    PostTruth,
    ReportTruth,
    StationTruth,
    Truth,
)
from stream.events import AnyEvent
from stream.record import Record

Delivered: TypeAlias = tuple[Place, Record]


class Shard:
    """Some regions' day.

    Args:
        plan: of the run.
        regions: ids of the regions whose stations live here.
        reported: regions whose incidents reporters report here, "" for the nation's.
    """

    def __init__(self, plan: Plan, regions: Sequence[str], reported: Sequence[str]) -> None:
        self._plan = plan
        self._regions = regions
        self._post = Post(plan.script.delivery, plan.key_ring, plan.seed)
        self._stage = Stage(plan, regions, lambda station: self._attendance[station])
        skew = plan.script.delivery.clock_skew_seconds
        self._clocks = Clocks(skew, plan.seed, self._stage.fast)
        self._waiting: list[tuple[Arrival, AnyEvent]] = []
        self._heard: dict[str, list[tuple[int, AnyEvent]]] = {}
        self._refused: list[RefusedTruth] = []
        self._mistakes: list[Mistake] = []
        self._opens = [int(plan.election.opens(r).timestamp()) * 1000 for r in regions]
        everything = reports(plan.election, plan.script, plan.seed) + self._stage.sightings()
        everything.sort(key=lambda report: (report.at, report.id, report.place))
        self._by_stations = [r for r in everything if _own(r) and r.region in regions]
        self._by_reporters = [r for r in everything if not _own(r) and r.region in reported]

    def records(self) -> Iterator[Delivered]:
        """Live through the day; yield its records as they are received."""
        env = simpy.Environment(initial_time=self._begin())
        self._people(env)
        due: float = 0
        while due < math.inf:
            due = env.peek()
            while self._waiting and self._waiting[0][0].place.received <= due:
                (place, record, fault), event = heapq.heappop(self._waiting)
                if fault:
                    self._refused.append(refused(record, place.seq, fault))
                else:
                    self._heard.setdefault(place.source, []).append((place.received, event))
                yield place, record
            if due < math.inf:
                env.step()

    def truth(self, end: int) -> Truth:
        """Return this shard's share of the truth, once all its records have left.

        Args:
            end: the last receive time of the whole day, milliseconds since 1970 UTC: by it
                things are overdue here, even where they are the last that is missing.
        """
        election = self._plan.election
        alerts = expected_alerts(election, self._regions, self._heard, end)
        alerts += refusal_alerts(self._refused, election.id)
        return Truth(
            self._happened(),
            dict(expected_tally(election, self._regions, self._heard)),
            sorted(alerts, key=in_order),
        )

    def _begin(self) -> int:
        """When the first thing happens."""
        told = [report.at for report in (*self._by_stations, *self._by_reporters)]
        return min((*(moment - HOUR for moment in self._opens), *told), default=0)

    @cached_property
    def _attendance(self) -> Mapping[str, Turnout]:
        """Every station's turnout; drawn when the first asks, so that the day begins at once."""
        return attendance(self._plan, self._regions)

    def _people(self, env: simpy.Environment) -> None:
        """Bring everybody who acts on this day into the environment."""
        election = self._plan.election
        houses = {region: self._house(region) for region in self._regions}
        own: dict[str, list[Report]] = {}
        for report in self._by_stations:
            own.setdefault(report.source, []).append(report)
        for definition in election.stations:
            if definition.region in houses:
                house = self._stage.house(definition, houses[definition.region], env, self._say)
                station = PollingStation(env, definition, house)
                env.process(station.day())
                for report in own.get(definition.id, ()):
                    env.process(station.tell(report))
        told: dict[str, list[Report]] = {}
        for report in self._by_reporters:
            told.setdefault(report.source, []).append(report)
        for own_reports in told.values():
            env.process(reporter(env, election.id, self._plan.run, own_reports, self._say))

    def _house(self, region: str) -> House:
        plan, election = self._plan, self._plan.election
        opens, closes = election.opens(region), election.closes(region)
        return House(
            election=election.id,
            run=plan.run,
            seed=plan.seed,
            opens=int(opens.timestamp()) * 1000,
            hours=int((closes - opens).total_seconds() // 3600),
            zone=election.region_by_id[region].zone,
            candidates={
                contest: tuple(candidate.id for candidate in candidates)
                for contest, candidates in election.candidates_of.items()
            },
            counting=plan.script.counting,
            mistakes=plan.script.mistakes,
            turnout=lambda station: self._attendance[station],
            say=self._say,
            note=self._mistakes.append,
        )

    def _say(self, event: AnyEvent, sent: int, beside: Sequence[Beside] = ()) -> None:
        dated = self._clocks.dated(event)
        for arrival in self._post.deliver(dated, sent, beside):
            heapq.heappush(self._waiting, (arrival, dated))

    def _happened(self) -> Happened:
        plan = self._plan
        told = (*self._by_stations, *self._by_reporters)
        return Happened(
            stations={id_: _station(turnout) for id_, turnout in self._attendance.items()},
            mistakes=[_mistake(mistake) for mistake in self._mistakes],
            incidents=[_report(r) for r in told if isinstance(r.what, Incident)],
            withdrawals=[_report(r) for r in told if isinstance(r.what, Withdrawal)],
            outages=[
                OutageTruth(hit.id, hit.station, hit.start, hit.until, hit.what.desks_left)
                for hit in hits(plan.election, plan.script, plan.seed)
                if plan.election.station_by_id[hit.station].region in self._regions
            ],
            clocks=dict(self._clocks.wrong),
            post=PostTruth.of(self._post.counts, self._refused),
            refused=self._refused,
            injects=self._stage.truth(),
        )


def _own(report: Report) -> bool:
    """Say whether a station reports it in its own name."""
    return isinstance(report.what, Incident) and report.what.reporter == STATION


def _station(turnout: Turnout) -> StationTruth:
    cast = {contest: ballots.tolist() for contest, ballots in turnout.cast.items()}
    return StationTruth(turnout.total, turnout.home, turnout.queued, cast)


def _mistake(mistake: Mistake) -> MistakeTruth:
    return MistakeTruth(
        mistake.station,
        mistake.about,
        mistake.kind,
        mistake.field,
        mistake.right,
        mistake.typed,
        _utc(mistake.said),
        _utc(mistake.mended),
    )


def _report(report: Report) -> ReportTruth:
    what = report.what
    seen = what.what if isinstance(what, Incident) else f"{what.candidate}: {what.ground}"
    return ReportTruth(
        report.id, _utc(report.at), report.source, report.place, seen, what.named_in_source
    )


def _utc(moment: int) -> str:
    return datetime.fromtimestamp(moment // 1000, UTC).isoformat().replace("+00:00", "Z")
