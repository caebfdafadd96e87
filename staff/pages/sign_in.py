"""Signing in and out: the door, one-time links, /ulos. Passkeys: passkeys.py, the city's own sign-in: city.py."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from service.staffing import links, sessions
from service.staffing.sessions import Staffer
from staff import door
from staff.console import Console
from staff.policy import ALL, OPEN, Allowed, cookie_name
from staff.view import local, page, redirect, words_of


def show_door(request: Request, *, to: str = "/staff/", status: int = 200, error: str = "") -> Response:
    """The page with the ways in that there are."""
    return page(request, "sign_in.html", to=local(to), status=status, error=error)


def router() -> APIRouter:
    """/sisaan, one-time links, /ulos."""
    routes = APIRouter()

    @routes.get("/sisaan", dependencies=[OPEN])
    async def way_in(request: Request, to: str = "") -> Response:
        return show_door(request, to=to)

    @routes.get("/sisaan/{token}", dependencies=[OPEN])
    async def link(request: Request, token: str) -> Response:
        """The link only shows a button: a program that looks at links before a person does must not use it up."""
        return page(request, "sign_in_link.html", token=token)

    @routes.post("/sisaan/{token}", dependencies=[OPEN, Depends(door.bounded)])
    async def use_link(request: Request, token: str) -> Response:
        console: Console = request.app.state.console
        agent, held = door.agent(request), door.held(request)
        session = await console.write(lambda db: links.use(db, console.house, token=token, agent=agent, before=held))
        if session is None:
            _ = words_of(request)
            why = _("The link has been used or is too old. Ask the administrator for a new one.")
            return show_door(request, status=403, error=why)
        return door.let_in(request, session, "/staff/avain" if console.options.passkeys else "/staff/")

    @routes.post("/ulos")
    async def out(
        request: Request, staffer: Annotated[Staffer, Depends(Allowed(*ALL))], csrf: Annotated[str, Form()]
    ) -> Response:
        console: Console = request.app.state.console
        await console.write(lambda db: sessions.end(db, console.house, staffer=staffer))
        _ = words_of(request)
        answer = redirect(request, "/staff/sisaan", _("You are signed out."))
        answer.delete_cookie(cookie_name(console), path="/", secure=console.secure, httponly=True)
        return answer

    return routes
