"""What the workers published, read from the brokers, as a picture of the moment.

Nothing here knows Kafka or the terminal: keys and values in, pictures and lines out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from console.overview import moment
from console.printable import printable
from stream import table
from stream.alerts import Alert
from stream.kafka.figures import Figures, read
from stream.percent import percent
from stream.table import TOTAL, Place

LATEST: Final = 8
"""Alerts that are shown."""

NATION: Final = "national"
REGION: Final = "region"
_METRICS: Final = (
    "registered",
    "voters",
    "polling_stations",
    "stations_opened",
    "stations_closed",
    "stations_counted",
    "contests",
    "contests_decided",
)
_alert: Final = msgspec.json.Decoder(Alert)


@dataclass(frozen=True, slots=True)
class Area:
    """The nation (its name is empty) or a region: what its stations said so far."""

    name: str
    registered: int
    voters: int
    reporting: int
    opened: int
    closed: int
    counted: int
    contests: int
    decided: int

    @property
    def turnout(self) -> str:
        """Per cent of the voters on the lists of the stations that opened."""
        return percent(self.voters, self.registered)

    def __str__(self) -> str:
        """Return it as one line."""
        return (
            f"{self.name or NATION}  registered {self.registered:,}  voters {self.voters:,}"
            f"  turnout {self.turnout} %"
            f"  opened {self.opened:,}  closed {self.closed:,}"
            f"  counted {self.counted:,}/{self.reporting:,}"
            f"  contests {self.decided:,}/{self.contests:,}"
        )


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert as one line says it; what a stranger wrote is printable."""

    id: str
    code: str
    severity: str
    place: str
    condition: str
    opened: str

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.opened}  {self.code} {self.severity} {self.place} {self.condition}"


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is shown of one run.

    Attributes:
        run: which; None while there is none.
        note: what else there is to know, may be empty.
        nation: None while nothing is tallied.
        alerts: all, the latest first.
        open_alerts: how many of them are open.
    """

    run: str | None
    note: str
    nation: Area | None
    regions: tuple[Area, ...]
    alerts: tuple[AlertLine, ...]
    open_alerts: int


class Board:
    """Keeps what was published last.

    Args:
        run: to be shown; None shows the one seen last until `settle` is called.

    """

    def __init__(self, run: str | None = None) -> None:
        self._asked = self._chosen = run
        self._figures: dict[str, dict[Place, Figures]] = {}
        self._alerts: dict[str, dict[str, Alert]] = {}

    @property
    def run(self) -> str | None:
        """The run that is shown; None if there is none yet."""
        held = [run for of in (self._alerts, self._figures) for run, some in of.items() if some]
        return self._chosen or (held[-1] if held else None)

    @property
    def runs(self) -> list[str]:
        """All that there are figures or alerts of, in order of their names."""
        some = [run for of in (self._figures, self._alerts) for run, held in of.items() if held]
        return sorted(set(some))

    def settle(self) -> None:
        """Stay with the run that is shown, though others go on."""
        self._chosen = self.run

    def take_figures(self, key: bytes, value: bytes | None) -> None:
        """Take the figures of nation or a region in, or away; others change nothing."""
        said = read(key, value)
        if said is None:
            return
        if value is None:
            self._figures.get(said.run, {}).pop(said.place, None)
            return
        figures = self._figures[said.run] = self._figures.pop(said.run, {})  # at the end: seen last
        if said.place == table.NATION or (said.place.scope == REGION and not said.place.contest):
            figures[said.place] = said

    def take_alert(self, key: bytes, value: bytes | None) -> None:
        """Take an alert in, or away; what is none changes nothing. The key is `run/id`."""
        name = key.decode("utf-8", "replace")
        if value is None:
            for run, alerts in self._alerts.items():
                if name.startswith(f"{run}/"):
                    alerts.pop(name.removeprefix(f"{run}/"), None)
            return
        try:
            alert = _alert.decode(value)
        except (ValueError, RecursionError):
            return
        run = name.removesuffix(f"/{alert.id}")
        alerts = self._alerts[run] = self._alerts.pop(run, {})
        alerts[alert.id] = alert

    def picture(self, note: str = "") -> Picture:
        """Return the picture of now; `note` is said before what the board notes itself."""
        run = self.run
        figures = self._figures.get(run, {}) if run else {}
        alerts = sorted(
            self._alerts.get(run, {}).values() if run else (),
            key=lambda alert: (alert.opened, alert.id),
            reverse=True,
        )
        regions = sorted(place.region for place in figures if place.scope == REGION)
        notes = [note, self._other_runs()]
        return Picture(
            run=run,
            note="; ".join(filter(None, notes)),
            nation=_area(figures.get(table.NATION), "") if figures else None,
            regions=tuple(_area(figures[Place(REGION, region, "")], region) for region in regions),
            alerts=tuple(_line(alert) for alert in alerts),
            open_alerts=sum(alert.condition == "open" for alert in alerts),
        )

    def _other_runs(self) -> str:
        """Return what there is to say of other runs, if anything."""
        runs = self.runs
        names = printable(", ".join(runs))
        if self._asked is not None:
            missing = runs and self._asked not in runs
            return f"nothing of this run yet; there is something of {names}" if missing else ""
        return f"the run seen last of {len(runs)}; --run chooses: {names}" if runs[1:] else ""


def title(picture: Picture) -> str:
    """Return which run it is, and what there is to note."""
    name = printable(picture.run) if picture.run else "no run yet"
    return f"SIMULATION  {name}" + (f"  ({picture.note})" if picture.note else "")


def lines(picture: Picture, most: int | None = None) -> dict[str, str]:
    """Return a picture as plain lines, each by what it is about; so many alerts at most."""
    said = {"title": title(picture)}
    said["nation"] = "nothing is tallied yet" if picture.nation is None else str(picture.nation)
    said |= {f"region {area.name}": str(area) for area in picture.regions}
    said["alerts"] = f"alerts  {picture.open_alerts:,} open of {len(picture.alerts):,}"
    return said | {f"alert {alert.id}": str(alert) for alert in picture.alerts[:most]}


def news(before: Picture | None, now: Picture) -> list[str]:
    """Return the lines that one picture does not have; without one those of a first look."""
    if before is None:
        return list(lines(now, LATEST).values())
    said = lines(before)
    return [line for about, line in lines(now).items() if said.get(about) != line]


def _area(said: Figures | None, region: str) -> Area:
    """Return an area of what was said of it; of nothing, one without figures."""
    return Area(
        printable(region), *(said.number((name, TOTAL)) if said else 0 for name in _METRICS)
    )


def _line(alert: Alert) -> AlertLine:
    return AlertLine(
        id=alert.id,
        code=printable(alert.code),
        severity=alert.severity,
        place=printable(alert.place),
        condition=alert.condition,
        opened=moment(alert.opened).strftime("%d %b %H:%M UTC"),
    )
