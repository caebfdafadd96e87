"""One idea: what came, what resembles it, its history, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.exceptions import HTTPException

from service.calendar import HELSINKI
from service.ideas import looking
from service.ideas.merging import JOINABLE
from service.ideas.moving import ENDS
from service.staffing.sessions import Staffer
from staff import idea_words
from staff.pages import drafts
from staff.pages.ideas.common import Moderator, code_in, console_of
from staff.view import page, words_of
from store import ideas
from store.models.ideas import PUBLIC, IdeaState

_routes = APIRouter(prefix="/ideat")

SHOWN_HERE = {"image/jpeg": "inline", "audio/ogg": "inline"}
"""What a browser shows; we made the pictures anew ourselves when they came."""
NEXT = (IdeaState.ASSESSED, IdeaState.CANDIDATE, IdeaState.CHOSEN, IdeaState.READY)


async def show(
    request: Request,
    staffer: Staffer,
    code: str,
    *,
    error: str = "",
    typed: Mapping[str, str] | None = None,
    warned: Iterable[str] = (),
    status: int = 200,
) -> Response:
    """The page of an idea; with what was typed where something stood in the way. Looking fixes its giver's words."""
    console, _ = console_of(request), words_of(request)
    house = console.house
    if await console.read(lambda db: ideas.unopened(db, code=code)):
        await console.write(lambda db: looking.open_it(db, house, code=code, by=staffer.name))
    look = await console.read(lambda db: looking.look(db, house, code=code))
    if look is None:
        raise HTTPException(404)
    kept = await _drafts(request, staffer, code)
    return page(
        request,
        "idea.html",
        staffer=staffer,
        status=status,
        error=error,
        look=look,
        row=look.row,
        typed={**kept, **(typed or {})},
        warned=list(warned),
        flags=idea_words.flag_names(_, look.flags),
        **idea_words.names(_),
        next_states=[state for state in NEXT if state != look.row.state],
        public=look.row.state in PUBLIC,
        ended=look.row.state in ENDS,
        joinable=look.row.state in JOINABLE,
        authorities=house.authorities,
        today=house.now().astimezone(HELSINKI).date(),
    )


def router() -> APIRouter:
    """/ideat/K7F2 and what came with it."""
    return _routes


async def _drafts(request: Request, staffer: Staffer, code: str) -> dict[str, str]:
    """What waits in the idea's forms, unsent."""
    kept: dict[str, str] = {}
    for form in ("publish", "reject"):
        kept |= await drafts.fields_of(request, staffer, f"idea-{form}:{code}")
    return kept


@_routes.get("/{code}")
async def idea(request: Request, staffer: Moderator, code: Annotated[str, Path(max_length=20)]) -> Response:
    """The idea."""
    return await show(request, staffer, code_in(code))


@_routes.get("/{code}/liite/{media_id}")
async def medium(
    request: Request, staffer: Moderator, code: str, media_id: Annotated[int, Path(ge=1, le=2**63 - 1)]
) -> Response:
    """A picture or voice message that came with it."""
    console = console_of(request)
    sealer, wanted = console.house.sealer, code_in(code)
    found = await console.read(lambda db: ideas.medium(db, sealer=sealer, code=wanted, media_id=media_id))
    if found is None:
        raise HTTPException(404)
    mime, data = found
    kind = mime if mime in SHOWN_HERE else "application/octet-stream"
    headers = {"Content-Disposition": SHOWN_HERE.get(mime, "attachment"), "Cache-Control": "no-store"}
    return Response(data, media_type=kind, headers=headers)
