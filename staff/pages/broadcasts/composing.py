"""Writing a broadcast: to whom, in which words, when; with what it would be beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from service.broadcasts import making, testing
from service.broadcasts import preview as previews
from service.elections.plan import read as read_plan
from service.house import House
from service.notices import Refused
from service.staffing.sessions import Staffer
from staff.pages.broadcasts import form as forms
from staff.pages.broadcasts import shown
from staff.pages.broadcasts.common import HOME, Number, Stale, Writes, console_of, said_with, version
from staff.pages.broadcasts.form import Filled
from staff.pages.drafts import fields_of as draft_of
from staff.view import page, redirect, render, words_of
from store import events, staff, votes
from store.broadcasts import BroadcastRow
from store.models.broadcasts import BroadcastState

EVENTS_SHOWN = 50
LATELY = timedelta(days=14)
"""How long after its end an event is still offered: thanks and questions go to who was there."""

_routes = APIRouter()


def router() -> APIRouter:
    """/lahetykset/uusi, /lahetykset/{number}/muokkaa, /lahetykset/laske."""
    return _routes


@dataclass(frozen=True)
class Choices:
    """What a form offers: numbers of events and codes of open votes, with their names."""

    events: list[tuple[str, str]]
    elections: list[tuple[str, str]]


def draft_name(number: int | None) -> str:
    """Under which a form of a broadcast keeps what is not saved."""
    return f"broadcast:{number or 'new'}"


def _choices(db: Connection, house: House, language: str) -> Choices:
    rows = events.announced(db, ended_after=house.now() - LATELY, limit=EVENTS_SHOWN)
    return Choices(
        [(str(row.number), row.said("title", language)) for row in rows],
        [(row.code, read_plan(row.plan).title.of(language)) for row in votes.live(db)],
    )


async def _form(
    request: Request,
    staffer: Staffer,
    fields: Mapping[str, str],
    *,
    row: BroadcastRow | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    """The form with what it holds; `more` is what there is to say about it."""
    console, _ = console_of(request), words_of(request)
    choices = await console.read(lambda db: _choices(db, console.house, _.language))
    number = row.number if row else None
    told: dict[str, Any] = {"errors": {}, "stale": "", "restored": False, "looked": False, "look": None}
    return page(
        request,
        "broadcast_form.html",
        staffer=staffer,
        status=status,
        **said_with(request),
        areas=console.house.areas,
        events=choices.events,
        elections=choices.elections,
        fields=fields,
        number=number,
        draft=draft_name(number),
        changed=fields.get("changed", "") if "stale" not in more and fields.get("changed") else row and version(row),
        asked=row is not None and row.state is BroadcastState.ASKED,
        **(told | more),
    )


async def _sent(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


@_routes.get("/lahetykset/uusi")
async def new(request: Request, staffer: Writes) -> Response:
    """An empty form, or what was written into it last."""
    kept = await draft_of(request, staffer, draft_name(None))
    return await _form(request, staffer, kept, restored=bool(kept))


@_routes.post("/lahetykset/uusi")
async def create(request: Request, staffer: Writes) -> Response:
    """A draft out of the form."""
    return await _save(request, staffer, await _sent(request), None)


@_routes.get("/lahetykset/{number}/muokkaa")
async def edit(request: Request, staffer: Writes, number: Number) -> Response:
    """The form of one that is written."""
    console = console_of(request)
    row = await console.read(lambda db: making.found(db, number))
    kept = await draft_of(request, staffer, draft_name(number))
    stale = row.by if kept and kept.get("changed") != version(row) else ""
    return await _form(request, staffer, kept or fields_of(row), row=row, restored=bool(kept), stale=stale)


@_routes.post("/lahetykset/{number}/muokkaa")
async def change(request: Request, staffer: Writes, number: Number) -> Response:
    """Have it as the form says."""
    console = console_of(request)
    row = await console.read(lambda db: making.found(db, number))
    return await _save(request, staffer, await _sent(request), row)


@_routes.post("/lahetykset/uusi/hylkaa")
async def throw_new_away(request: Request, staffer: Writes) -> Response:
    """Forget what was written and not saved."""
    return await _forget(request, staffer, None)


@_routes.post("/lahetykset/{number}/hylkaa")
async def throw_away(request: Request, staffer: Writes, number: Number) -> Response:
    """The same for one that is made."""
    return await _forget(request, staffer, number)


async def _forget(request: Request, staffer: Staffer, number: int | None) -> Response:
    form = draft_name(number)
    await console_of(request).write(lambda db: staff.forget_draft(db, staff_id=staffer.id, form=form))
    return redirect(request, f"{HOME}/{number}/muokkaa" if number else f"{HOME}/uusi")


@_routes.post("/lahetykset/laske")
async def count(request: Request, staffer: Writes) -> Response:
    """What the form would be: beside it where a script asks, on the whole page else."""
    console, _, fields = console_of(request), words_of(request), await _sent(request)
    filled = forms.read(fields, areas=console.house.areas, _=_)
    look = await console.read(lambda db: shown.look(db, console.house, filled))
    if "hx-request" in request.headers:
        return Response(
            render(request, "broadcast_look.html", staffer=staffer, **said_with(request), look=look),
            media_type="text/html; charset=utf-8",
        )
    number = forms.number(fields.get("number", ""))
    row = await console.read(lambda db: making.found(db, number)) if number is not None else None
    return await _form(request, staffer, fields, row=row, looked=True, look=look)


async def _save(request: Request, staffer: Staffer, fields: dict[str, str], row: BroadcastRow | None) -> Response:
    console, _ = console_of(request), words_of(request)
    filled = forms.read(fields, areas=console.house.areas, _=_)
    if filled.errors:
        return await _form(request, staffer, fields, row=row, status=422, errors=filled.errors)
    try:
        saved = await console.write(lambda db: _write(db, console.house, staffer, fields, filled, row))
    except Stale as stale:
        return await _form(request, staffer, fields, row=stale.row, status=409, stale=str(stale))
    except Refused as refused:
        return await _form(request, staffer, fields, row=row, status=409, error=str(refused))
    return await _onward(request, staffer, saved, fields.get("do", ""))


def _write(
    db: Connection, house: House, staffer: Staffer, fields: Mapping[str, str], filled: Filled, row: BroadcastRow | None
) -> BroadcastRow:
    """Make or change it, and forget the draft of its form. Raises Refused, Stale."""
    assert filled.audience is not None
    assert filled.texts is not None
    assert filled.moment is not None
    given: dict[str, Any] = {
        "name": filled.name,
        "audience": filled.audience,
        "words": filled.texts,
        "moment": filled.moment,
        "by": staffer.name,
    }
    if row is None:
        saved = making.create(db, house, **given)
    else:
        now = making.held(db, row.number, BroadcastState.DRAFT, BroadcastState.ASKED, BroadcastState.MISSED)
        if version(now) != fields.get("changed"):
            raise Stale(now)
        saved = making.edit(db, house, number=row.number, **given)
    staff.forget_draft(db, staff_id=staffer.id, form=draft_name(row.number if row else None))
    return saved


async def _onward(request: Request, staffer: Staffer, saved: BroadcastRow, do: str) -> Response:
    console, _ = console_of(request), words_of(request)
    here = f"{HOME}/{saved.number}"
    if do == "next":
        return redirect(request, f"{here}/vahvista", _("The draft is saved."))
    if do != "test":
        return redirect(request, f"{here}/muokkaa", _("The draft is saved."))
    try:
        await console.write(lambda db: testing.test_send(db, console.house, number=saved.number, by=staffer.name))
    except Refused as refused:
        return await _form(request, staffer, fields_of(saved), row=saved, status=409, error=str(refused))
    return redirect(request, f"{here}/muokkaa", _("The draft is saved, and a test is on its way to your phone."))


def fields_of(row: BroadcastRow) -> dict[str, str]:
    """The form's fields for one that is saved."""
    return forms.fields_of(row.name, previews.audience_of(row), previews.words_of(row), previews.moment_of(row))
