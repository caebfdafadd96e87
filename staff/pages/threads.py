"""Messages: the lists of threads, one thread with what is beside it, and whose it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from service.calendar import HELSINKI
from service.house import House
from service.idea_names import STATES
from service.notices import Refused
from service.print.words import Words
from service.staffing.sessions import Staffer
from service.threads import answering, handling, shown
from service.threads.answering import Look, waits_for_morning
from staff.console import Console
from staff.pages import drafts, names
from staff.policy import LARGEST, Allowed
from staff.view import Said, page, redirect, words_of
from store import staff, thread_messages, threads
from store.models.staff import Role
from store.threads import ThreadRow, Which

Moderator = Annotated[Staffer, Depends(Allowed(Role.MODERATOR))]
LISTS = {"odottavat": Which.WAITING, "omat": Which.MINE, "avoimet": Which.OPEN, "suljetut": Which.CLOSED}
Act = Callable[[Connection, House], None]


def address(thread_id: int) -> str:
    """The page of a thread."""
    return f"/staff/viestit/{thread_id}"


def today(console: Console) -> date:
    """The day in Finland."""
    return console.house.now().astimezone(HELSINKI).date()


def router() -> APIRouter:
    """/viestit."""
    routes = APIRouter()

    @routes.get("/viestit")
    async def listed(
        request: Request,
        staffer: Moderator,
        chosen: Annotated[str, Query(alias="nayta")] = "odottavat",
        after: Annotated[str, Query(alias="jalkeen")] = "",
    ) -> Response:
        try:
            which, behind = LISTS[chosen], threads.place(after)
        except (KeyError, ValueError):
            raise HTTPException(404) from None
        console: Console = request.app.state.console

        def look(db: Connection) -> dict[str, Any]:
            rows, following = threads.listed(db, which=which, staff_id=staffer.id, after=behind)
            last = thread_messages.latest(db, sealer=console.house.sealer, thread_ids=[row.id for row in rows])
            return {"rows": rows, "following": following, "last": last}

        return page(
            request,
            "threads.html",
            staffer=staffer,
            chosen=chosen,
            today=today(console),
            names=names,
            **await console.read(look),
        )

    _one(routes)
    _handling(routes)
    _ending(routes)
    return routes


def _one(routes: APIRouter) -> None:
    @routes.get("/viestit/{thread_id:int}")
    async def one(
        request: Request,
        staffer: Moderator,
        thread_id: int,
        before: Annotated[int | None, Query(alias="ennen", ge=0, le=LARGEST)] = None,
    ) -> Response:
        return await show(request, staffer, thread_id, before=before)


def _handling(routes: APIRouter) -> None:
    @routes.post("/viestit/{thread_id:int}/vastaaja")
    async def assign(
        request: Request,
        staffer: Moderator,
        thread_id: int,
        to: Annotated[str, Form()] = "",
        was: Annotated[str, Form()] = "",
    ) -> Response:
        """`to` and `was` are ids of staff members; empty: nobody's."""
        try:
            goes_to, comes_from = (int(to) if to else None), (int(was) if was else None)
        except ValueError:
            raise HTTPException(404) from None
        _ = words_of(request)
        said = Said(_("Saved."), undo=f"{address(thread_id)}/vastaaja", fields={"to": was, "was": to})
        return await act(
            request,
            staffer,
            thread_id,
            lambda db, house: handling.assign(
                db, house, thread_id=thread_id, to=goes_to, was=comes_from, by=staffer.name
            ),
            said,
        )

    @routes.post("/viestit/{thread_id:int}/muistiinpano")
    async def note(request: Request, staffer: Moderator, thread_id: int, note: Annotated[str, Form()] = "") -> Response:
        _ = words_of(request)

        def job(db: Connection, house: House) -> None:
            handling.note(db, house, thread_id=thread_id, text=note, by=staffer.name)
            forget_draft(db, staffer, f"note:{thread_id}")

        return await act(
            request, staffer, thread_id, job, _("The note is kept. The resident does not see it."), note=note
        )


