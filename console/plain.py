"""The plain view: one line for each thing that is new, for pipes, files and CI."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self, TextIO

from config.errors import SaylauError
from console.overview import AlertLine, Overview, highest

_HOUR: Final = timedelta(hours=1)
_QUARTER_MS: Final = 15 * 60_000


class PlainView:
    """Prints bulletins, alerts, messages and a line a simulated hour; no control codes."""

    def __init__(self, title: str, out: TextIO) -> None:
        self._out = out
        self._title = title
        self._looked = 0
        self._hour: datetime | None = None
        self._bulletins: dict[str, int] = {}
        self._alerts: dict[str, AlertLine] = {}
        self._messages = 0
        self._new: list[tuple[datetime, str]] = []
        self._last = ""

    def __enter__(self) -> Self:
        self._say(f"SIMULATION  {self._title}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._out.flush()

    def preparing(self, what: str) -> None:
        """Say what is being done."""
        self._say(what)

    def due(self, now: int) -> bool:
        """Want an overview every quarter of a simulated hour."""
        if now - self._looked < _QUARTER_MS:
            return False
        self._looked = now
        return True

    def show(self, overview: Overview) -> None:
        """Print what this overview says that the ones before did not."""
        self._hourly(overview)
        self._news(overview)

    def finish(self, overview: Overview) -> None:
        """Print how the day ended."""
        self._news(overview)
        line = self._line(overview)
        if line != self._last:
            self._say(line)

    def _news(self, overview: Overview) -> None:
        """Print what is new in the order in which it happened."""
        self._new_messages(overview)
        self._new_bulletins(overview)
        self._new_alerts(overview)
        for _, line in sorted(self._new, key=lambda new: new[0]):
            self._say(line)
        self._new.clear()

    def _hourly(self, overview: Overview) -> None:
        hour = overview.at.replace(minute=0, second=0, microsecond=0)
        if self._hour is None or hour - self._hour >= _HOUR:
            self._hour = hour
            self._last = self._line(overview)
            self._new.append((overview.at, self._last))

    def _line(self, overview: Overview) -> str:
        nation = overview.nation
        return (
            f"{overview.at:%d %b %H:%M}  turnout {nation.turnout:.2f} %"
            f"  open {nation.opened}  reporting {nation.reporting}"
            f"  counted {nation.counted}/{nation.stations}"
            f"  seats {nation.decided}/{nation.contests}"
            f"  alerts open {overview.open_alerts}/{len(overview.alerts)}"
        )

    def _new_bulletins(self, overview: Overview) -> None:
        names = {region.id: region.name for region in overview.regions}
        for bulletin in overview.bulletins:
            before = self._bulletins.get(bulletin.key)
            if before == bulletin.voters:
                continue
            self._bulletins[bulletin.key] = bulletin.voters
            best = highest(bulletin)
            word = "BULLETIN" if before is None else "BULLETIN REVISED"
            kind = " (preliminary)" if bulletin.kind == "preliminary" else ""
            first = f"; highest {names[best]} {bulletin.turnout_of(best)} %"
            self._add(
                overview.at,
                f"{word} {bulletin.key}{kind}: {bulletin.turnout} %,"
                f" {bulletin.voters:,} voters{first if len(names) > 1 else ''}",
            )

    def _new_messages(self, overview: Overview) -> None:
        for message in overview.messages[self._messages :]:
            self._add(message.at, str(message))
        self._messages = len(overview.messages)

    def _new_alerts(self, overview: Overview) -> None:
        for alert in overview.alerts:
            before = self._alerts.get(alert.id)
            if before == alert:
                continue
            self._alerts[alert.id] = alert
            line = f"{alert.code} {alert.severity} {alert.place}: {alert.title}"
            if before is None:
                self._add(alert.opened, f"ALERT {line}")
            elif before.cleared is not None:
                self._add(overview.at, f"ALERT again {line}")
            if alert.cleared is not None:
                self._add(alert.cleared, f"CLEARED {alert.code} {alert.place}")

    def _add(self, at: datetime, line: str) -> None:
        self._new.append((at, f"{at:%d %b %H:%M}  {line}"))

    def _say(self, line: str) -> None:
        try:
            self._out.write(f"{line}\n")
            self._out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            # Not to be taken for an error of the folder that is written at the same time.
            raise SaylauError(f"the output: {error.strerror or error}") from error
