"""The first page: what waits for a person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from service.staffing.sessions import Staffer
from staff.policy import ALL, Allowed
from staff.view import page


def router() -> APIRouter:
    """The work queue."""
    routes = APIRouter()

    @routes.get("/")
    async def queue(request: Request, staffer: Annotated[Staffer, Depends(Allowed(*ALL))]) -> Response:
        return page(request, "front.html", staffer=staffer)

    return routes
