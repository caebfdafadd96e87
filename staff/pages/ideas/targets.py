"""Ideas that become the targets of an election: chosen, named shortly, and taken along as the election's file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.elections import from_ideas
from service.ideas.listing import PAGE
from service.notices import Refused
from service.staffing.sessions import Staffer
from service.words import SHORT
from staff import idea_words
from staff.pages.ideas.common import Runs, console_of
from staff.view import page, words_of
from store import idea_desk
from store.idea_desk import Wanted
from store.ideas import IdeaRow

_routes = APIRouter(prefix="/ideat/aanestykseen")

MOST = 99
"""Targets of one election."""


async def _ask(
    request: Request, staffer: Staffer, below: int | None, *, error: str = "", typed: dict[str, str] | None = None
) -> Response:
    console, _ = console_of(request), words_of(request)

    def job(db: Connection) -> list[IdeaRow]:
        wanted = Wanted(from_ideas.STATES)
        return idea_desk.find(db, sealer=console.house.sealer, wanted=wanted, below=below, limit=2 * PAGE + 1)

    rows = await console.read(job)
    shown = rows[: 2 * PAGE]
    return page(
        request,
        "idea_targets.html",
        staffer=staffer,
        status=409 if error else 200,
        error=error,
        rows=shown,
        more=shown[-1].id if len(rows) > len(shown) else 0,
        states=idea_words.state_names(_),
        typed=typed or {},
        short=from_ideas.short,
        most=SHORT,
    )


def router() -> APIRouter:
    """/ideat/aanestykseen."""
    return _routes


@_routes.get("")
async def ask(
    request: Request, staffer: Runs, alle: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None
) -> Response:
    """The ideas to choose from."""
    return await _ask(request, staffer, alle)


@_routes.post("")
async def file(request: Request, staffer: Runs) -> Response:
    """The election's file, to be completed and kept by `meijan election create`."""
    console = console_of(request)
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    codes = [name.removeprefix("take-") for name in form if name.startswith("take-")]
    names = {code: form.get(f"name-{code}", "").strip() for code in codes}
    prices = {code: form.get(f"price-{code}", "").strip() for code in codes}
    try:
        _check(names, prices)
    except Refused as error:
        return await _ask(request, staffer, None, error=str(error), typed=form)

    def job(db: Connection) -> list[IdeaRow]:
        return idea_desk.by_codes(db, sealer=console.house.sealer, codes=codes)

    rows = [row for row in await console.read(job) if row.state in from_ideas.STATES]
    today = console.house.now().astimezone(HELSINKI).date()
    made = {code: int(price) for code, price in prices.items() if price}
    text = from_ideas.file(rows, today=today, names=names, prices=made)
    name = 'attachment; filename="aanestys.yaml"'
    return Response(text, media_type="application/yaml; charset=utf-8", headers={"Content-Disposition": name})


def _check(names: dict[str, str], prices: dict[str, str]) -> None:
    if not names:
        raise Refused("Valitse ensin ideat, joista äänestetään.")
    if len(names) > MOST:
        raise Refused(f"Äänestyksessä on enintään {MOST} kohdetta. Valitsit {len(names)}.")
    for code, name in names.items():
        if len(name) > SHORT:
            raise Refused(f"Idean {code} lyhyt nimi on liian pitkä: enintään {SHORT} merkkiä.")
    for code, price in prices.items():
        if price and not (price.isascii() and price.isdigit() and len(price) <= 9):
            raise Refused(f"Idean {code} hinta ei ole kokonaisia euroja: {price}")
