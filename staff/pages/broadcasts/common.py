"""What all pages about broadcasts need: who may, the words for what is shown, how to find the broadcast."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Path, Request

from service.print.words import Words
from service.staffing.sessions import Staffer
from staff.console import Console
from staff.pages.broadcasts import names, shown
from staff.policy import Allowed
from staff.view import words_of
from store.broadcasts import BroadcastRow
from store.models.staff import Role

HOME = "/staff/lahetykset"
Reads = Annotated[Staffer, Depends(Allowed(Role.READER, Role.WRITER, Role.APPROVER))]
"""Who sees how broadcasts go."""
Writes = Annotated[Staffer, Depends(Allowed(Role.WRITER))]
Approves = Annotated[Staffer, Depends(Allowed(Role.APPROVER))]
Runs = Annotated[Staffer, Depends(Allowed(Role.WRITER, Role.APPROVER))]
"""Who stops one, lets it go on, and looks after what did not arrive."""
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Stale(Exception):
    """Somebody has changed the broadcast since the page was made; the text is their name."""

    def __init__(self, row: BroadcastRow) -> None:
        super().__init__(row.by)
        self.row = row


def version(row: BroadcastRow) -> str:
    """What differs once somebody has changed it, or its state."""
    return sha256("\0".join((row.state, row.name, row.audience, row.words, row.moment)).encode()).hexdigest()[:16]


def console_of(request: Request) -> Console:
    """The console that the request came to."""
    console: Console = request.app.state.console
    return console


def may_write(staffer: Staffer) -> bool:
    """Whether they write broadcasts."""
    return staffer.may(Role.WRITER, Role.ADMIN)


def may_approve(staffer: Staffer) -> bool:
    """Whether they approve those of others."""
    return staffer.may(Role.APPROVER, Role.ADMIN)


def may_run(staffer: Staffer) -> bool:
    """Whether they stop one and let it go on."""
    return staffer.may(Role.WRITER, Role.APPROVER, Role.ADMIN)


def said_with(request: Request) -> Mapping[str, Any]:
    """Names and tools that the templates share."""
    console, _ = console_of(request), words_of(request)
    return {
        "states": names.states(_),
        "topics": names.topics(_),
        "channels": names.channels(_),
        "in_languages": names.in_languages(_),
        "skipped": names.skipped(_),
        "whys": names.why(_),
        "price": console.house.broadcasts.price,
        "cents": shown.cents,
        "lasting": lambda seconds: lasting(seconds, _),
    }


def lasting(seconds: float, _: Words) -> str:
    """ "2 h 5 min": how long something takes."""
    hours, minutes = shown.hours_and_minutes(seconds)
    if not hours:
        return _("{minutes} min", minutes=str(minutes))
    return _("{hours} h {minutes} min", hours=_.number(hours), minutes=str(minutes))
