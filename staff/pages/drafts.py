"""Drafts: what a form holds is kept a second after the last key, and is there again when the page is opened anew."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from service.staffing.sessions import Staffer
from staff.console import Console
from staff.policy import ALL, Allowed
from store import staff

FORM = re.compile(r"[a-z][a-z-]{0,30}(:[A-Za-z0-9-]{1,30})?")
"""A form's name and what it is about: answer:123."""
APART = ("csrf", "draft")


async def fields_of(request: Request, staffer: Staffer, form: str) -> dict[str, str]:
    """What the form held when its writer left it, {} where nothing waits."""
    console: Console = request.app.state.console
    sealer = console.house.sealer
    return await console.read(lambda db: staff.draft(db, sealer=sealer, staff_id=staffer.id, form=form))


def router() -> APIRouter:
    """POST /luonnos, by the script of a form with `data-draft`."""
    routes = APIRouter()

    @routes.post("/luonnos")
    async def keep(request: Request, staffer: Annotated[Staffer, Depends(Allowed(*ALL))]) -> Response:
        console: Console = request.app.state.console
        given = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        form = given.get("draft", "")
        if not FORM.fullmatch(form):
            return Response(status_code=422)
        fields = {name: value for name, value in given.items() if name not in APART}
        house = console.house
        await console.write(
            lambda db: staff.save_draft(
                db, sealer=house.sealer, staff_id=staffer.id, form=form, fields=fields, now=house.now()
            )
        )
        return Response(status_code=204)

    return routes
