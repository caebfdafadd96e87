"""What all ways in share: the cookies of a session and of a sign-in that has begun, and who tries too often."""

from __future__ import annotations

from ipaddress import ip_address

from fastapi import Request, Response

from service.staffing import oidc, sessions, tries
from service.staffing.passkeys import Begun, Site
from staff.console import Console
from staff.policy import cookie_name
from staff.view import redirect


class TooMany(Exception):
    """Too many tries within a minute from one network address."""


def step_cookie(console: Console) -> str:
    """The name of the cookie that ties a challenge to the browser that asked for it."""
    return "__Host-askel" if console.secure else "askel"


def site(console: Console) -> Site:
    """Where passkeys of ours are good."""
    return Site(console.options.site, console.house.names["fi"])


def source(request: Request) -> str:
    """The network address of who asks. A proxy of ours, near us, names it last; one from far away names nobody."""
    peer = request.client.host if request.client else ""
    try:
        near = ip_address(peer).is_private
    except ValueError:
        near = True
    named = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return named if near and named else peer


async def bounded(request: Request) -> None:
    """A dependency of every route that tries to sign in. Raises TooMany."""
    console: Console = request.app.state.console
    who = source(request)
    if await console.write(lambda db: tries.too_many(db, console.house, source=who)):
        raise TooMany


def agent(request: Request) -> str:
    """What the browser says it is."""
    return request.headers.get("user-agent", "")


def held(request: Request) -> str:
    """The session's token that the browser holds now: signing in ends that session."""
    console: Console = request.app.state.console
    return request.cookies.get(cookie_name(console), "")


def let_in(request: Request, token: str, to: str, said: str = "") -> Response:
    """Give the browser its session's cookie, and the page it wanted."""
    console: Console = request.app.state.console
    answer = redirect(request, to, said)
    _set(answer, console, cookie_name(console), token, int(sessions.OLDEST.total_seconds()))
    forget_step(answer, console)
    return answer


def remember_step(answer: Response, console: Console, cookie: str) -> None:
    """Tie what has begun to the browser, for as long as the slowest of the ways in may take."""
    _set(answer, console, step_cookie(console), cookie, int(oidc.LASTS.total_seconds()))


def forget_step(answer: Response, console: Console) -> None:
    """It has ended."""
    answer.delete_cookie(step_cookie(console), path="/", secure=console.secure, httponly=True, samesite="lax")


def challenge(console: Console, begun: Begun) -> Response:
    """What a page's script asks the device with."""
    answer = Response(begun.options, media_type="application/json")
    remember_step(answer, console, begun.cookie)
    return answer


def _set(answer: Response, console: Console, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(name, value, max_age=seconds, path="/", secure=console.secure, httponly=True, samesite="lax")
