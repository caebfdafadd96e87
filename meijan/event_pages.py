"""Public pages and feeds of events: `/tapahtumat`, one event, calendars, `/avoin/tapahtumat.json`. No scripts.

A draft and what was never there get the same answer, 404.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from email.utils import format_datetime
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from meijan import public_pages
from meijan.public_pages import Language, kind, known
from service.events import opendata
from service.events.ical import STATUS, ics
from service.events.print import pages
from service.events.print.pages import Chosen
from service.house import House
from service.print.ways import Ways
from store import events
from store.database import Database
from store.events import EventRow

NUMBER = re.compile(r"[1-9]\d{0,3}")
LISTED, SUBSCRIBED = 50, 1000
"""Events of a page, and of the calendar of all."""
PAST = timedelta(days=30)
"""How long the calendar of all keeps what is over: a subscriber's copy is not to lose last week at once."""
AWHILE = "public, max-age=60"
"""Seats are taken while one looks."""
ALL = Chosen()
After = Annotated[int, Query(alias="jalkeen")]


class Events:
    """What the pages read. `site` is the service's own address, "" where it is not known."""

    def __init__(self, database: Database, house: House, site: str = "") -> None:
        self.database, self.house, self.site = database, house, site.rstrip("/")
        self._kept: dict[str, tuple[tuple[object, ...], bytes, Sequence[EventRow]]] = {}

    @property
    def ways(self) -> Ways:
        """Where sign-ups go."""
        return Ways(self.house.number, self.house.bot())

    def one(self, number: str) -> EventRow | None:
        """The event that everybody may see under the number."""
        if not NUMBER.fullmatch(number):
            return None
        with self.database.read() as db:
            row = events.by_number(db, number=int(number))
        return row if row is not None and row.state in STATUS else None

    def coming(
        self, *, after: int = 0, limit: int, past: timedelta = timedelta(), chosen: Chosen = ALL
    ) -> tuple[Sequence[EventRow], bool]:
        """Announced events in their order behind the one of a number, and whether there are more."""
        last = self.one(str(after)) if after else None
        with self.database.read() as db:
            since = self.house.now() - past
            asked = {"area": chosen.area, "kind": chosen.kind}
            found = events.announced(db, ended_after=since, **asked, after=last, limit=limit + 1)
        return found[:limit], len(found) > limit

    def subscribed(self, language: str) -> tuple[bytes, Sequence[EventRow]]:
        """The calendar of all, and its events. Every subscriber asks each hour: it is made when something changed."""
        now = self.house.now()
        with self.database.read() as db:
            version = (now.hour, *events.announced_version(db, ended_after=now - PAST))
        kept = self._kept.get(language)
        if kept is None or kept[0] != version:
            rows, _more = self.coming(limit=SUBSCRIBED, past=PAST)
            kept = version, self.calendar(rows, language, self.house.names[language]), rows
            self._kept[language] = kept
        return kept[1], kept[2]

    def calendar(self, rows: Sequence[EventRow], language: str, name: str = "") -> bytes:
        """The events as a calendar file."""
        return ics(rows, language=language, name=name, site=self.site, number=self.house.number)


def router(database: Database, house: House, site: str = "") -> APIRouter:
    """The routes. They read only, each in a thread of its own."""
    routes, found = APIRouter(), Events(database, house, site)

    @routes.get("/tapahtumat")
    def listed(kieli: Language = "fi", alue: str = "", laji: str = "", jalkeen: After = 0) -> Response:
        language, kinds = known(kieli), {said: kind for kind, said in pages.KINDS.items()}
        chosen = Chosen(alue if alue in house.areas else "", kinds.get(laji, ""))
        rows, more = found.coming(after=jalkeen, limit=LISTED, chosen=chosen)
        last = (rows[-1].number or 0) if more else 0
        city, now = house.names[language], house.now()
        page = pages.listed(rows, last, found.ways, city, language, now, areas=house.areas, chosen=chosen)
        return public_pages.html(page, keep=AWHILE)

    @routes.get("/tapahtumat.ics")
    def calendar(request: Request, kieli: Language = "fi") -> Response:
        data, rows = found.subscribed(known(kieli))
        return _feed(request, "tapahtumat.ics", data, rows)

    @routes.get("/tapahtumat/{name}")
    def one(request: Request, name: str, kieli: Language = "fi") -> Response:
        language, number = known(kieli), name.removesuffix(".ics")
        row = found.one(number)
        if row is None:
            return public_pages.html(pages.absent(house.names[language], language), 404, "no-store")
        if name != number:
            return _feed(request, f"tapahtuma-{name}", found.calendar([row], language), [row])
        page = pages.event(row, found.ways, house.names[language], language, house.now())
        return public_pages.html(page, keep=AWHILE)

    _add_open_data(routes, found)
    return routes


def _add_open_data(routes: APIRouter, found: Events) -> None:
    @routes.get("/avoin/tapahtumat.json")
    def open_data(request: Request, jalkeen: After = 0) -> Response:
        rows, more = found.coming(after=jalkeen, limit=opendata.PAGE)
        address = f"{found.site}/avoin/tapahtumat.json?jalkeen={rows[-1].number}" if more else ""
        house = found.house
        data = opendata.feed(rows, publisher=house.names["fi"], now=house.now(), more=address)
        answer = _feed(request, "tapahtumat.json", data, rows)
        answer.headers["Access-Control-Allow-Origin"] = "*"  # anybody's page may show them
        return answer


def _feed(request: Request, name: str, data: bytes, rows: Sequence[EventRow]) -> Response:
    """A file for programs that come again: 304 while it is the same.

    Only the tag decides that. Free seats and what is over by now change a feed, and no event's time of change.
    """
    tag = f'"{sha256(data).hexdigest()[:32]}"'
    headers = {**public_pages.HEADERS, "Cache-Control": AWHILE, "ETag": tag}
    if rows:
        headers["Last-Modified"] = format_datetime(max(row.changed_at for row in rows), usegmt=True)
    asked = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag in asked or "*" in asked:
        return Response(status_code=304, headers=headers)
    if name.endswith(".ics"):
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(data, 200, headers, kind(name))
