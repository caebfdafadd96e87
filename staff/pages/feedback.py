"""/palautteet: feedback on the pages, the most urgent first, until somebody has seen to it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from service import feedback as service
from service.calendar import HELSINKI
from service.staffing.sessions import Staffer
from staff.console import Console
from staff.policy import Allowed
from staff.view import Said, page, redirect, words_of
from store import feedback
from store.models.staff import Role

ROLES = (Role.MODERATOR, Role.HELPER)
SHOWN = 50

Reader = Annotated[Staffer, Depends(Allowed(*ROLES))]


def router() -> APIRouter:
    """The list, closing and opening again."""
    routes = APIRouter()

    @routes.get("/palautteet")
    async def listed(request: Request, staffer: Reader) -> Response:
        console: Console = request.app.state.console
        sealer = console.house.sealer
        rows = await console.read(lambda db: feedback.waiting(db, sealer=sealer, limit=SHOWN))
        today = console.house.now().astimezone(HELSINKI).date()
        return page(request, "feedback.html", staffer=staffer, rows=rows, today=today, most=SHOWN)

    @routes.post("/palautteet/{feedback_id}/kasitelty")
    async def close(request: Request, feedback_id: int, staffer: Reader) -> Response:
        console: Console = request.app.state.console
        await console.write(lambda db: service.close(db, console.house, feedback_id=feedback_id, by=staffer.name))
        _ = words_of(request)
        said = Said(_("The feedback is marked as seen to."), f"/staff/palautteet/{feedback_id}/auki")
        return redirect(request, "/staff/palautteet", said)

    @routes.post("/palautteet/{feedback_id}/auki")
    async def reopen(request: Request, feedback_id: int, staffer: Reader) -> Response:
        console: Console = request.app.state.console
        await console.write(lambda db: service.reopen(db, console.house, feedback_id=feedback_id, by=staffer.name))
        _ = words_of(request)
        return redirect(request, "/staff/palautteet", _("The feedback waits again."))

    return routes
