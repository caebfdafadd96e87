"""Answering: what an answer will look like and cost, sending it, taking it back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy import Connection

from service.notices import Refused
from service.staffing.sessions import Staffer
from service.threads import answering, handling
from service.threads.answering import Answered
from staff.console import Console
from staff.pages.threads import address, forget_draft, looked, show
from staff.policy import LARGEST, Allowed
from staff.view import Said, page, redirect, words_of
from store import canned, staff
from store.models.staff import Role

Moderator = Annotated[Staffer, Depends(Allowed(Role.MODERATOR))]


Key = Annotated[int, Form(ge=0, le=LARGEST)]


def router() -> APIRouter:
    """/viestit/osat, and the form of a thread."""
    routes = APIRouter()

    @routes.post("/viestit/osat")
    async def parts(
        request: Request,
        staffer: Moderator,
        thread: Key,
        text: Annotated[str, Form()] = "",
    ) -> Response:
        """A piece of the page, as one types."""
        console: Console = request.app.state.console
        row = await console.read(lambda db: handling.found(db, thread))
        look = looked(console, row, staffer, text)
        return page(request, "answer_look.html", staffer=staffer, look=look, text=text, price=console.options.sms_price)

    _answering(routes)
    _taking_back(routes)
    return routes


def _answering(routes: APIRouter) -> None:
    @routes.post("/viestit/{thread_id:int}/vastaa")
    async def answer(
        request: Request,
        staffer: Moderator,
        thread_id: int,
        seen: Key,
        text: Annotated[str, Form()] = "",
        do: Annotated[str, Form()] = "send",
        ready: Annotated[str, Form()] = "",
    ) -> Response:
        if do == "ready":
            return await show(request, staffer, thread_id, text=await _with_ready(request, thread_id, text, ready))
        if do == "preview":
            return await show(request, staffer, thread_id, text=text, preview=True)
        console: Console = request.app.state.console

        def job(db: Connection) -> Answered:
            done = answering.answer(
                db,
                console.house,
                thread_id=thread_id,
                by=staffer.name,
                text=text,
                seen=seen,
                grace=answering.GRACE,
            )
            forget_draft(db, staffer, f"answer:{thread_id}")
            return done

        try:
            done = await console.write(job)
        except Refused as refused:
            return await show(request, staffer, thread_id, text=text, error=str(refused), status=409)
        return redirect(request, address(thread_id), _told(request, thread_id, done))


def _taking_back(routes: APIRouter) -> None:
    @routes.post("/viestit/{thread_id:int}/peru")
    async def take_back(request: Request, staffer: Moderator, thread_id: int, message: Key) -> Response:
        """The answer has not left: its words are in the box again."""
        console: Console = request.app.state.console
        house = console.house

        def job(db: Connection) -> None:
            text = answering.take_back(db, house, message_id=message, by=staffer.name)
            form, fields = f"answer:{thread_id}", {"text": text}
            staff.save_draft(db, sealer=house.sealer, staff_id=staffer.id, form=form, fields=fields, now=house.now())

        try:
            await console.write(job)
        except Refused as refused:
            return await show(request, staffer, thread_id, error=str(refused), status=409)
        _ = words_of(request)
        return redirect(request, address(thread_id), _("The answer was not sent. You can mend it below."))


async def _with_ready(request: Request, thread_id: int, text: str, ready: str) -> str:
    """What the box holds, and below it the ready answer in the resident's language."""
    console: Console = request.app.state.console

    def look(db: Connection) -> str:
        chosen = canned.by_id(db, canned_id=int(ready)) if ready.isdecimal() else None
        return chosen.words.get(handling.found(db, thread_id).language, "") if chosen is not None else ""

    return "\n".join(part for part in (text.strip(), await console.read(look)) if part)


def _told(request: Request, thread_id: int, done: Answered) -> Said:
    _ = words_of(request)
    if not done.plan.goes:
        return Said(_("The answer is kept but can't go. The resident is on the call list."))
    text = (
        _("The answer leaves {at}.", at=_.moment(done.plan.due_at))
        if answering.waits_for_morning(done.plan, now=request.app.state.console.house.now())
        else _("The answer leaves in a moment.")
    )
    return Said(text, undo=f"{address(thread_id)}/peru", fields={"message": str(done.message_id)})
