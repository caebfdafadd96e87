"""Ready answers: listed, written, taken away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from service.notices import Refused
from service.staffing.sessions import Staffer
from service.threads import canning
from service.words import LANGUAGES
from staff.console import Console
from staff.pages import names
from staff.policy import LARGEST, Allowed
from staff.view import page, redirect, words_of
from store import canned
from store.models.staff import Role

Moderator = Annotated[Staffer, Depends(Allowed(Role.MODERATOR))]
HERE = "/staff/viestit/valmiit"


def router() -> APIRouter:
    """/viestit/valmiit."""
    routes = APIRouter()

    @routes.get("/viestit/valmiit")
    async def listed(request: Request, staffer: Moderator) -> Response:
        console: Console = request.app.state.console
        rows = await console.read(canned.listed)
        return page(request, "ready.html", staffer=staffer, rows=rows, names=names)

    @routes.get("/viestit/valmiit/uusi")
    async def new(request: Request, staffer: Moderator) -> Response:
        return _form(request, staffer, "", {})

    @routes.get("/viestit/valmiit/{canned_id:int}")
    async def one(request: Request, staffer: Moderator, canned_id: int) -> Response:
        row = await _found(request, canned_id)
        return _form(request, staffer, row.title, dict(row.words), canned_id=canned_id)

    _saving(routes)
    _dropping(routes)
    return routes


def _saving(routes: APIRouter) -> None:
    @routes.post("/viestit/valmiit")
    async def save(
        request: Request,
        staffer: Moderator,
        title: Annotated[str, Form()] = "",
        canned_id: Annotated[int | None, Form(ge=0, le=LARGEST)] = None,
    ) -> Response:
        console: Console = request.app.state.console
        form = await request.form()
        words = {language: str(form.get(f"text-{language}", "")) for language in LANGUAGES}

        def job(db: Connection) -> int:
            return canning.save(db, console.house, canned_id=canned_id, title=title, words=words, by=staffer.name)

        try:
            await console.write(job)
        except Refused as refused:
            return _form(request, staffer, title, words, canned_id=canned_id, error=str(refused))
        _ = words_of(request)
        return redirect(request, HERE, _("The ready answer is saved."))


def _dropping(routes: APIRouter) -> None:
    @routes.get("/viestit/valmiit/{canned_id:int}/poista")
    async def ask_to_drop(request: Request, staffer: Moderator, canned_id: int) -> Response:
        return page(request, "ready_drop.html", staffer=staffer, row=await _found(request, canned_id))

    @routes.post("/viestit/valmiit/{canned_id:int}/poista")
    async def drop(request: Request, staffer: Moderator, canned_id: int) -> Response:
        console: Console = request.app.state.console
        await console.write(lambda db: canning.drop(db, console.house, canned_id=canned_id, by=staffer.name))
        _ = words_of(request)
        return redirect(request, HERE, _("The ready answer is taken away."))


async def _found(request: Request, canned_id: int) -> canned.CannedRow:
    console: Console = request.app.state.console
    row = await console.read(lambda db: canned.by_id(db, canned_id=canned_id))
    if row is None:
        raise HTTPException(404)
    return row


def _form(
    request: Request,
    staffer: Staffer,
    title: str,
    words: dict[str, str],
    *,
    canned_id: int | None = None,
    error: str = "",
) -> Response:
    return page(
        request,
        "ready_form.html",
        staffer=staffer,
        status=409 if error else 200,
        error=error,
        canned_id=canned_id,
        title=title,
        words=words,
        names=names,
    )
