"""The city's own sign-in: to its door, and back with what it says of the person."""

from __future__ import annotations

import structlog
from fastapi import APIRouter, Depends, HTTPException, Request, Response

from service.staffing import oidc
from service.staffing.oidc import NotLetIn, Provider
from staff import door
from staff.console import Console
from staff.pages.sign_in import show_door
from staff.policy import OPEN
from staff.view import local, words_of

log = structlog.get_logger()
GUARDED = [OPEN, Depends(door.bounded)]


def _provider(request: Request) -> Provider:
    console: Console = request.app.state.console
    if console.provider is None:
        raise HTTPException(404)
    return console.provider


def router() -> APIRouter:
    """/tunnus …"""
    routes = APIRouter(prefix="/tunnus")

    @routes.get("", dependencies=GUARDED)
    async def leave(request: Request, to: str = "") -> Response:
        """A link, since a form that leads to another site is against our own Content-Security-Policy."""
        console: Console = request.app.state.console
        try:
            leaving = await _provider(request).leave(to=local(to))
        except NotLetIn as error:
            return _refused(request, error)
        cookie = await console.write(lambda db: oidc.begin(db, console.house, kept=leaving.kept))
        answer = Response(status_code=303, headers={"Location": leaving.address})
        door.remember_step(answer, console, cookie)
        return answer

    @routes.get("/paluu", dependencies=GUARDED)
    async def back(request: Request) -> Response:
        console: Console = request.app.state.console
        provider, house, _ = _provider(request), console.house, words_of(request)
        cookie, held = request.cookies.get(door.step_cookie(console), ""), door.held(request)
        kept = await console.write(lambda db: oidc.take(db, house, cookie=cookie))
        if kept is None:
            return show_door(request, status=403, error=_("Signing in took too long. Try again."))
        try:
            email = await provider.email(kept=kept, returned=dict(request.query_params))
        except NotLetIn as error:
            return _refused(request, error)
        agent = door.agent(request)
        session = await console.write(lambda db: oidc.enter(db, house, email=email, agent=agent, before=held))
        if session is None:
            why = _("You are known to the city, but you have no access here. Ask the administrator.")
            return show_door(request, status=403, error=why)
        return door.let_in(request, session, local(kept["to"]))

    return routes


def _refused(request: Request, error: NotLetIn) -> Response:
    log.warning("city_sign_in_failed", why=str(error))
    _ = words_of(request)
    why = _("Signing in with the city's account failed. Try again. If it fails again, tell the administrator.")
    return show_door(request, status=403, error=why)
