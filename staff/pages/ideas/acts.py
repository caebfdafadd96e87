"""What is done to one idea by pressing a button: each act can be undone for a minute, and waits so long to be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import Connection

from dialogs.words.sensitive import flags
from service.ideas import moving
from service.ideas.moving import UNDO, Moved
from service.notices import Refused
from service.staffing.sessions import Staffer
from staff import idea_words
from staff.pages.ideas.common import HOME, Moderator, code_in, console_of, done
from staff.pages.ideas.one import show
from staff.view import redirect, words_of
from store import ideas, staff
from store.models.ideas import PUBLIC, IdeaState

_routes = APIRouter(prefix="/ideat")

Text = Annotated[str, Form(max_length=4000)]
Seen = Annotated[int, Form(ge=0, le=2**63 - 1)]
Day = Annotated[str, Form(max_length=10)]


def _day(text: str) -> date | None:
    """A day as the browser's field sends it. Raises Refused."""
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError:
        raise Refused(f"Päivä {text} ei ole päivä.") from None


async def _act(
    request: Request,
    staffer: Staffer,
    code: str,
    act: Callable[[Connection], Moved],
    *,
    said: Callable[[Moved], str],
    form: str = "",
    **typed: str,
) -> Response:
    """Do it and tell what was done; or show the page again with what was typed and why it was not done."""
    console, _ = console_of(request), words_of(request)

    def job(db: Connection) -> Moved:
        moved = act(db)
        if form:
            staff.forget_draft(db, staff_id=staffer.id, form=f"idea-{form}:{code}")
        return moved

    try:
        moved = await console.write(job)
    except Refused as error:
        return await show(request, staffer, code, error=str(error), typed=typed, status=409)
    return redirect(request, f"{HOME}/{code}", done(_, said(moved), told=moved.told, code=code))


def router() -> APIRouter:
    """/ideat/K7F2/julkaise, hylkaa, tila, siirra, lupaus, peru."""
    return _routes


@_routes.post("/{code}/julkaise")
async def publish(
    request: Request,
    staffer: Moderator,
    code: str,
    seen: Seen,
    text: Text = "",
    day: Day = "",
    anyway: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """What may still name somebody is asked once more."""
    code, house, _ = code_in(code), console_of(request).house, words_of(request)
    found = idea_words.flag_names(_, flags(text))
    if found and not anyway:
        return await show(request, staffer, code, typed={"text": text, "publish-day": day}, warned=found, status=409)

    def act(db: Connection) -> Moved:
        row = ideas.by_code(db, sealer=house.sealer, code=code)
        state = row.state if row is not None and row.state in PUBLIC else IdeaState.ASSESSED
        return moving.move(
            db,
            house,
            code=code,
            state=state,
            public_text=text.strip(),
            answer_by=row.answer_by if row is not None and row.state in PUBLIC else _day(day),
            by=staffer.name,
            seen=seen,
            wait=UNDO,
        )

    said = _("The text of the idea {code} is public.", code=code)
    return await _act(
        request, staffer, code, act, said=lambda _moved: said, form="publish", text=text, **{"publish-day": day}
    )


@_routes.post("/{code}/hylkaa")
async def reject(request: Request, staffer: Moderator, code: str, seen: Seen, reason: Text = "") -> Response:
    """It is not carried out, and why."""
    code, house, _ = code_in(code), console_of(request).house, words_of(request)
    said = _("The idea {code} will not be carried out. The reason is told.", code=code)
    return await _act(
        request,
        staffer,
        code,
        lambda db: moving.move(
            db,
            house,
            code=code,
            state=IdeaState.REJECTED,
            reason=reason.strip(),
            by=staffer.name,
            seen=seen,
            wait=UNDO,
        ),
        said=lambda _moved: said,
        form="reject",
        reason=reason,
    )


@_routes.post("/{code}/tila")
async def state(
    request: Request, staffer: Moderator, code: str, seen: Seen, state: Annotated[IdeaState, Form()], day: Day = ""
) -> Response:
    """On its way."""
    code, house, _ = code_in(code), console_of(request).house, words_of(request)
    names = idea_words.state_names(_)
    return await _act(
        request,
        staffer,
        code,
        lambda db: moving.move(
            db, house, code=code, state=state, answer_by=_day(day), by=staffer.name, seen=seen, wait=UNDO
        ),
        said=lambda moved: _("The idea {code}: {state}.", code=code, state=names[moved.state]),
        **{"state": state, "state-day": day},
    )


@_routes.post("/{code}/siirra")
async def transfer(
    request: Request, staffer: Moderator, code: str, seen: Seen, to: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """To the authority whose matter it is."""
    code, house, _ = code_in(code), console_of(request).house, words_of(request)
    said = _("The idea {code} is handed over: {authority}.", code=code, authority=to)
    return await _act(
        request,
        staffer,
        code,
        lambda db: moving.transfer(db, house, code=code, to=to, by=staffer.name, seen=seen, wait=UNDO),
        said=lambda _moved: said,
        to=to,
    )


@_routes.post("/{code}/lupaus")
async def promise(request: Request, staffer: Moderator, code: str, seen: Seen, day: Day = "") -> Response:
    """It takes longer: until when."""
    code, house, _ = code_in(code), console_of(request).house, words_of(request)
    said = _("The promise about the idea {code} is changed.", code=code)
    return await _act(
        request,
        staffer,
        code,
        lambda db: moving.promise(db, house, code=code, day=_day(day), by=staffer.name, seen=seen, wait=UNDO),
        said=lambda _moved: said,
        **{"promise-day": day},
    )


@_routes.post("/{code}/peru")
async def undo(request: Request, staffer: Moderator, code: str) -> Response:
    """The latest act, while nobody has heard of it."""
    code, console, _ = code_in(code), console_of(request), words_of(request)
    try:
        again = await console.write(lambda db: moving.undo(db, console.house, code=code, by=staffer.name))
    except Refused as error:
        return await show(request, staffer, code, error=str(error), status=409)
    state = idea_words.state_names(_)[again]
    told = _("Undone. The idea {code} is again: {state}. Nobody was told.", code=code, state=state)
    return redirect(request, f"{HOME}/{code}", told)