def _ending(routes: APIRouter) -> None:
    @routes.post("/viestit/{thread_id:int}/sulje")
    async def close(request: Request, staffer: Moderator, thread_id: int) -> Response:
        _ = words_of(request)
        return await act(
            request,
            staffer,
            thread_id,
            lambda db, house: handling.close(db, house, thread_id=thread_id, by=staffer.name),
            Said(_("The thread is closed."), undo=f"{address(thread_id)}/avaa"),
        )

    @routes.post("/viestit/{thread_id:int}/avaa")
    async def reopen(request: Request, staffer: Moderator, thread_id: int) -> Response:
        _ = words_of(request)
        return await act(
            request,
            staffer,
            thread_id,
            lambda db, house: handling.reopen(db, house, thread_id=thread_id, by=staffer.name),
            _("The thread is open again."),
        )

    @routes.post("/viestit/{thread_id:int}/hoidettu")
    async def calm(request: Request, staffer: Moderator, thread_id: int) -> Response:
        _ = words_of(request)
        return await act(
            request,
            staffer,
            thread_id,
            lambda db, house: handling.calm(db, house, thread_id=thread_id, by=staffer.name),
            _("The distress is marked as handled."),
        )


def forget_draft(db: Connection, staffer: Staffer, form: str) -> None:
    """What was written has been sent."""
    staff.forget_draft(db, staff_id=staffer.id, form=form)


async def act(
    request: Request, staffer: Staffer, thread_id: int, job: Act, said: str | Said, *, note: str | None = None
) -> Response:
    """Do something to a thread and show it; what was refused is told on its page, with what was written."""
    console: Console = request.app.state.console
    try:
        await console.write(lambda db: job(db, console.house))
    except Refused as refused:
        return await show(request, staffer, thread_id, error=str(refused), status=409, note=note)
    return redirect(request, address(thread_id), said)


async def show(
    request: Request,
    staffer: Staffer,
    thread_id: int,
    *,
    before: int | None = None,
    error: str = "",
    status: int = 200,
    text: str | None = None,
    note: str | None = None,
    preview: bool = False,
) -> Response:
    """The page of a thread. `text` and `note`: what the forms hold; None: their drafts."""
    console: Console = request.app.state.console
    try:
        found = await console.read(lambda db: shown.thread(db, console.house, thread_id=thread_id, before=before))
    except Refused:
        raise HTTPException(404) from None
    if text is None:
        text = (await drafts.fields_of(request, staffer, f"answer:{thread_id}")).get("text", "")
    if note is None:
        note = (await drafts.fields_of(request, staffer, f"note:{thread_id}")).get("note", "")
    _ = words_of(request)
    return page(
        request,
        "thread.html",
        staffer=staffer,
        status=status,
        error=error,
        thread=found,
        text=text,
        note=note,
        look=looked(console, found.row, staffer, text),
        price=console.options.sms_price,
        preview=preview,
        leaves=_when(_, found, console),
        today=today(console),
        names=names,
        states=STATES,
    )


def looked(console: Console, row: ThreadRow, staffer: Staffer, text: str) -> Look:
    """An answer as the resident of the thread will see it."""
    return answering.look(console.house, language=row.language, channel=row.channel, by=staffer.name, text=text)


def _when(_: Words, found: shown.ThreadPage, console: Console) -> str:
    """What is said of an answer before it is written."""
    plan = found.plan
    if not plan.goes:
        return _(
            "An answer can't go: the resident {why}. What you write is kept, and the call list has it.",
            why=names.reach(_, plan.why),
        )
    if waits_for_morning(plan, now=console.house.now()):
        return _("It leaves {at}. Until then you can take it back.", at=_.moment(plan.due_at))
    return _("It leaves at once. You have 15 seconds to take it back.")
