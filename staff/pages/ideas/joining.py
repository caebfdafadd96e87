"""Two ideas that are one: what will happen is shown before it does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy import Connection

from service.ideas import merging
from service.notices import Refused
from service.staffing.sessions import Staffer
from staff.pages.ideas.common import HOME, Moderator, code_in, console_of
from staff.pages.ideas.one import show
from staff.view import page, redirect, words_of
from store import idea_desk
from store.ideas import IdeaRow

_routes = APIRouter(prefix="/ideat")


async def _refused(request: Request, staffer: Staffer, code: str, into: str, error: Refused) -> Response:
    return await show(request, staffer, code, error=str(error), typed={"into": into}, status=409)


def router() -> APIRouter:
    """/ideat/K7F2/yhdista."""
    return _routes


@_routes.get("/{code}/yhdista")
async def ask(
    request: Request, staffer: Moderator, code: str, ideaan: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """What joining would do."""
    code, console = code_in(code), console_of(request)

    def job(db: Connection) -> tuple[IdeaRow, IdeaRow, int, int]:
        idea, other, n = merging.would(db, console.house, code=code, into=code_in(ideaan))
        return idea, other, n, idea_desk.version(db, idea_id=idea.id)

    try:
        idea, other, n, seen = await console.read(job)
    except Refused as error:
        return await _refused(request, staffer, code, ideaan, error)
    return page(request, "idea_join.html", staffer=staffer, idea=idea, other=other, supporters=n, seen=seen)


@_routes.post("/{code}/yhdista")
async def join(
    request: Request,
    staffer: Moderator,
    code: str,
    into: Annotated[str, Form(max_length=20)],
    seen: Annotated[int, Form(ge=0, le=2**63 - 1)],
) -> Response:
    """The two become one."""
    code, console, _ = code_in(code), console_of(request), words_of(request)
    try:
        joined = await console.write(
            lambda db: merging.merge(db, console.house, code=code, into=code_in(into), by=staffer.name, seen=seen)
        )
    except Refused as error:
        return await _refused(request, staffer, code, into, error)
    said = _.ngettext(
        "The ideas are one. {n} person supports it.", "The ideas are one. {n} people support it.", joined.supporters
    )
    return redirect(request, f"{HOME}/{joined.into}", said)
