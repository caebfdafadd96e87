"""Texts that nobody could read: looked at, made an idea or a message."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from sqlalchemy import Connection

from service.notices import Refused
from service.staffing.sessions import Staffer
from service.threads import unreading
from staff.console import Console
from staff.pages import names
from staff.policy import LARGEST, Allowed
from staff.view import page, redirect, words_of
from store import unread
from store.models.staff import Role

Moderator = Annotated[Staffer, Depends(Allowed(Role.MODERATOR))]
HERE = "/staff/lukematta"


def router() -> APIRouter:
    """/lukematta."""
    routes = APIRouter()

    @routes.get("/lukematta")
    async def listed(
        request: Request, staffer: Moderator, after: Annotated[int, Query(alias="jalkeen", ge=0, le=LARGEST)] = 0
    ) -> Response:
        return await _show(request, staffer, after=after)

    @routes.post("/lukematta/{unread_id:int}")
    async def decide(request: Request, staffer: Moderator, unread_id: int, do: Annotated[str, Form()]) -> Response:
        """`do`: seen, idea or message."""
        console: Console = request.app.state.console
        _, house = words_of(request), console.house

        def job(db: Connection) -> tuple[str, str]:
            if do == "idea":
                code = unreading.to_idea(db, house, unread_id=unread_id, by=staffer.name)
                return HERE, _("It is the idea {code} now. Its sender is told.", code=code)
            if do == "message":
                thread_id = unreading.to_thread(db, house, unread_id=unread_id, by=staffer.name)
                return f"/staff/viestit/{thread_id}", _("It is a message now. Answer it here.")
            unreading.seen(db, house, unread_id=unread_id, by=staffer.name)
            return HERE, _("Marked as seen.")

        try:
            to, said = await console.write(job)
        except Refused as refused:
            return await _show(request, staffer, error=str(refused))
        return redirect(request, to, said)

    return routes


async def _show(request: Request, staffer: Staffer, *, after: int = 0, error: str = "") -> Response:
    console: Console = request.app.state.console
    rows = await console.read(
        lambda db: unread.listed(db, sealer=console.house.sealer, after=after, limit=unread.PAGE + 1)
    )
    return page(
        request,
        "unread.html",
        staffer=staffer,
        status=409 if error else 200,
        error=error,
        rows=rows[: unread.PAGE],
        following=rows[unread.PAGE - 1].id if len(rows) > unread.PAGE else 0,
        names=names,
    )
