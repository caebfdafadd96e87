"""What became of each message of a broadcast: without numbers and names. As pages, and as files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from service import spreadsheet
from service.broadcasts import making
from service.broadcasts import preview as previews
from service.calendar import HELSINKI
from service.notices import Refused
from service.print.words import Words
from service.staffing.sessions import Staffer
from staff.pages.broadcasts import names
from staff.pages.broadcasts.common import Number, Runs, console_of, said_with
from staff.view import page, words_of
from store.broadcast_report import Key, Recipient, key, recipients
from store.broadcasts import BroadcastRow
from store.models.broadcasts import BroadcastState

PAGE = 50
APART = "~"
"""Between the parts of a key in an address."""
FILTERS = ("", "unfed", "queued", "sent", "delivered", "failed", "unknown", "suppressed", "dropped")
AGAIN = (BroadcastState.SENDING, BroadcastState.PAUSED, BroadcastState.DONE)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_routes = APIRouter()


def router() -> APIRouter:
    """/lahetykset/{number}/raportti and its files."""
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
    jalkeen: str = "",
) -> Response:
    """Recipients behind the key `jalkeen`, all or of one state; from the beginning where it is no key."""
    state = tila if tila in FILTERS else ""
    return await report_page(request, staffer, number, state, _key(state, jalkeen))


def _as_text(key: Key) -> str:
    """A key as it stands in an address."""
    return APART.join(part.isoformat() if isinstance(part, datetime) else str(part) for part in key)


def _key(state: str, text: str) -> Key | None:
    *names, last = text.split(APART)
    if not (last.isascii() and last.isdigit() and int(last[:20]) < 2**63 and text.isprintable()):
        return None
    match state, names:
        case "", []:
            return (int(last),)
        case ("unfed", [channel]):
            return channel, int(last)
        case ("dropped", [channel, why]):
            return channel, why, int(last)
        case (_, [channel, at]) if state not in ("", "unfed", "dropped"):
            try:
                moment = datetime.fromisoformat(at)
            except ValueError:
                return None
            return (channel, moment, int(last)) if moment.tzinfo is not None else None
    return None


async def report_page(
    request: Request,
    staffer: Staffer,
    number: int,
    tila: str,
    after: Key | None = None,
    *,
    status: int = 200,
    error: str = "",
) -> Response:
    """A page of the report: of one state, behind a key."""
    console, _ = console_of(request), words_of(request)

    def job(db: Connection) -> tuple[BroadcastRow, list[Recipient]]:
        row = _open(db, number)
        found = recipients(db, broadcast_id=row.id, state=tila, after=after, limit=PAGE + 1)
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
        next=_as_text(key(rows[-1], tila)) if len(found) > PAGE else "",
        again=row.state in AGAIN,
    )


def _filter(key: str, _: Words) -> str:
    return {"": _("All"), "unfed": _("waits for its turn")}.get(key) or names.fates(_)[key]


def _fate(one: Recipient) -> str:
    return "dropped" if one.dropped else one.state


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
    after: Key | None = None
    while rows := recipients(db, broadcast_id=row.id, after=after, limit=1_000):
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
        after = key(rows[-1])
