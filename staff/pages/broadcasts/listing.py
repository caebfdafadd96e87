"""All broadcasts: what waits for approval first, what leaves now, what is planned, drafts, and what is over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from service.broadcasts.progress import Progress, progress
from service.house import House
from service.print.words import Words
from staff.pages.broadcasts.common import HOME, Reads, console_of, may_write, said_with
from staff.view import page, words_of
from store import broadcasts
from store.broadcasts import BroadcastRow
from store.models.broadcasts import BroadcastState

S = BroadcastState
FEW, MANY = 10, 50
"""Broadcasts of a section on the first page, and of a page of its own."""

_routes = APIRouter()


def router() -> APIRouter:
    """/lahetykset."""
    return _routes


class Section(NamedTuple):
    """A heading, its broadcasts, and where there are more of them."""

    title: str
    rows: Sequence[BroadcastRow]
    more: str


def groups(_: Words) -> dict[str, tuple[str, tuple[BroadcastState, ...]]]:
    """The sections in their order: a word for the address, the heading, the states."""
    return {
        "odottaa": (_("Waits for approval"), (S.ASKED,)),
        "lahtee": (_("Leaves now"), (S.SENDING, S.PAUSED)),
        "tulossa": (_("Planned"), (S.APPROVED,)),
        "luonnokset": (_("Drafts"), (S.DRAFT, S.MISSED)),
        "menneet": (_("Over"), (S.DONE, S.CANCELLED)),
    }


@_routes.get("/lahetykset")
async def listing(
    request: Request, staffer: Reads, tila: str = "", ennen: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> Response:
    """All sections, or one of them page by page: those with a number below `ennen`."""
    console, _ = console_of(request), words_of(request)
    known = groups(_)
    chosen = tila if tila in known else ""
    sections, going = await console.read(
        lambda db: _found(db, console.house, {chosen: known[chosen]} if chosen else known, ennen)
    )
    return page(
        request,
        "broadcasts.html",
        staffer=staffer,
        **said_with(request),
        writes=may_write(staffer),
        filters=[("", _("All")), *((key, title) for key, (title, _states) in known.items())],
        chosen=chosen,
        sections=sections,
        progress=going,
        before=ennen,
    )


def _found(
    db: Connection, house: House, wanted: dict[str, tuple[str, tuple[BroadcastState, ...]]], before: int | None
) -> tuple[list[Section], dict[int, Progress]]:
    alone = len(wanted) == 1
    limit = MANY if alone else FEW
    sections: list[Section] = []
    going: dict[int, Progress] = {}
    for key, (title, states) in wanted.items():
        rows = broadcasts.listed(db, states=states, before=before if alone else None, limit=limit + 1)
        shown = rows[:limit]
        below = f"&ennen={shown[-1].number}" if alone and shown else ""
        more = f"{HOME}?tila={key}{below}" if len(rows) > limit else ""
        if shown:
            sections.append(Section(title, shown, more))
        going |= {row.number: progress(db, house, row) for row in shown if row.state is S.SENDING}
    return sections, going
