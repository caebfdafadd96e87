"""Who may ask for what. Every route of the console has exactly one policy; a route without one does not start.

A request that changes something carries the token of its session, and comes from a page of ours.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.exceptions import HTTPException

from service.staffing import sessions
from service.staffing.sessions import Staffer
from staff.console import Console
from store.models.staff import Role

ALL = tuple(Role)
SAFE = ("GET", "HEAD")
OURS = ("same-origin", "none")
"""What a browser says of a request that begins on a page of ours, or with the person (Fetch Metadata)."""
POLL = "x-poll"
"""The header of what a page asks by itself, every minute: nobody is there because of it, so a session stays idle."""
LARGEST = 2**63 - 1
"""The largest key of the store."""
MOST_BYTES = 256 * 1024
"""Of a form: the longest that a page of ours sends is a text with its translations."""


class SignInNeeded(Exception):
    """Nobody is signed in, or the session is over."""


class Forbidden(Exception):
    """No role of theirs allows it."""


class Forged(Exception):
    """A form that no page of this session made, or one that is older than the session."""


def cookie_name(console: Console) -> str:
    """The session's cookie: with the prefix that keeps it to this host, where browsers come by https."""
    return "__Host-meijan" if console.secure else "meijan"


def foreign(request: Request) -> bool:
    """Whether the browser says that another site sent the request."""
    return request.headers.get("sec-fetch-site", "none") not in OURS


async def _signed_in(request: Request) -> Staffer:
    console: Console = request.app.state.console
    token = request.cookies.get(cookie_name(console), "")
    found = await console.read(lambda db: sessions.find(db, console.house, token=token)) if token else None
    if found is None:
        raise SignInNeeded
    staffer, unseen = found
    if unseen and POLL not in request.headers:
        await console.write(lambda db: sessions.see(db, console.house, session_id=staffer.session_id))
    request.state.staffer = staffer
    return staffer


async def _ours(request: Request, staffer: Staffer) -> None:
    if request.method in SAFE:
        return
    if foreign(request):
        raise Forged
    given = request.headers.get("x-csrf") or (await request.form()).get("csrf")
    if given != staffer.csrf:
        raise Forged


def _in_reach(request: Request) -> None:
    """A number in the address that no key of the store has leads nowhere: a database would not take it."""
    for value in request.path_params.values():
        digits = str(value).lstrip("-")
        if digits.isdecimal() and (len(digits) > len(str(LARGEST)) or int(digits) > LARGEST):
            raise HTTPException(404)


class Allowed:
    """The policy of a route: one of these roles. `Depends(Allowed(Role.MODERATOR))` gives the Staffer."""

    def __init__(self, *roles: Role) -> None:
        if not roles:
            raise ValueError("a policy without a role lets nobody in; say ALL for everybody who is signed in")
        self.roles = frozenset((*roles, Role.ADMIN))

    async def __call__(self, request: Request) -> Staffer:
        _in_reach(request)
        staffer = await _signed_in(request)
        if not staffer.may(*self.roles):
            raise Forbidden
        await _ours(request, staffer)
        return staffer


class Open:
    """The policy of a route that people see before they sign in. It still takes no form from another site."""

    roles: frozenset[Role] = frozenset()

    async def __call__(self, request: Request) -> None:
        if request.method not in SAFE and foreign(request):
            raise Forged


OPEN = Depends(Open())


def policies(app: FastAPI) -> Iterator[tuple[RouteContext, list[Allowed | Open]]]:
    """Each route with its policies."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute):
            yield route, list(_of(route.dependant))
        else:
            yield route, []  # what FastAPI does not know it can't hold to a policy


def _of(dependant: Dependant) -> Iterator[Allowed | Open]:
    if isinstance(dependant.call, Allowed | Open):
        yield dependant.call
    for one in dependant.dependencies:
        yield from _of(one)


def check(app: FastAPI) -> None:
    """Every route has one policy. Raises LookupError: a console that forgot one must not start."""
    for route, found in policies(app):
        if len(found) != 1:
            raise LookupError(f"{route.path} has {len(found)} policies")
