"""Loki: who did what, on what, why; and whether the log is as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.spreadsheet import table
from service.staffing.sessions import Staffer
from staff.audit_words import kinds
from staff.console import Console
from staff.policy import LARGEST, Allowed
from staff.view import page, redirect, words_of
from store import audit, staff
from store.audit import Entry
from store.models.staff import Role

Reader = Annotated[Staffer, Depends(Allowed(Role.ELECTIONS))]
HERE = "/staff/loki"
PAGE = 50
MOST_EXPORTED = 50_000
"""Entries in one file: more no spreadsheet on an office computer opens gladly. The next file begins where it ends."""
STEP = 100_000
"""Entries that are checked at one press: some seconds, so that no proxy gives up before."""


@dataclass(frozen=True)
class Wanted:
    """Which entries are shown."""

    kuka: str = ""
    mita: str = ""
    ennen: int | None = None

    def address(self, path: str, before: int | None = None) -> str:
        """The page of these, from below an entry on."""
        query = {"kuka": self.kuka, "mita": self.mita, "ennen": before or ""}
        return f"{path}?{urlencode({name: value for name, value in query.items() if value})}"


Number = Annotated[int | None, Query(ge=1, le=LARGEST)]


async def _wanted(kuka: str = "", mita: str = "", ennen: Number = None) -> Wanted:
    return Wanted(kuka.strip(), mita, ennen)


Shown = Annotated[Wanted, Depends(_wanted)]


def router() -> APIRouter:
    """/loki …"""
    routes = APIRouter(prefix="/loki")
    _showing(routes)
    _exporting(routes)
    _checking(routes)
    return routes


def _showing(routes: APIRouter) -> None:
    @routes.get("")
    async def log(request: Request, staffer: Reader, wanted: Shown) -> Response:
        console: Console = request.app.state.console

        def job(db: Connection) -> Response:
            rows = audit.entries(db, before=wanted.ennen, who=wanted.kuka, what=wanted.mita, limit=PAGE + 1)
            shown = rows[:PAGE]
            return page(
                request,
                "log.html",
                staffer=staffer,
                entries=shown,
                wanted=wanted,
                older=wanted.address(HERE, shown[-1].number) if len(rows) > PAGE else "",
                export=wanted.address(f"{HERE}/vie", wanted.ennen),
                names=[member.name for member in staff.members(db)],
                kinds=kinds(words_of(request)),
                checked=audit.last_check(db, whole=False),
                whole=audit.last_check(db, whole=True),
            )

        return await console.read(job)


def _row(one: Entry) -> Sequence[str | int]:
    at = f"{one.at.astimezone(HELSINKI):%Y-%m-%d %H:%M:%S%z}"
    return (one.number, at, one.who, one.what, one.on_what, one.why, one.hash.hex())


def _exporting(routes: APIRouter) -> None:
    @routes.get("/vie")
    async def export(request: Request, staffer: Reader, wanted: Shown) -> Response:
        console: Console = request.app.state.console
        now = console.house.now()

        def job(db: Connection) -> bytes:
            rows = audit.entries(db, before=wanted.ennen, who=wanted.kuka, what=wanted.mita, limit=MOST_EXPORTED)
            return table(("numero", "aika", "kuka", "mitä", "mihin", "miksi", "tiiviste"), map(_row, rows))

        data = await console.read(job)
        await console.write(lambda db: audit.note(db, who=staffer.name, what="log.export", now=now))
        name = f"loki-{now.astimezone(HELSINKI):%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


def _checking(routes: APIRouter) -> None:
    @routes.post("/tarkista")
    async def check(request: Request, staffer: Reader) -> Response:
        """Since the last good check; from the first entry on it is `meijan staff log --verify`."""
        console: Console = request.app.state.console
        house, _ = console.house, words_of(request)
        verdict = await console.read(lambda db: audit.look(db, since=audit.last_check(db, whole=False), most=STEP))

        def job(db: Connection) -> None:
            if verdict.broken is None:
                audit.keep_check(db, verdict=verdict, whole=False, by=staffer.name, now=house.now())
            else:
                why = f"ketju katkeaa kohdassa {verdict.broken}"
                audit.note(db, who=staffer.name, what="log.broken", why=why, now=house.now())

        await console.write(job)
        if verdict.broken is not None:
            return page(request, "log_broken.html", staffer=staffer, status=409, number=verdict.broken)
        if not verdict.done:
            said = _("Unbroken up to entry {n}. Press again to go on.", n=_.number(verdict.number))
            return redirect(request, HERE, said)
        return redirect(request, HERE, _("The chain is unbroken."))
