"""The console as an application of its own, mounted at /staff: its headers, its policies, its answers to what fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.channel import Busy
from service.notices import Refused
from service.print.words import Words
from staff import policy, static
from staff.console import Console
from staff.door import TooMany
from staff.pages import (
    accessibility,
    answers,
    broadcasts,
    calls,
    city,
    drafts,
    feedback,
    front,
    ideas,
    log,
    me,
    members,
    passkeys,
    privacy,
    ready,
    sign_in,
    system,
    texts,
    threads,
    unread,
)
from staff.policy import Forbidden, Forged, SignInNeeded
from staff.view import page, words_of

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PAGES = (
    static,
    sign_in,
    city,
    passkeys,
    me,
    members,
    log,
    drafts,
    front,
    ideas,
    answers,
    ready,
    threads,
    calls,
    unread,
    broadcasts,
    feedback,
    texts,
    system,
    accessibility,
    privacy,
)
"""Modules with routes, in the order in which a path is looked for."""
FREE_TEXT = 3
"""Characters from which a field is words that somebody would miss."""


class Headers:
    """ASGI middleware: every answer of the console has these headers, whatever made it; nothing personal is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if not headers.get("Cache-Control", "").startswith("public"):  # the files of static.py
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, with_headers)


def create(console: Console) -> FastAPI:
    """The application. Raises LookupError where a route has no policy."""
    app = FastAPI(
        title="Meijän kanava", docs_url=None, redoc_url=None, openapi_url=None, max_body_size=policy.MOST_BYTES
    )
    app.state.console, app.state.root = console, "/staff"
    for module in PAGES:
        app.include_router(module.router())
    _answer_failures(app)
    policy.check(app)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts(console), www_redirect=False)
    app.add_middleware(Headers)
    return app


def create_public(console: Console) -> FastAPI:
    """What the law wants everybody to read, under an address of its own: the console's may be for staff alone."""
    app = FastAPI(
        title="Meijän kanava", docs_url=None, redoc_url=None, openapi_url=None, max_body_size=policy.MOST_BYTES
    )
    app.state.console, app.state.root = console, "/palvelu"
    for module in (static, accessibility, privacy):
        app.include_router(module.router())
    _answer_failures(app)
    policy.check(app)
    app.add_middleware(Headers)
    return app


def hosts(console: Console) -> list[str]:
    """The names by which browsers may ask for the console: one that somebody made up could end up in an address."""
    name = urlsplit(console.options.site).hostname or ""
    return [name] if console.secure else [name, "localhost", "127.0.0.1"]


def _answer_failures(app: FastAPI) -> None:
    app.add_exception_handler(SignInNeeded, _sign_in)
    app.add_exception_handler(Forbidden, _failure(403, lambda _, e: _("Your role does not allow this page.")))
    app.add_exception_handler(
        Forged, _failure(403, lambda _, e: _("The form is from before you signed in. Nothing was done. Try again."))
    )
    app.add_exception_handler(
        TooMany, _failure(429, lambda _, e: _("There were too many tries to sign in. Wait a minute and try again."))
    )
    app.add_exception_handler(Refused, _failure(409, lambda _, e: str(e)))
    app.add_exception_handler(
        Busy, _failure(503, lambda _, e: _("The database does not answer. Nothing was done. Try again in a moment."))
    )
    app.add_exception_handler(
        RequestValidationError, _failure(422, lambda _, e: _("Something in the form was missing. Nothing was done."))
    )
    app.add_exception_handler(HTTPException, _http)


async def _sign_in(request: Request, _error: Exception) -> Response:
    """To the sign-in page and back. A form that was sent is kept by the page that it stands on (drafts)."""
    wanted = request.url.path if request.method == "GET" else ""
    to = f"/staff/sisaan?to={quote(wanted)}" if wanted else "/staff/sisaan"
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": to})
    return Response(status_code=303, headers={"Location": to})


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    _ = words_of(request)
    why = _("There is no such page.") if error.status_code == 404 else _("The page can't be shown.")
    return page(request, "error.html", staffer=_staffer(request), status=error.status_code, why=why, kept={})


def _staffer(request: Request) -> Any:
    return getattr(request.state, "staffer", None)


def _failure(
    status: int, why: Callable[[Words, Exception], str]
) -> Callable[[Request, Exception], Awaitable[Response]]:
    """A page that says what happened, and gives back what was written, so that it can be sent again."""

    async def answer(request: Request, error: Exception) -> Response:
        form = await request.form() if request.method == "POST" else {}
        kept = {
            name: value
            for name, value in form.items()
            if isinstance(value, str) and len(value) >= FREE_TEXT and name != "csrf"
        }
        return page(
            request,
            "error.html",
            staffer=_staffer(request),
            status=status,
            why=why(words_of(request), error),
            kept=kept,
        )

    return answer
