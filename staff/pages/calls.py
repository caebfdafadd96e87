"""Calls: the promised ones, and the call list of those whom no message reached. A number is shown when it is asked for,
and each look is in the log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from service.calendar import HELSINKI
from service.house import House
from service.notices import Refused
from service.staffing.sessions import Staffer
from service.threads import calling
from staff.console import Console
from staff.pages import names
from staff.policy import Allowed
from staff.view import page, redirect, words_of
from store import calls
from store.models.staff import Role

Caller = Annotated[Staffer, Depends(Allowed(Role.MODERATOR, Role.HELPER))]
After = Annotated[str, Form(alias="jalkeen")]
"""The page of the list that a form stands on, so that it is shown again."""
HERE = "/staff/soitot"
LIST = "/staff/soitot/lista"


def router() -> APIRouter:
    """/soitot."""
    routes = APIRouter()

    @routes.get("/soitot")
    async def promised(
        request: Request, staffer: Caller, after: Annotated[str, Query(alias="jalkeen")] = ""
    ) -> Response:
        return await _promised(request, staffer, after=after)

    @routes.get("/soitot/lista")
    async def unreached(
        request: Request, staffer: Caller, after: Annotated[str, Query(alias="jalkeen")] = ""
    ) -> Response:
        return await _unreached(request, staffer, after=after)

    @routes.get("/soitot/tuloste")
    async def ask_for_paper(request: Request, staffer: Caller) -> Response:
        console: Console = request.app.state.console
        most = calling.MOST_ON_PAPER

        def look(db: Connection) -> int:
            waiting = calls.waiting(db, sealer=console.house.sealer, limit=most)
            return len(waiting) + calls.listed_at_most(db, most=most)

        return page(request, "calls_ask.html", staffer=staffer, n=await console.read(look), most=most)

    @routes.post("/soitot/tuloste")
    async def paper(request: Request, staffer: Caller) -> Response:
        console: Console = request.app.state.console
        sheet = await console.write(lambda db: calling.sheet(db, console.house, by=staffer.name))
        return page(request, "calls_paper.html", staffer=staffer, sheet=sheet, names=names, now=console.house.now())

    _looking(routes)
    _ending(routes)
    _ending_listed(routes)
    return routes


def _looking(routes: APIRouter) -> None:
    @routes.post("/soitot/{call_id:int}/numero")
    async def number(request: Request, staffer: Caller, call_id: int, after: After = "") -> Response:
        console: Console = request.app.state.console
        try:
            found = await console.write(lambda db: calling.look(db, console.house, call_id=call_id, by=staffer.name))
        except Refused as refused:
            return await _promised(request, staffer, after=after, error=str(refused))
        return await _promised(request, staffer, after=after, numbers={call_id: found})

    @routes.post("/soitot/lista/{row_id:int}/numero")
    async def listed_number(request: Request, staffer: Caller, row_id: int, after: After = "") -> Response:
        console: Console = request.app.state.console
        try:
            found = await console.write(
                lambda db: calling.look_listed(db, console.house, row_id=row_id, by=staffer.name)
            )
        except Refused as refused:
            return await _unreached(request, staffer, after=after, error=str(refused))
        return await _unreached(request, staffer, after=after, numbers={row_id: found})


def _ending(routes: APIRouter) -> None:
    @routes.post("/soitot/{call_id:int}")
    async def end(
        request: Request,
        staffer: Caller,
        call_id: int,
        do: Annotated[str, Form()],
        outcome: Annotated[str, Form()] = "",
        after: After = "",
        tell: Annotated[str, Form()] = "",
    ) -> Response:
        """`do`: done, or again; `tell` where the person is to hear of the new time."""
        _ = words_of(request)

        def job(db: Connection, house: House) -> str:
            if do == "again":
                row = calling.again(db, house, call_id=call_id, by=staffer.name, tell=bool(tell))
                return _("Call again {day}.", day=_.day(row.day))
            calling.done(db, house, call_id=call_id, outcome=outcome, by=staffer.name)
            return _("The call is noted.")

        return await _act(request, staffer, job, HERE, partial(_promised, after=after, written={call_id: outcome}))


def _ending_listed(routes: APIRouter) -> None:
    @routes.post("/soitot/lista/{row_id:int}")
    async def listed_end(
        request: Request,
        staffer: Caller,
        row_id: int,
        do: Annotated[str, Form()],
        outcome: Annotated[str, Form()] = "",
        after: After = "",
    ) -> Response:
        _ = words_of(request)

        def job(db: Connection, house: House) -> str:
            if do == "again":
                calling.listed_again(db, house, row_id=row_id, by=staffer.name)
                return _("Noted: nobody answered. The person stays on the list.")
            calling.listed_done(db, house, row_id=row_id, outcome=outcome, by=staffer.name)
            return _("The call is noted.")

        return await _act(request, staffer, job, LIST, partial(_unreached, after=after, written={row_id: outcome}))


async def _act(
    request: Request,
    staffer: Staffer,
    job: Callable[[Connection, House], str],
    to: str,
    show: Callable[..., Awaitable[Response]],
) -> Response:
    """Do it and go to the list; what was refused is told there, with what was written."""
    console: Console = request.app.state.console
    try:
        said = await console.write(lambda db: job(db, console.house))
    except Refused as refused:
        return await show(request, staffer, error=str(refused))
    return redirect(request, to, said)


async def _promised(
    request: Request,
    staffer: Staffer,
    *,
    after: str = "",
    error: str = "",
    numbers: dict[int, str] | None = None,
    written: dict[int, str] | None = None,
) -> Response:
    """The promised calls; `numbers`: those that were asked for just now."""
    console: Console = request.app.state.console
    behind = _place(after, date.fromisoformat)
    rows = await console.read(
        lambda db: calls.waiting(db, sealer=console.house.sealer, after=behind, limit=calls.PAGE + 1)
    )
    shown = rows[: calls.PAGE]
    following = f"{shown[-1].day.isoformat()}_{shown[-1].id}" if len(rows) > calls.PAGE else ""
    return page(
        request,
        "calls.html",
        staffer=staffer,
        status=409 if error else 200,
        error=error,
        rows=shown,
        following=following,
        after=after,
        numbers=numbers or {},
        written=written or {},
        today=console.house.now().astimezone(HELSINKI).date(),
        names=names,
    )


async def _unreached(
    request: Request,
    staffer: Staffer,
    *,
    after: str = "",
    error: str = "",
    numbers: dict[int, str] | None = None,
    written: dict[int, str] | None = None,
) -> Response:
    """The call list, in the same way."""
    console: Console = request.app.state.console
    behind = _place(after, datetime.fromisoformat)
    rows = await console.read(
        lambda db: calls.listed(db, sealer=console.house.sealer, after=behind, limit=calls.PAGE + 1)
    )
    shown = rows[: calls.PAGE]
    last = shown[-1] if len(rows) > calls.PAGE else None
    return page(
        request,
        "call_list.html",
        staffer=staffer,
        status=409 if error else 200,
        error=error,
        people=[calling.person(row) for row in shown],
        following=f"{last.at.isoformat().replace('+00:00', 'Z')}_{last.id}" if last is not None else "",
        after=after,
        numbers=numbers or {},
        written=written or {},
        names=names,
    )


def _place(written: str, read: Callable[[str], Any]) -> Any:
    """Behind which row a page begins, as its address says; None: the beginning."""
    if not written:
        return None
    try:
        value, row_id = written.split("_")
        return read(value), int(row_id)
    except ValueError:
        raise HTTPException(404) from None
