"""Omat tiedot: a staff member's own passkeys, browsers, and the number for test messages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy import Connection

from service.notices import Refused
from service.staffing import agents, roles, sessions
from service.staffing.sessions import Staffer
from staff.console import Console
from staff.policy import ALL, Allowed
from staff.role_words import role_names
from staff.view import page, redirect, words_of
from store import sign_in, staff

Everybody = Annotated[Staffer, Depends(Allowed(*ALL))]


async def _show(request: Request, staffer: Staffer, *, error: str = "", typed: str | None = None) -> Response:
    console: Console = request.app.state.console
    house = console.house

    def job(db: Connection) -> dict[str, Any]:
        return {
            "keys": sign_in.passkeys(db, staff_id=staffer.id),
            "browsers": sessions.of(db, house, staff_id=staffer.id),
            "phone": staff.phone(db, sealer=house.sealer, staff_id=staffer.id),
        }

    found = await console.read(job)
    if typed is not None:
        found["phone"] = typed
    return page(
        request,
        "me.html",
        staffer=staffer,
        status=409 if error else 200,
        phone_error=error,
        agent_name=agents.name,
        roles=role_names(words_of(request), staffer.roles),
        **found,
    )


def router() -> APIRouter:
    """/omat …"""
    routes = APIRouter(prefix="/omat")

    @routes.get("")
    async def me(request: Request, staffer: Everybody) -> Response:
        return await _show(request, staffer)

    @routes.post("/puhelin")
    async def phone(request: Request, staffer: Everybody, phone: Annotated[str, Form()] = "") -> Response:
        console: Console = request.app.state.console
        house, _ = console.house, words_of(request)
        try:
            kept = await console.write(
                lambda db: roles.set_phone(db, house, staff_id=staffer.id, number=phone, by=staffer.name)
            )
        except Refused as error:
            return await _show(request, staffer, error=str(error), typed=phone)
        said = _("Test messages go to {number}.", number=kept) if kept else _("The number is removed.")
        return redirect(request, "/staff/omat", said)

    @routes.post("/istunnot/{session_id}/lopeta")
    async def end_one(request: Request, session_id: int, staffer: Everybody) -> Response:
        console: Console = request.app.state.console
        house, _ = console.house, words_of(request)
        await console.write(lambda db: sessions.end_one(db, house, staffer=staffer, session_id=session_id))
        return redirect(request, "/staff/omat", _("That browser is signed out."))

    @routes.post("/istunnot/muut")
    async def end_others(request: Request, staffer: Everybody) -> Response:
        console: Console = request.app.state.console
        house, _ = console.house, words_of(request)
        n = await console.write(lambda db: sessions.end_others(db, house, staffer=staffer))
        said = _.ngettext("{n} other browser is signed out.", "{n} other browsers are signed out.", n)
        return redirect(request, "/staff/omat", said)

    return routes
