"""The ideas of a year: a table by month and state, and files without personal data."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from service.calendar import HELSINKI
from service.ideas import yearly
from staff import idea_words
from staff.pages.ideas.common import HOME, Sees, Year, console_of
from staff.view import page, redirect, words_of
from store import audit

_routes = APIRouter(prefix="/ideat/vuosi")

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def router() -> APIRouter:
    """/ideat/vuosi/2026 and its files."""
    return _routes


@_routes.get("")
async def now(request: Request, staffer: Sees) -> Response:
    """This year."""
    year = console_of(request).house.now().astimezone(HELSINKI).year
    return redirect(request, f"{HOME}/vuosi/{year}")


@_routes.get("/{year}")
async def one(request: Request, staffer: Sees, year: Year) -> Response:
    """A year."""
    console, _ = console_of(request), words_of(request)
    found = await console.read(lambda db: yearly.overview(db, year=year))
    this = console.house.now().astimezone(HELSINKI).year
    return page(
        request, "idea_year.html", staffer=staffer, year=year, this=this, found=found,
        states=idea_words.state_names(_),
    )  # fmt: skip


@_routes.get("/{year}/ideat.{kind}")
async def file(request: Request, staffer: Sees, year: Year, kind: str) -> Response:
    """A file of the year."""
    if kind not in KINDS:
        raise HTTPException(404)
    console = console_of(request)
    lines = await console.read(lambda db: yearly.lines(db, year=year))
    data = await asyncio.to_thread(yearly.file, lines, year=year, suffix=f".{kind}")

    def noted(db: Connection) -> int:
        now = console.house.now()
        n = str(len(lines))
        return audit.note(db, who=staffer.name, what="idea.export", on_what=f"{year}.{kind}", why=n, now=now)

    await console.write(noted)
    name = f'attachment; filename="ideat-{year}.{kind}"'
    return Response(data, media_type=KINDS[kind], headers={"Content-Disposition": name})
