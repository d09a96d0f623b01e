"""What workers published of one run, and the picture it makes.

Keys and values in; rows, alerts and overviews out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from config.election import Election, Station
from console.overview import Language, Line, Overview, alert_lines, moment, name_in, short_name
from stream.alerts import Alert
from stream.bulletin import ISSUE_DELAY, Bulletin
from stream.kafka import alert_log, decision_log
from stream.kafka.figures import PROGRESS, read
from stream.table import TOTAL, Name, Place, Row

if TYPE_CHECKING:
    from console.messages import Message

Where: TypeAlias = tuple[str, str, str, str, str]
"""Scope, region, contest, metric, key: the columns of a row but its value."""


class Published:
    """Keeps what was published last, and makes overviews of it.

    Args:
        election: what the run is of.
        run: its id; what is of other runs is passed over.
        language: of names.
        messages: what people reported; workers publish none of it.

    Attributes:
        figures: the values of rows by their other columns.
        held: of stations whose result people held, whether they hold it still.
        others: runs that something was published of as well.
    """

    def __init__(
        self,
        election: Election,
        run: str,
        language: Language = "en",
        messages: Callable[[], tuple[Message, ...]] = tuple,
    ) -> None:
        self.figures: dict[Where, str] = {}
        self.held: dict[str, bool] = {}
        self.others: set[str] = set()
        self._election = election
        self._run = run
        self._language: Language = language
        self._messages = messages
        self._places: dict[Place, dict[Name, str]] = {}
        self._alerts: dict[str, Alert] = {}
        self._zone = election.official_zone
        self._opens = election.first_opening
        self._closes = election.last_closing
        self._stations: dict[str, list[Station]] = {}
        for station in election.stations:
            self._stations.setdefault(station.region, []).append(station)

    def take_figures(self, key: bytes, value: bytes | None) -> bool:
        """Take the figures of a place in, or away; say whether anything changed."""
        said = read(key, value)
        if said is None or said.place == PROGRESS:
            return False
        if said.run != self._run:
            self.others.add(said.run)
            return False
        before, now = self._places.get(said.place, {}), said.by_name
        if before == now:
            return False
        for name in before.keys() - now.keys():
            del self.figures[(*said.place, *name)]
        for name, text in now.items():
            self.figures[(*said.place, *name)] = text
        self._places[said.place] = now
        return True

    def take_alert(self, key: bytes, value: bytes | None) -> bool:
        """Take an alert in, or away; say whether it changed anything."""
        said = alert_log.read(self._run, key, value)
        if said is None:
            return False  # what no worker of ours wrote is missed when all is compared
        name, alert = said
        if self._alerts.get(name) == alert:
            return False
        if alert is None:
            del self._alerts[name]
        else:
            self._alerts[name] = alert
        return True

    def take_decision(self, key: bytes, value: bytes | None) -> bool:
        """Take a decision in; say whether it holds a result, or releases one."""
        made = decision_log.read(self._run, key, value, 0)
        known = made is not None and made.id in self._election.station_by_id
        said = decision_log.held([made] if made is not None and known else ())
        if said.items() <= self.held.items():
            return False
        self.held |= said
        return True

    def rows(self) -> list[Row]:
        """Return the figures as a table."""
        return [Row(*place, value) for place, value in self.figures.items()]

    def alerts(self) -> list[Alert]:
        """Return all alerts in the order they were first opened."""
        return sorted(self._alerts.values(), key=lambda alert: (alert.opened, alert.id))

    def look(self, now: int) -> Overview:
        """Return the overview at `now`, milliseconds since 1970 UTC."""
        at = moment(now).astimezone(self._zone)
        votes, seats = self._by_key("votes"), self._by_key("seats")
        nation = name_in(self._election.name, self._language)
        return Overview(
            at=at,
            nation=self._line("", self._election.id, nation, votes, seats),
            regions=tuple(
                self._line(
                    region.id, region.id, short_name(region.name, self._language), votes, seats
                )
                for region in self._election.regions
                if region.id in self._stations
            ),
            bulletins=tuple(self._bulletins(at)),
            alerts=alert_lines(self.alerts(), self._election),
            voting=min(1.0, max(0.0, (at - self._opens) / (self._closes - self._opens))),
            accepted=0,
            duplicates=0,
            rejected=0,
            messages=self._messages(),
        )

    def _line(
        self,
        region: str,
        id_: str,
        name: str,
        votes: Mapping[str, Mapping[str, int]],
        seats: Mapping[str, Mapping[str, int]],
    ) -> Line:
        """Return the line of a region; an empty one is the nation."""
        stations = self._stations[region] if region else self._election.stations
        return Line(
            id=id_,
            name=name,
            stations=len(stations),
            roll=sum(station.registered for station in stations),
            voters=self._figure(region, "voters"),
            opened=self._figure(region, "stations_opened"),
            reporting=self._figure(region, "polling_stations"),
            counted=self._figure(region, "stations_counted"),
            ballots=self._figure(region, "ballots"),
            contests=self._figure(region, "contests"),
            decided=self._figure(region, "contests_decided"),
            votes=votes.get(region, {}),
            seats=seats.get(region, {}),
        )

    def _bulletins(self, at: datetime) -> Iterator[Bulletin]:
        """Yield the bulletins issued by then that figures were published of."""
        moments = self._election.bulletin_times()
        for hour in moments:
            key = hour.astimezone(self._zone).strftime("%H:%M")
            if hour + ISSUE_DELAY > at or ("national", "", "", "voters", key) not in self.figures:
                continue
            yield Bulletin(
                key=key,
                kind="preliminary" if hour == moments[-1] else "turnout",
                at=hour,
                voters=self._figure("", "voters", key),
                registered=sum(station.registered for station in self._election.stations),
                regions={
                    region: (
                        self._figure(region, "voters", key),
                        sum(station.registered for station in stations),
                    )
                    for region, stations in self._stations.items()
                },
            )

    def _figure(self, region: str, metric: str, key: str = TOTAL) -> int:
        """Return a figure of a region, or of the nation; 0 where there is none yet."""
        place = "region" if region else "national", region, "", metric, key
        value = self.figures.get(place, "")
        return int(value) if value.isdecimal() else 0

    def _by_key(self, metric: str) -> dict[str, dict[str, int]]:
        """Return the figures of nation ("") and regions by nomination or party."""
        found: dict[str, dict[str, int]] = {}
        for (scope, region, _, of, key), value in self.figures.items():
            if scope in ("national", "region") and of == metric and key != TOTAL:
                found.setdefault(region, {})[key] = int(value) if value.isdecimal() else 0
        return found
