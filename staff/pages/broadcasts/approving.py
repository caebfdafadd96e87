"""Before a broadcast goes: a page that names what will happen, then asking, sending, approving or sending back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import Connection

from service.broadcasts import making
from service.broadcasts import preview as previews
from service.house import House
from service.notices import Refused
from service.staffing.sessions import Staffer
from staff.pages.broadcasts import shown
from staff.pages.broadcasts.common import (
    HOME,
    Approves,
    Number,
    Runs,
    Stale,
    Writes,
    console_of,
    may_approve,
    may_write,
    said_with,
    version,
)
from staff.pages.broadcasts.form import one_line
from staff.pages.broadcasts.shown import Look
from staff.view import page, redirect, words_of
from store import broadcasts
from store.broadcasts import BroadcastRow
from store.models.broadcasts import BroadcastState

Seen = Annotated[str, Form()]
"""The version that the page named; and so many people."""

_routes = APIRouter()


def router() -> APIRouter:
    """/lahetykset/{number}/vahvista and the buttons on it."""
    return _routes


class Recounted(Exception):
    """Other people than the page named: nothing was done, and the page names them now."""


@_routes.get("/lahetykset/{number}/vahvista")
async def confirm(request: Request, staffer: Runs, number: Number) -> Response:
    """What will happen: to how many, at what price, when, in which words."""
    return await _page(request, staffer, number)


async def _page(
    request: Request, staffer: Staffer, number: int, *, status: int = 200, error: str = "", reason: str = ""
) -> Response:
    console, _ = console_of(request), words_of(request)

    def job(db: Connection) -> tuple[BroadcastRow, Look, set[str]]:
        row = making.found(db, number)
        return row, shown.look_at(db, console.house, row), making.writers(db, row)

    row, look, writers = await console.read(job)
    return page(
        request,
        "broadcast_confirm.html",
        staffer=staffer,
        status=status,
        **said_with(request),
        row=row,
        look=look,
        version=version(row),
        limits=console.house.broadcasts,
        writes=may_write(staffer),
        approves=may_approve(staffer) and staffer.name not in writers,
        own=may_approve(staffer) and staffer.name in writers,
        error=error,
        reason=reason,
    )


@_routes.post("/lahetykset/{number}/pyyda")
async def ask(request: Request, staffer: Writes, number: Number, seen: Seen) -> Response:
    """Ask another person to approve it."""
    _ = words_of(request)
    said = _("Asked. Another person approves it; you see on this page when.")
    return await _do(request, staffer, number, seen, making.ask, said)


@_routes.post("/lahetykset/{number}/laheta")
async def send(
    request: Request, staffer: Writes, number: Number, seen: Seen, people: Annotated[int, Form()]
) -> Response:
    """Let one go that needs no second person."""
    _ = words_of(request)
    return await _do(request, staffer, number, seen, making.send, _("It goes at its time."), people)


@_routes.post("/lahetykset/{number}/hyvaksy")
async def approve(
    request: Request, staffer: Approves, number: Number, seen: Seen, people: Annotated[int, Form()]
) -> Response:
    """Freeze it, and let it go at its time."""
    _ = words_of(request)
    said = _("Approved. Audience and words are frozen, and it goes at its time.")
    return await _do(request, staffer, number, seen, making.approve, said, people)


@_routes.post("/lahetykset/{number}/palauta")
async def send_back(
    request: Request, staffer: Runs, number: Number, seen: Seen, reason: Annotated[str, Form()] = ""
) -> Response:
    """It is a draft again. An approver says why; a writer may think better of their own."""
    console, _ = console_of(request), words_of(request)
    why = one_line(reason)

    def job(db: Connection) -> None:
        row = making.held(db, number, BroadcastState.ASKED, BroadcastState.APPROVED)
        if version(row) != seen:
            raise Stale(row)
        if not why and not may_write(staffer):
            raise Refused(_("Write why, so that the writer knows what to change."))
        making.send_back(db, console.house, number=number, by=staffer.name, why=why)

    try:
        await console.write(job)
    except Stale:
        return await _page(request, staffer, number, status=409, error=_stale(request), reason=reason)
    except Refused as refused:
        return await _page(request, staffer, number, status=409, error=str(refused), reason=reason)
    return redirect(request, f"{HOME}/{number}", _("It is a draft again."))


async def _do(
    request: Request,
    staffer: Staffer,
    number: int,
    seen: str,
    act: Callable[..., BroadcastRow],
    said: str,
    people: int | None = None,
) -> Response:
    """Do what the page named, if it is still so; else name it anew and do nothing."""
    console, _ = console_of(request), words_of(request)
    try:
        await console.write(lambda db: _as_named(db, console.house, number, seen, people, act, staffer.name))
    except Stale:
        return await _page(request, staffer, number, status=409, error=_stale(request))
    except Recounted:
        why = _("The number of people has changed meanwhile, so nothing was done. The page has the new number.")
        return await _page(request, staffer, number, status=409, error=why)
    except Refused as refused:
        return await _page(request, staffer, number, status=409, error=str(refused))
    return redirect(request, f"{HOME}/{number}", said)


def _stale(request: Request) -> str:
    _ = words_of(request)
    return _("Somebody has changed the broadcast since you opened the page, so nothing was done. Look at it again.")


def _as_named(
    db: Connection,
    house: House,
    number: int,
    seen: str,
    people: int | None,
    act: Callable[..., BroadcastRow],
    by: str,
) -> None:
    """Raises Stale, Recounted, Refused; then none of it is kept."""
    row = making.held(db, number, BroadcastState.DRAFT, BroadcastState.ASKED)
    if version(row) != seen:
        raise Stale(row)
    act(db, house, number=number, by=by)
    if people is None:
        return
    frozen = sum(broadcasts.groups(db, broadcast_id=row.id).values())
    if shown.people_shown(frozen, secret=previews.audience_of(row).secret) != people:
        raise Recounted
