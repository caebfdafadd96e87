"""Työjono, the first page: what waits for a person, each thing with a link to where it is done."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import Connection

from service.staffing import queue
from service.staffing.queue import Item, Kind
from service.staffing.sessions import Staffer
from staff import queue_words
from staff.console import Console
from staff.policy import ALL, Allowed
from staff.view import page, words_of
from store.queue import COUNTED

Everybody = Annotated[Staffer, Depends(Allowed(*ALL))]
Most = Annotated[int, Query(ge=1, le=queue.MOST)]


async def _found(request: Request, staffer: Staffer, laji: str, most: int) -> dict[str, Any]:
    console: Console = request.app.state.console
    house, count = console.house, console.options.count
    theirs = queue.kinds_for(staffer.roles)
    chosen = [kind for kind in theirs if laji in ("", kind)]

    def job(db: Connection) -> tuple[list[Item], dict[Kind, int]]:
        return queue.items(db, house, kinds=chosen, count=count, most=most), queue.counts(db, house, count=count)

    items, numbers = await console.read(job)
    of_theirs = sum(numbers[kind] for kind in chosen)
    _ = words_of(request)
    return {
        "items": [queue_words.shown(item, _) for item in items],
        "counts": [(kind, name, numbers[kind], kind in theirs) for kind, name in queue_words.kind_names(_).items()],
        "all": sum(numbers[kind] for kind in theirs),
        "chosen": laji if laji in theirs else "",
        "more": min(most + queue.FIRST, queue.MOST) if of_theirs > len(items) and most < queue.MOST else 0,
        "most": most,
        "many": COUNTED,
        "reads_only": not theirs,
    }


def router() -> APIRouter:
    """The work queue, and the part of it that refreshes itself."""
    routes = APIRouter()

    @routes.get("/")
    async def whole(request: Request, staffer: Everybody, laji: str = "", maara: Most = queue.FIRST) -> Response:
        return page(request, "queue.html", staffer=staffer, **await _found(request, staffer, laji, maara))

    @routes.get("/jono")
    async def part(request: Request, staffer: Everybody, laji: str = "", maara: Most = queue.FIRST) -> Response:
        return page(request, "queue_list.html", staffer=staffer, **await _found(request, staffer, laji, maara))

    return routes
