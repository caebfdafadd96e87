"""What an organiser's request does once her number has proved itself. In the transaction of the turn."""

from __future__ import annotations

from sqlalchemy import Connection

from dialogs.kit import Say, T, Verbatim
from dialogs.organiser.people import ToldByOrganiser
from service.events import making, telling
from service.events.announced import MESSAGE, told
from service.house import House
from store import events, signups
from store.events import EventRow


def cancel(db: Connection, house: House, *, event: EventRow, reason: str) -> None:
    """Cancel the event; everybody signed up is told. Raises Refused."""
    making.cancel(db, house, event_id=event.id, reason=reason, by=event.association)


def tell(db: Connection, house: House, *, event: EventRow, text: str) -> int:
    """Tell everybody who has a seat, not at night; how many. Who may not be written to is on the call list."""
    seated = [signup for signup in signups.live(db, event_id=event.id) if signup.seats]
    for signup in seated:
        language = telling.city_of(db, house, signup).language
        say = Say(
            Verbatim(told(event, text, language)),
            after=(T("Can't come? PERU {number}", number=str(event.number)),),
        )
        telling.tell(db, house, signup=signup, say=say, question=ToldByOrganiser(event.number or 0))
    events.note(db, event_id=event.id, by=event.association, what=MESSAGE, now=house.now())
    return len(seated)


def attend(db: Connection, house: House, *, event: EventRow, people: int) -> None:
    """Note how many were there. Raises Refused."""
    making.set_attended(db, house, event_id=event.id, n=people, by=event.association)
