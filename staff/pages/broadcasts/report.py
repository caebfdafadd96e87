"""What became of each message of a broadcast: without numbers and names. Once more, or decided on, or exported."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy import Connection

from service import spreadsheet
from service.broadcasts import deciding, making, price
from service.broadcasts import preview as previews
from service.broadcasts.words import subject
from service.calendar import HELSINKI
from service.house import House
from service.notices import Refused
from service.print.words import Words
from service.staffing.sessions import Staffer
from staff.pages.broadcasts import names
from staff.pages.broadcasts.common import HOME, Number, Runs, Stale, console_of, said_with
from staff.pages.broadcasts.shown import people_shown
from staff.view import page, redirect, words_of
from store import feeding
from store.broadcasts import BroadcastRow
from store.feeding import Recipient
from store.models.broadcasts import BroadcastState
from store.models.outbox import OutboxState

PAGE = 50
FILTERS = ("", "unfed", "queued", "sent", "delivered", "failed", "unknown", "suppressed", "dropped")
AGAIN = (BroadcastState.SENDING, BroadcastState.PAUSED, BroadcastState.DONE)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Arrived = Annotated[bool, Form()]

_routes = APIRouter()


def router() -> APIRouter:
    """/lahetykset/{number}/raportti, /uudestaan, /ratkaise."""
    return _routes


def code(row: BroadcastRow, one: Recipient) -> str:
    """A recipient's name in the report: it says who it is to nobody, and is the same each time."""
    return sha256(f"{row.id} {one.address_id}".encode()).hexdigest()[:8].upper()


def _open(db: Connection, number: int) -> BroadcastRow:
    """The broadcast, if its recipients may be looked at one by one. Raises Refused."""
    row = making.found(db, number)
    if previews.audience_of(row).secret:
        raise Refused("Tästä lähetyksestä ei ole raporttia: vastaanottajista näkisi, kuka on äänestänyt.")
    return row


@_routes.get("/lahetykset/{number}/raportti")
async def report(
    request: Request,
    staffer: Runs,
    number: Number,
    tila: str = "",
    jalkeen: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
) -> Response:
    """Recipients behind the key `jalkeen`, all or of one state."""
    return await _page(request, staffer, number, tila if tila in FILTERS else "", jalkeen)


async def _page(
    request: Request, staffer: Staffer, number: int, tila: str, after: int = 0, *, status: int = 200, error: str = ""
) -> Response:
    console, _ = console_of(request), words_of(request)

    def job(db: Connection) -> tuple[BroadcastRow, list[Recipient]]:
        row = _open(db, number)
        found = feeding.recipients(db, broadcast_id=row.id, state=tila, after=after, limit=PAGE + 1)
        return row, found

    row, found = await console.read(job)
    rows = found[:PAGE]
    return page(
        request,
        "broadcast_report.html",
        staffer=staffer,
        status=status,
        error=error,
        **said_with(request),
        row=row,
        fates=names.fates(_),
        filters=[(key, _filter(key, _)) for key in FILTERS],
        chosen=tila,
        after=after,
        rows=[(code(row, one), one, _fate(one)) for one in rows],
        next=rows[-1].address_id if len(found) > PAGE else 0,
        again=row.state in AGAIN,
    )


def _filter(key: str, _: Words) -> str:
    return {"": _("All"), "unfed": _("waits for its turn")}.get(key) or names.fates(_)[key]


def _fate(one: Recipient) -> str:
    return "dropped" if one.dropped else one.state


# -- once more


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
async def decide(
    request: Request, staffer: Runs, number: Number, outbox_id: Annotated[int, Form()], arrived: Arrived
) -> Response:
    """One message of unknown fate: it arrived, or it is sent again."""
    console, _ = console_of(request), words_of(request)
    try:
        await console.write(
            lambda db: making.decide(
                db, console.house, number=number, outbox_id=outbox_id, arrived=arrived, by=staffer.name
            )
        )
    except Refused as refused:
        return await _page(request, staffer, number, "unknown", status=409, error=str(refused))
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
            db, console.house, number=number, channel=channel, arrived=arrived, by=staffer.name
        )
    )
    return redirect(request, f"{HOME}/{number}/epavarmat", _decided(arrived, _))


# -- exported


@_routes.get("/lahetykset/{number}/raportti.{kind}")
async def export(request: Request, staffer: Runs, number: Number, kind: str) -> Response:
    """The report as a file: CSV or XLSX, inert in spreadsheets."""
    console, _ = console_of(request), words_of(request)
    head = [_("Code"), _("Channel"), _("Language"), _("State"), _("Why"), _("Tries"), _("When")]

    def job(db: Connection) -> bytes:
        row = _open(db, number)
        cells = _cells(db, row, _)
        return spreadsheet.workbook(head, cells) if kind == "xlsx" else spreadsheet.table(head, cells)

    if kind not in ("csv", "xlsx"):
        return Response(status_code=404)
    name = f"lahetys-{number}.{kind}"
    return Response(
        await console.read(job),
        media_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _cells(db: Connection, row: BroadcastRow, _: Words) -> Iterator[list[str | int]]:
    """All recipients, along the key."""
    fates, channels, reasons = names.fates(_), names.channels(_), names.skipped(_)
    after = 0
    while rows := feeding.recipients(db, broadcast_id=row.id, after=after, limit=1_000):
        for one in rows:
            when = f"{one.changed_at.astimezone(HELSINKI):%Y-%m-%d %H:%M:%S}" if one.changed_at is not None else ""
            why = reasons.get(one.dropped, one.dropped) or one.error
            yield [
                code(row, one),
                channels.get(one.channel, one.channel),
                one.language,
                fates[_fate(one)],
                why,
                one.tries,
                when,
            ]
        after = rows[-1].address_id
