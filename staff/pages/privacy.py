"""/tietosuoja: what is kept of people, why, how long, and what they can ask for. In easy Finnish, open to everybody."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from service import feedback, retention
from staff.console import Console
from staff.policy import OPEN
from staff.view import page
from store.held import registry


def router() -> APIRouter:
    """The notice."""
    routes = APIRouter()

    @routes.get("/tietosuoja", dependencies=[OPEN])
    async def notice(request: Request) -> Response:
        console: Console = request.app.state.console
        return page(
            request,
            "privacy.html",
            number=console.house.number,
            contact=console.options.contact,
            officer=console.options.privacy_officer,
            raw_days=str(retention.KEPT.days),
            sent_days=_days("outbox"),
            talk_days=_days("thread"),
            signup_days=_days("signup"),
            needs_days=str(retention.NEEDS_KEPT.days),
            feedback_months=str(_months(retention.FEEDBACK_KEPT)),
            answer_days=str(feedback.ANSWERED_IN.days),
        )

    return routes


def _days(table: str) -> str:
    """How long rows of a table are kept, by the registry."""
    return str(next(keep.days for keep in registry()[table].keep if not keep.blank))


def _months(length: timedelta) -> int:
    return round(length.days / 30.4)
