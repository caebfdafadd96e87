"""One broadcast: what it is and how it goes, live; pausing, going on and cancelling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import Connection

from service.broadcasts import making
from service.broadcasts import preview as previews
from service.broadcasts.progress import Progress, progress
from service.house import House
from service.notices import Refused
from service.staffing import sessions
from service.staffing.sessions import Staffer
from staff.console import Console
from staff.pages.broadcasts import names
from staff.pages.broadcasts.common import HOME, Number, Reads, Runs, console_of, may_run, may_write, said_with, version
from staff.policy import cookie_name
from staff.view import page, redirect, render, words_of
from store import broadcasts
from store.broadcasts import BroadcastRow, Change
from store.models.broadcasts import BroadcastState

S = BroadcastState
MOVES = (S.APPROVED, S.SENDING)
"""States in which something happens by itself."""
EVERY, HEARTBEAT = 2.0, 10.0
"""Seconds between two looks, and between two signs of life while nothing changes."""

_routes = APIRouter()


def router() -> APIRouter:
    """/lahetykset/{number}, its stream and its buttons."""
    return _routes


@dataclass(frozen=True)
class Going:
    """A broadcast and how it goes; None before anybody is its recipient."""

    row: BroadcastRow
    progress: Progress | None


def _going(db: Connection, house: House, number: int) -> Going:
    row = making.found(db, number)
    return Going(row, progress(db, house, row) if row.frozen_hash else None)


@_routes.get("/lahetykset/{number}")
async def one(request: Request, staffer: Reads, number: Number) -> Response:
    """What it is, how it goes, and what can be done with it."""
    console, _ = console_of(request), words_of(request)

    def job(db: Connection) -> tuple[Going, list[Change]]:
        going = _going(db, console.house, number)
        return going, broadcasts.changes(db, broadcast_id=going.row.id)

    going, changes = await console.read(job)
    return page(
        request,
        "broadcast.html",
        staffer=staffer,
        **_told(request, staffer, going),
        texts=previews.words_of(going.row),
        version=version(going.row),
        changes=changes,
        sent_back=_sent_back(changes),
        dones=names.done(_),
    )


def _sent_back(changes: list[Change]) -> Change | None:
    """What the approver wants otherwise, until the writer has changed something."""
    last = next((one for one in reversed(changes) if one.what in ("sent_back", "edited", "asked")), None)
    return last if last is not None and last.what == "sent_back" and last.why else None


def _told(request: Request, staffer: Staffer, going: Going) -> dict[str, Any]:
    row = going.row
    return {
        **said_with(request),
        "row": row,
        "progress": going.progress,
        "runs": may_run(staffer),
        "writes": may_write(staffer),
        "moves": row.state in MOVES,
        "secret": previews.audience_of(row).secret,
    }


@_routes.get("/lahetykset/{number}/edistyminen", response_class=EventSourceResponse)
async def stream(request: Request, staffer: Reads, number: Number) -> AsyncIterator[ServerSentEvent]:
    """How it goes, at each look that finds something changed: `progress`, and `end` when nothing moves by itself.

    It ends with the session too: an open page keeps nobody signed in.
    """
    console = console_of(request)
    token = request.cookies.get(cookie_name(console), "")
    before, silent = "", 0.0
    while True:
        going = await console.read(lambda db: _watched(db, console, number, token))
        if going is None:
            yield ServerSentEvent(event="end", raw_data="")
            return
        body = render(request, "broadcast_progress.html", staffer=staffer, **_told(request, staffer, going))
        if going.row.state not in MOVES:
            yield ServerSentEvent(event="end", raw_data=body)
            return
        silent += EVERY
        if body != before:
            yield ServerSentEvent(event="progress", raw_data=body)
            before, silent = body, 0.0
        elif silent >= HEARTBEAT:
            yield ServerSentEvent(comment="on")
            silent = 0.0
        await asyncio.sleep(EVERY)


def _watched(db: Connection, console: Console, number: int, token: str) -> Going | None:
    """None where there is nothing to see: no such broadcast, or nobody is signed in any more."""
    if sessions.find(db, console.house, token=token) is None or broadcasts.by_number(db, number=number) is None:
        return None
    return _going(db, console.house, number)


@_routes.post("/lahetykset/{number}/tauko")
async def pause(request: Request, staffer: Runs, number: Number) -> Response:
    """Nothing more leaves for now."""
    _ = words_of(request)
    return await _do(request, staffer, number, making.pause, _("Paused: nothing more leaves until you go on."))


@_routes.post("/lahetykset/{number}/jatka")
async def resume(request: Request, staffer: Runs, number: Number) -> Response:
    """Go on where it was."""
    _ = words_of(request)
    return await _do(request, staffer, number, making.resume, _("It goes on."))


@_routes.get("/lahetykset/{number}/peru")
async def confirm_cancel(request: Request, staffer: Runs, number: Number) -> Response:
    """What cancelling means: how many have got it, how many never will."""
    return await _cancel_page(request, staffer, number)


async def _cancel_page(request: Request, staffer: Staffer, number: int, **more: Any) -> Response:
    console = console_of(request)
    going = await console.read(lambda db: _going(db, console.house, number))
    told = _told(request, staffer, going)
    return page(
        request, "broadcast_cancel.html", staffer=staffer, **told, open=going.row.state in broadcasts.OPEN, **more
    )


@_routes.post("/lahetykset/{number}/peru")
async def cancel(request: Request, staffer: Runs, number: Number) -> Response:
    """Nothing more leaves, ever."""
    _ = words_of(request)
    return await _do(request, staffer, number, making.cancel, _("Cancelled: nothing more leaves."))


async def _do(request: Request, staffer: Staffer, number: int, act: Callable[..., Any], said: str) -> Response:
    console = console_of(request)
    try:
        await console.write(lambda db: act(db, console.house, number=number, by=staffer.name))
    except Refused as refused:
        going = await console.read(lambda db: _going(db, console.house, number))
        _ = words_of(request)
        return page(
            request,
            "broadcast_refused.html",
            staffer=staffer,
            status=409,
            **_told(request, staffer, going),
            error=str(refused),
        )
    return redirect(request, f"{HOME}/{number}", said)
