"""What all pages about ideas need: who may, and the console."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request

from dialogs.words.codes import read_code
from service.notices import Refused
from service.print.words import Words
from service.staffing.sessions import Staffer
from staff.console import Console
from staff.policy import Allowed
from staff.view import Said
from store.models.staff import Role

HOME = "/staff/ideat"
Moderator = Annotated[Staffer, Depends(Allowed(Role.MODERATOR))]
Sees = Annotated[Staffer, Depends(Allowed(Role.READER, Role.MODERATOR, Role.ELECTIONS))]
"""Who sees numbers and public texts."""
Runs = Annotated[Staffer, Depends(Allowed(Role.MODERATOR, Role.ELECTIONS))]
"""Who puts ideas to the vote."""
Year = Annotated[int, Path(ge=2020, le=2100)]


def console_of(request: Request) -> Console:
    """The console that the request came to."""
    console: Console = request.app.state.console
    return console


def code_in(text: str) -> str:
    """The code of an idea in an address or a field. Raises Refused."""
    code = read_code(text)
    if code is None:
        raise Refused(f"Ideaa {text[:20]} ei löydy.")
    return code


def done(_: Words, what: str, *, told: int, code: str) -> Said:
    """What was done, how many hear of it, and the way back while they have not."""
    hear = (
        _.ngettext("A message leaves to {n} person in a minute.", "A message leaves to {n} people in a minute.", told)
        if told
        else _("No message leaves: the person can't be reached or need not know.")
    )
    return Said(f"{what} {hear}", undo=f"{HOME}/{code}/peru")
