"""A run folded up to a moment, and the documents that show it.

Only what a batch of records touched is looked at anew, so that a busy hour costs what happens in
it and not what there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import nlargest
from typing import Final

from config.election import Election
from console.board import faces
from console.board.counter import AlertCounter
from console.board.decisions import Decisions
from console.board.documents import Documents
from console.board.fold import Fold
from console.messages import Message, MessageLog
from stream.alerts import Alert, in_order
from stream.bulletin import ISSUE_DELAY, hours
from stream.contest_stage import AreaTally, Tallies
from stream.record import Record
from stream.roster import Roster
from stream.running_tallies import Changes

_LATEST: Final = 12
_HOUR_S: Final = 3600


class Unfolding:
    """Folds records and says what they change.

    Args:
        election, roster: of the run.
        fold: of the run, nothing fed yet.
        messages: collects what people report; None collects nothing.
        decisions: of people, for the handling of alerts and the stations held.
        documents: what is shown.

    Attributes:
        election, roster, fold: as given.
    """

    def __init__(
        self,
        election: Election,
        roster: Roster,
        fold: Fold,
        messages: MessageLog | None,
        decisions: Decisions,
        documents: Documents,
    ) -> None:
        self.election, self.roster, self.fold = election, roster, fold
        self._decisions, self._documents = decisions, documents
        self._alerts = AlertCounter()
        self._messages = messages
        self._hours = hours(election)
        self._touched: set[str] = set()
        self._contests: set[str] = set()
        self._moved: dict[str, Alert] = {}
        self._alarmed: set[str] = set()
        """Regions whose alerts moved; "" for all."""
        self._anew = True
        self._gone: set[str] = set()
        self._issued: list[bool] = []
        self._heard = -1
        for station in decisions.held:
            self.fold.hold(station, held=True)

    @property
    def tallies(self) -> Tallies:
        """The tallies of what was shown last; they go on changing."""
        return self.fold.running.tallies

    def alerts(self) -> list[Alert]:
        """Return all alerts in the order they were first opened."""
        return sorted(self._alerts.alerts.values(), key=in_order)

    def alert(self, id_: str) -> Alert | None:
        """Return an alert, if there is one of this id."""
        return self._alerts.alerts.get(id_)

    def feed(self, records: Sequence[Record]) -> None:
        """Fold records; `show` says what they changed."""
        self._note(self.fold.feed(records))
        self._touched.update([record.key for record in records])
        if self._messages is not None:
            self._messages.take(records)

    def advance(self, moment: int) -> None:
        """Let receive time pass to a moment."""
        self._note(self.fold.advance(moment))
        self._forget(self.fold.taken_back())

    def finish(self) -> None:
        """End the stream: what has not come by now is missing."""
        self._note(self.fold.finish())

    def hold(self, station: str, *, held: bool) -> None:
        """Hold the result of a station, or release it."""
        self.fold.hold(station, held=held)
        source = self.roster.sources[station]
        self._touched.add(station)
        if source.unit is not None:
            self._contests |= {*source.unit.contests}

    def handled(self, alert: str) -> None:
        """Show an alert anew: somebody decided on it."""
        if alert in self._alerts.alerts:
            self._moved[alert] = self._alerts.alerts[alert]
            self._alarmed.add("")

    def show(self, at: int) -> None:
        """Put what changed into the documents; at first that is everything.

        Args:
            at: the moment that is shown, milliseconds since 1970 UTC.
        """
        sources = self.roster.sources
        ids = sources.keys() if self._anew else self._touched & sources.keys()
        stations = {id_: unit for id_ in ids if (unit := sources[id_].unit) is not None}
        # An alert at a station moves its protocols within the sums of its unit.
        self.fold.settle({unit.index for unit in stations.values()})
        moved, self._moved = self._moved, {}
        changes = self.fold.running.changed()
        self._show_areas(changes)
        self._documents.owe("station", stations, self._stations)
        for alert in moved.values():
            face = faces.alert(alert, self._decisions.handling(alert.id))
            self._documents.put("alert", alert.id, face)
        for id_ in self._gone | ({*self._documents.keys("alert")} if self._anew else set()):
            if id_ not in self._alerts.alerts:
                self._documents.drop("alert", id_)
        self._show_news()
        self._show_bulletins(at, moved=changes.nation)
        self._touched, self._contests, self._alarmed = set(), set(), set()
        self._anew, self._gone = False, set()

    def _note(self, alerts: Iterable[Alert]) -> None:
        for alert in alerts:
            self._alerts.take(alert)
            self._moved[alert.id] = alert
            self._touch(alert)

    def _forget(self, alerts: Iterable[str]) -> None:
        """Forget alerts that whoever raised them took back."""
        for id_ in alerts:
            gone = self._alerts.drop(id_)
            if gone is not None:
                self._moved.pop(id_, None)
                self._gone.add(id_)
                self._touch(gone)

    def _touch(self, alert: Alert) -> None:
        """Note where an alert counts."""
        self._alarmed |= {"", alert.region}
        if alert.scope == "station":
            self._touched.add(alert.place)

    def _show_areas(self, changes: Changes) -> None:
        tallies, put = self.tallies, self._documents.put
        regions = changes.regions | self._alarmed
        if changes.nation or self._alarmed:
            put("nation", "", faces.area(tallies.nation, self._alerts.area()))
            put("curve", "", self._curve(tallies.nation))
        for region in regions & tallies.regions.keys():
            face = faces.area(tallies.regions[region], self._alerts.area(region))
            put("region", region, face)
            put("curve", region, self._curve(tallies.regions[region]))
        for district in changes.districts:
            put("district", district, faces.area(tallies.districts[district], faces.NO_ALERTS))
        for contest in changes.contests | self._contests:
            held = self._decisions.held_of(contest)
            put("contest", contest, faces.contest(tallies.contests[contest], held))

    def _stations(self, ids: Collection[str]) -> Iterator[tuple[str, faces.Face]]:
        """Yield the faces of some stations as they are now."""
        rows = self.roster.index.rows([*ids], len(ids)).tolist()
        for id_, state in zip(ids, self.fold.states_of(rows), strict=True):
            held = id_ in self._decisions.held
            yield id_, faces.station(state, self._alerts.station(id_), held=held)

    def _show_news(self) -> None:
        messages = self._messages() if self._messages else ()
        if not self._alarmed and len(messages) == self._heard:
            return
        self._heard = len(messages)
        latest = nlargest(_LATEST, self._alerts.alerts.values(), key=in_order)
        self._documents.put(
            "news",
            "",
            {
                "open": self._alerts.area(),
                "all": len(self._alerts.alerts),
                "latest": [faces.alert(one, self._decisions.handling(one.id)) for one in latest],
                "messages": [_message(one) for one in reversed(messages[-_LATEST:])],
            },
        )

    def _show_bulletins(self, at: int, *, moved: bool) -> None:
        issued = [at >= 1000 * (hour.at + ISSUE_DELAY).timestamp() for hour in self._hours]
        if not moved and issued == self._issued:
            return
        self._issued, tallies = issued, self.tallies
        moments = [hour.at.timestamp() for hour in self._hours]
        voters = tallies.nation.voters_by_each(moments)
        regions = {id_: one.voters_by_each(moments) for id_, one in tallies.regions.items()}
        for number, hour in enumerate(self._hours):
            face = {
                "key": hour.key,
                "kind": "preliminary" if hour is self._hours[-1] else "turnout",
                "at": round(1000 * moments[number]),
                "issued": issued[number],
                "voters": voters[number],
                "registered": tallies.nation.roll,
                "regions": {
                    id_: [here[number], tallies.regions[id_].roll] for id_, here in regions.items()
                },
            }
            self._documents.put("bulletin", hour.key, face)

    def _curve(self, tally: AreaTally) -> dict[str, list[list[int]]]:
        """Return the voters by each full hour that something was reported for."""
        full = sorted({-(-at // _HOUR_S) * _HOUR_S for at in tally.turnout})
        voters = tally.voters_by_each(full)
        return {"hours": [[round(1000 * at), n] for at, n in zip(full, voters, strict=True)]}


def _message(one: Message) -> dict[str, str | int]:
    at = round(1000 * one.at.timestamp())
    return {"at": at, "kind": one.kind, "place": one.place, "what": one.what, "role": one.role}
