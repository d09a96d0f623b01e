"""The addresses of the board: what viewers read and what operators change."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from fastapi import HTTPException, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse

from config.errors import InputError, SaylauError
from config.rulebook import rules
from console.board import catalogue, outline
from console.board.access import Access
from console.board.audit import AuditLog
from console.board.feed import TOPICS, feed
from console.board.hall import Hall
from console.board.people import Person
from console.board.sheets import SHEETS, sheet
from console.board.showing import Showing
from console.board.timeline import timeline
from console.board.wishes import DecisionWish, LoginWish, PlaybackWish, ShowingWish
from console.folder import REPORT
from console.overview import LANGUAGE_IDS
from console.rule_book import texts, values
from stream.decision import Decision

NATION: Final = ""
"""The region of whoever acts for all."""

_TOPICS: Final = {"pattern": "^({0})(,({0}))*$".format("|".join(TOPICS))}
"""What names of topics look like, for the description of the API."""
_MARK: Final = 40

_encode: Final = msgspec.json.Encoder().encode


class Api:
    """Answers requests.

    Args:
        hall: of the showings.
        access: who may do what.
        audit: takes what operators did.
    """

    def __init__(self, hall: Hall, access: Access, audit: AuditLog) -> None:
        self._hall, self._access, self._audit = hall, access, audit

    async def showings(self, request: Request) -> Response:
        """What is shown, what could be, and who is asking."""
        who = self._access.who(request)
        shown = [
            {
                "id": one.billing.id,
                "run": one.billing.run,
                "kind": one.billing.kind,
                "election": one.billing.election.id,
                "title": one.billing.election.name.model_dump(),
                "scenario": one.billing.scenario,
                "seed": one.billing.seed,
            }
            for one in self._hall.showings.values()
        ]
        you = {
            "name": who.name,
            "role": who.role,
            "region": who.region or "",
            "csrf": self._access.csrf(request),
        }
        return _json({"showings": shown, "shelf": self._hall.shelf(), "you": you})

    async def open(self, request: Request, wish: ShowingWish) -> Response:
        """Open a journal of the shelf, or start a day."""
        who = self._access.require(request, "operator", NATION)
        try:
            if wish.journal is not None:
                new = self._hall.open(Path(self._hall.on_shelf("journals", wish.journal)))
                self._hall.keep(new)
            else:
                new = await self._hall.start(
                    self._hall.on_shelf("elections", str(wish.election)),
                    self._hall.on_shelf("scenarios", str(wish.scenario)),
                    int(wish.seed or 0),
                )
        except KeyError as error:
            raise HTTPException(404, error.args[0]) from error
        except InputError as error:
            raise HTTPException(409, str(error)) from error
        self._note(who, "open", {"showing": new.billing.id, "run": new.billing.run})
        return _json({"id": new.billing.id})

    async def outline(self, showing: str) -> Response:
        """What does not change while a run is shown."""
        return _json(outline.outline(self._showing(showing).billing))

    async def stations(self, showing: str) -> Response:
        """Names and rolls of all stations."""
        return _json(outline.stations(self._showing(showing).billing.election))

    async def contest(self, showing: str, contest: str) -> Response:
        """Candidates and stations of a contest."""
        election = self._showing(showing).billing.election
        return _json(_found(lambda: outline.contest(election, contest), f"contest {contest}"))

    async def station(self, showing: str, station: str) -> Response:
        """What a station said, the alerts on it and the decisions."""
        one = self._showing(showing)
        return _json(_found(lambda: timeline(one, station), f"station {station}"))

    async def state(
        self, showing: str, topics: Annotated[str, Query(json_schema_extra=_TOPICS)]
    ) -> Response:
        """All documents of some topics, and the version to follow them from."""
        documents = self._showing(showing).documents
        return Response(documents.everything(_topics(topics)), media_type="application/json")

    async def stream(
        self,
        request: Request,
        showing: str,
        topics: Annotated[str, Query(json_schema_extra=_TOPICS)],
        since: Annotated[str, Query(max_length=_MARK)] = "",
    ) -> Response:
        """What changes, as server-sent events."""
        mark = request.headers.get("last-event-id", since)
        events = feed(self._showing(showing).documents, _topics(topics), mark)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)

    async def playback(self, request: Request, showing: str, wish: PlaybackWish) -> Response:
        """Move what is shown, to everybody."""
        who = self._access.require(request, "operator", NATION)
        one = self._showing(showing)
        if not one.moves:
            raise HTTPException(409, "a run on Kafka is shown as it comes; it cannot be moved")
        self._note(who, "playback", {"showing": showing, **wish.model_dump(exclude_none=True)})
        playback = one.playback
        match wish.do:
            case "play":
                playback.play(wish.speed)
            case "speed":
                playback.speed = wish.speed or playback.speed
            case "pause":
                playback.pause()
            case "live":
                playback.follow()
            case "seek":
                await one.seek(wish.at or 0)
            case "step":
                await one.step()
        await one.tick()
        return _json({"at": one.at})

    async def decide(self, request: Request, showing: str, wish: DecisionWish) -> Response:
        """Decide on an alert or a station."""
        self._access.require(request, "operator")
        one = self._showing(showing)
        who = self._access.require(request, "operator", _region(one, wish))
        decision = Decision(
            n=len(one.decisions.all) + 1,
            at=round(1000 * time.time()),
            day_at=one.at,
            by=who.name,
            role=who.role,
            on=wish.on,
            id=wish.id,
            do=wish.do,
            note=wish.note.strip(),
        )
        said = {"showing": showing, "run": one.billing.run}
        self._note(who, "decision", {**said, "decision": msgspec.to_builtins(decision)})
        try:
            return _json(await one.make(decision))
        except SaylauError as error:
            lost = {"n": decision.n, "at": decision.at, "why": str(error)}
            self._note(who, "decision-unconfirmed", {**said, **lost})
            raise HTTPException(503, str(error)) from error

    async def table(self, showing: str, name: str) -> Response:
        """A table as CSV."""
        if name not in SHEETS:
            raise HTTPException(404, f"no table {name}; there are {', '.join(SHEETS)}")
        headers = {"Content-Disposition": f'attachment; filename="{showing}-{name}.csv"'}
        text = sheet(name, self._showing(showing))
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    async def report(self, showing: str) -> Response:
        """The report of a run, where there is one."""
        folder = self._showing(showing).billing.folder
        path = folder / REPORT if folder else None
        if path is None or not path.is_file():
            raise HTTPException(404, "no report: saylau run writes one at the end of a day")
        return FileResponse(path, media_type="text/html", filename=f"{showing}-{REPORT}")

    async def rule(self, code: str) -> Response:
        """What a rule asks, why, and what to do; `values` stand for the names in braces."""
        if code not in rules():
            raise HTTPException(404, f"no rule {code}")
        one = rules()[code]
        return _json({**_heading(code), **texts(one), "values": values(one)})

    async def rules(self) -> Response:
        """Code, severity and title of all rules."""
        return _json({"rules": [_heading(code) for code in rules()]})

    async def messages(self, language: str) -> Response:
        """The texts of the page in a language."""
        for known in LANGUAGE_IDS:
            if known == language:
                return _json(catalogue.messages(known))
        raise HTTPException(404, f"no language {language}; there are {', '.join(LANGUAGE_IDS)}")

    async def login(self, request: Request, wish: LoginWish) -> Response:
        """Say who one is: the cookie of the answer stands for it."""
        response = _json({})
        who = self._access.login(request, response, wish.token)
        if who is None:
            raise HTTPException(403, "nobody has this token")
        self._note(who, "login", {})
        return response

    async def logout(self, request: Request) -> Response:
        """Be nobody again."""
        response = _json({})
        who = self._access.logout(request, response)
        if who is not None:
            self._note(who, "logout", {})
        return response

    def _showing(self, id_: str) -> Showing:
        showing = self._hall.showings.get(id_)
        if showing is None:
            raise HTTPException(404, f"no showing {id_}")
        return showing

    def _note(self, who: Person, what: str, details: dict[str, Any]) -> None:
        """Write what somebody does into the log; what cannot be written is not done."""
        try:
            self._audit.append(who, what, details)
        except InputError as error:
            raise HTTPException(503, f"nothing was done: {error}") from error


def _region(showing: Showing, wish: DecisionWish) -> str:
    """Return the region that a decision is about; "" for the nation."""
    if wish.on == "alert":
        alert = showing.folded.alert(wish.id)
        if alert is None:
            raise HTTPException(404, f"no alert {wish.id}")
        return alert.region
    station = showing.billing.election.station_by_id.get(wish.id)
    if station is None:
        raise HTTPException(404, f"no station {wish.id}")
    return station.region


def _heading(code: str) -> dict[str, str]:
    rule = rules()[code]
    return {"code": code, "severity": rule.severity, "title": rule.title}


def _topics(wanted: str) -> Sequence[str]:
    topics = [*dict.fromkeys(wanted.split(","))] if wanted else []
    unknown = [topic for topic in topics if topic not in TOPICS]
    if unknown or not topics:
        what = f"topics {', '.join(unknown)}" if unknown else "no topics"
        raise HTTPException(422, f"{what}; there are {', '.join(TOPICS)}")
    return topics


def _found(get: Callable[[], dict[str, Any]], what: str) -> dict[str, Any]:
    try:
        return get()
    except KeyError as error:
        raise HTTPException(404, f"no {what}") from error


def _json(content: object) -> Response:
    return Response(_encode(content), media_type="application/json")
