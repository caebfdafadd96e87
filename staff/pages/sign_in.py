"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from service.staffing import links, sessions
from service.staffing.sessions import Staffer
from staff.console import Console
from staff.policy import ALL, OPEN, Allowed, cookie_name
from staff.view import local, page, redirect, words_of


def let_in(request: Request, token: str, to: str) -> Response:
    """Give the browser its session's cookie, and the page it wanted."""
    console: Console = request.app.state.console
    answer = redirect(request, to)
    answer.set_cookie(
        cookie_name(console),
        token,
        max_age=int(sessions.OLDEST.total_seconds()),
        path="/",
        secure=console.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


def router() -> APIRouter:
    """/sisaan, one-time links, /ulos."""
    routes = APIRouter()

    @routes.get("/sisaan", dependencies=[OPEN])
    async def door(request: Request, to: str = "") -> Response:
        return page(request, "sign_in.html", to=local(to))

    @routes.get("/sisaan/{token}", dependencies=[OPEN])
    async def link(request: Request, token: str) -> Response:
        """The link only shows a button: a program that looks at links before a person does must not use it up."""
        return page(request, "sign_in_link.html", token=token)

    @routes.post("/sisaan/{token}", dependencies=[OPEN])
    async def use_link(request: Request, token: str) -> Response:
        console: Console = request.app.state.console
        agent = request.headers.get("user-agent", "")
        session = await console.write(lambda db: links.use(db, console.house, token=token, agent=agent))
        if session is None:
            _ = words_of(request)
            why = _("The link has been used or is too old. Ask the administrator for a new one.")
            return page(request, "sign_in.html", status=403, to="/staff/", error=why)
        return let_in(request, session, "/staff/")

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
