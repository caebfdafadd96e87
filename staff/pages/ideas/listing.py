"""The list of ideas: search and filters, fifty at a time."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.ideas import listing
from service.ideas.listing import Filters, Found
from staff import idea_words
from staff.pages.ideas.common import HOME, Sees, console_of
from staff.view import page, redirect, words_of
from store.models.staff import Role

_routes = APIRouter(prefix="/ideat")

Key = Annotated[int | None, Query(ge=1, le=2**63 - 1)]
Short = Annotated[str, Query(max_length=100)]


def _address(filters: Filters, below: int | None) -> str:
    names = {"state": "tila", "area": "alue", "language": "puhe", "channel": "kanava", "month": "kuukausi"}
    given = {names[name]: value for name, value in asdict(filters).items() if name in names and value}
    given |= {"haku": filters.words} if filters.words else {}
    given |= {"myohassa": "1"} if filters.late else {}
    given |= {"alle": str(below)} if below is not None else {}
    return f"{HOME}?{urlencode(given)}" if given else HOME


def router() -> APIRouter:
    """/ideat."""
    return _routes


@_routes.get("")
async def ideas(
    request: Request,
    staffer: Sees,
    haku: Short = "",
    tila: Short = "",
    alue: Short = "",
    puhe: Short = "",
    kanava: Short = "",
    kuukausi: Short = "",
    myohassa: Short = "",
    alle: Key = None,
) -> Response:
    """Looking for a code leads to the idea at once. Who only sees numbers comes to the year."""
    if not staffer.may(Role.MODERATOR, Role.ADMIN):
        return redirect(request, f"{HOME}/vuosi")
    console, _ = console_of(request), words_of(request)
    house = console.house
    filters = Filters(tila, alue, puhe, kanava, kuukausi, bool(myohassa), haku)

    def job(db: Connection) -> str | Found:
        return listing.code_of(db, haku) or listing.find(db, house, filters=filters, below=alle)

    found = await console.read(job)
    if isinstance(found, str):
        return redirect(request, f"{HOME}/{found}")
    return page(
        request,
        "ideas.html",
        staffer=staffer,
        filters=filters,
        found=found,
        more=_address(filters, found.below) if found.below is not None else "",
        **idea_words.names(_),
        areas=house.areas,
        today=house.now().astimezone(HELSINKI).date(),
        first=alle is None,
    )
