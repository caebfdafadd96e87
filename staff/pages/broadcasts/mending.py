"""What did not arrive: sent once more, or decided on where nobody can say."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import Connection

from service.broadcasts import deciding, making, price
from service.broadcasts import preview as previews
from service.broadcasts.words import subject
from service.house import House
from service.notices import Refused
from service.print.words import Words
from service.staffing.sessions import Staffer
from staff.pages.broadcasts.common import HOME, Number, Runs, Stale, console_of, said_with
from staff.pages.broadcasts.form import one_line
from staff.pages.broadcasts.report import report_page
from staff.pages.broadcasts.shown import people_shown
from staff.view import page, redirect, words_of
from store import feeding
from store.broadcasts import BroadcastRow
from store.models.outbox import OutboxState

Arrived = Annotated[bool, Form()]
Message = Annotated[int, Form(ge=1, le=2**63 - 1)]

_routes = APIRouter()


def router() -> APIRouter:
    """/lahetykset/{number}/uudestaan, /ratkaise, /epavarmat."""
    return _routes


def _to_try_again(db: Connection, house: House, row: BroadcastRow) -> tuple[int, int, float]:
    """People as staff see them, parts, euros."""
    groups = feeding.to_try_again(db, broadcast_id=row.id, most=making.MOST_TRIES)
    audience = previews.audience_of(row)
    parts, euros = price.total(house, previews.words_of(row), subject(db, audience, previews.moment_of(row)), groups)
    return people_shown(sum(groups.values()), secret=audience.secret), parts, euros


@_routes.get("/lahetykset/{number}/uudestaan")
async def confirm_retry(request: Request, staffer: Runs, number: Number) -> Response:
    """To how many once more, at what price."""
    return await _retry_page(request, staffer, number)


async def _retry_page(
    request: Request, staffer: Staffer, number: int, *, status: int = 200, error: str = ""
) -> Response:
    console = console_of(request)

    def job(db: Connection) -> tuple[BroadcastRow, tuple[int, int, float]]:
        row = making.found(db, number)
        return row, _to_try_again(db, console.house, row)

    row, (people, parts, euros) = await console.read(job)
    told: dict[str, Any] = {"row": row, "people": people, "parts": parts, "euros": euros}
    return page(
        request,
        "broadcast_retry.html",
        staffer=staffer,
        status=status,
        error=error,
        **said_with(request),
        **told,
        secret=previews.audience_of(row).secret,
    )


@_routes.post("/lahetykset/{number}/uudestaan")
async def retry(request: Request, staffer: Runs, number: Number, people: Annotated[int, Form()]) -> Response:
    """Send what failed once more, if it is as many as the page named."""
    console, _ = console_of(request), words_of(request)

    def job(db: Connection) -> None:
        row = making.found(db, number)
        secret = previews.audience_of(row).secret
        if people_shown(making.retry(db, console.house, number=number, by=staffer.name), secret=secret) != people:
            raise Stale(row)

    try:
        await console.write(job)
    except Stale:
        why = _("The number of people has changed meanwhile, so nothing was done. The page has the new number.")
        return await _retry_page(request, staffer, number, status=409, error=why)
    except Refused as refused:
        return await _retry_page(request, staffer, number, status=409, error=str(refused))
    return redirect(request, f"{HOME}/{number}", _("They are sent once more."))


# -- what is uncertain


@_routes.post("/lahetykset/{number}/ratkaise")
async def decide(request: Request, staffer: Runs, number: Number, outbox_id: Message, arrived: Arrived) -> Response:
    """One message of unknown fate: it arrived, or it is sent again."""
    console, _ = console_of(request), words_of(request)
    try:
        await console.write(
            lambda db: making.decide(
                db, console.house, number=number, outbox_id=outbox_id, arrived=arrived, by=staffer.name
            )
        )
    except Refused as refused:
        return await report_page(request, staffer, number, "unknown", status=409, error=str(refused))
    return redirect(request, f"{HOME}/{number}/raportti?tila=unknown", _decided(arrived, _))


def _decided(arrived: bool, _: Words) -> str:
    return _("Marked as sent.") if arrived else _("It is sent again.")


@_routes.get("/lahetykset/{number}/epavarmat")
async def uncertain(request: Request, staffer: Runs, number: Number) -> Response:
    """All messages of unknown fate by channel, and what may be decided on all of them."""
    console = console_of(request)

    def job(db: Connection) -> tuple[BroadcastRow, dict[str, int]]:
        row = making.found(db, number)
        sent = feeding.counts(db, broadcast_id=row.id).sent
        return row, {channel: n for (channel, state), (n, _p) in sent.items() if state == OutboxState.UNKNOWN}

    row, found = await console.read(job)
    return page(
        request,
        "broadcast_uncertain.html",
        staffer=staffer,
        **said_with(request),
        row=row,
        found=found,
        secret=previews.audience_of(row).secret,
        once=deciding.AT_ONCE,
    )


@_routes.post("/lahetykset/{number}/epavarmat")
async def decide_all(
    request: Request, staffer: Runs, number: Number, channel: Annotated[str, Form()], arrived: Arrived
) -> Response:
    """All of a channel, so many in one go."""
    console, _ = console_of(request), words_of(request)
    await console.write(
        lambda db: deciding.decide_all(
            db, console.house, number=number, channel=one_line(channel), arrived=arrived, by=staffer.name
        )
    )
    return redirect(request, f"{HOME}/{number}/epavarmat", _decided(arrived, _))
