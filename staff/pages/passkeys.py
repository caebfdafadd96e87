"""Passkeys: signing in with one, adding one, taking one away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy import Connection

from service.notices import Refused
from service.staffing import agents, passkeys
from service.staffing.passkeys import Begun, Why
from service.staffing.sessions import Staffer
from staff import door
from staff.console import Console
from staff.pages.sign_in import show_door
from staff.policy import ALL, OPEN, Allowed
from staff.view import local, page, redirect, words_of
from store import sign_in

Everybody = Annotated[Staffer, Depends(Allowed(*ALL))]
Field = Annotated[str, Form()]


def router() -> APIRouter:
    """/avain …"""
    routes = APIRouter(prefix="/avain")
    _entering(routes)
    _adding(routes)
    _removing(routes)
    return routes


def _entering(routes: APIRouter) -> None:
    @routes.post("/sisaan/alku", dependencies=[OPEN, Depends(door.bounded)])
    async def begin(request: Request) -> Response:
        console: Console = request.app.state.console
        _refuse_where_off(request)
        where = door.site(console)
        begun = await console.write(lambda db: passkeys.begin_sign_in(db, console.house, site=where))
        return door.challenge(console, begun)

    @routes.post("/sisaan", dependencies=[OPEN, Depends(door.bounded)])
    async def enter(request: Request, credential: Field = "", to: Field = "") -> Response:
        console: Console = request.app.state.console
        _refuse_where_off(request)
        cookie = request.cookies.get(door.step_cookie(console), "")
        agent, held = door.agent(request), door.held(request)

        def job(db: Connection) -> str | Why:
            return passkeys.enter(
                db,
                console.house,
                site=door.site(console),
                cookie=cookie,
                credential=credential,
                agent=agent,
                before=held,
            )

        found = await console.write(job)
        if isinstance(found, Why):
            return show_door(request, to=to, status=403, error=_why(request, found))
        return door.let_in(request, found, local(to))


def _why(request: Request, why: Why) -> str:
    _ = words_of(request)
    return {
        Why.STALE: _("Signing in took too long. Try again."),
        Why.UNKNOWN: _("This passkey is not known here. Ask the administrator for a link, and add a passkey by it."),
        Why.FALSE: _("The passkey did not fit. You are not signed in. Try again."),
        Why.COPY: _("Somebody may have a copy of this passkey. You are not signed in. Tell the administrator."),
    }[why]


def _refuse_where_off(request: Request) -> None:
    console: Console = request.app.state.console
    if not console.options.passkeys:
        _ = words_of(request)
        raise Refused(_("Here you sign in with the city's own account."))


def _adding(routes: APIRouter) -> None:
    @routes.get("")
    async def ask(request: Request, staffer: Everybody) -> Response:
        return _form(request, staffer, to="/staff/")

    @routes.post("/uusi/alku")
    async def begin(request: Request, staffer: Everybody) -> Response:
        console: Console = request.app.state.console
        _refuse_where_off(request)

        def job(db: Connection) -> Begun:
            return passkeys.begin_adding(db, console.house, site=door.site(console), staffer=staffer)

        return door.challenge(console, await console.write(job))

    @routes.post("/uusi")
    async def add(
        request: Request, staffer: Everybody, credential: Field = "", name: Field = "", to: Field = ""
    ) -> Response:
        console: Console = request.app.state.console
        _refuse_where_off(request)
        cookie = request.cookies.get(door.step_cookie(console), "")

        def job(db: Connection) -> None:
            where = door.site(console)
            passkeys.add(
                db, console.house, site=where, staffer=staffer, cookie=cookie, credential=credential, name=name
            )

        try:
            await console.write(job)
        except Refused as error:
            return _form(request, staffer, to=to, name=name, error=str(error), status=409)
        _ = words_of(request)
        answer = redirect(request, local(to), _("The passkey is added. Next time you sign in with it."))
        door.forget_step(answer, console)
        return answer


def _form(
    request: Request, staffer: Staffer, *, to: str, name: str = "", error: str = "", status: int = 200
) -> Response:
    name = name or agents.name(door.agent(request))
    return page(request, "passkey_add.html", staffer=staffer, to=local(to), name=name, error=error, status=status)


def _removing(routes: APIRouter) -> None:
    @routes.get("/{passkey_id}/poista")
    async def sure(request: Request, passkey_id: int, staffer: Everybody) -> Response:
        """Once it is gone it can't come back, so what follows is said first."""
        console: Console = request.app.state.console
        one = await console.read(lambda db: passkeys.mine(db, staffer=staffer, passkey_id=passkey_id))
        n = await console.read(lambda db: len(sign_in.passkeys(db, staff_id=staffer.id)))
        only = n == 1 and console.provider is None
        return page(request, "passkey_remove.html", staffer=staffer, one=one, only=only)

    @routes.post("/{passkey_id}/poista")
    async def remove(request: Request, passkey_id: int, staffer: Everybody) -> Response:
        console: Console = request.app.state.console
        house = console.house
        await console.write(lambda db: passkeys.remove(db, house, staffer=staffer, passkey_id=passkey_id))
        _ = words_of(request)
        return redirect(request, "/staff/omat", _("The passkey is removed here. Remove it from your device too."))
