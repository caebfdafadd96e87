"""Who has signed up hears of a change: each in their language, on the channel that they came by, while it is of use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from dialogs import event as asks
from dialogs.city import EventView
from dialogs.event import told
from dialogs.kit import Say, Step
from service.events import reminders, shown
from service.events.daytime import soon
from service.events.line import offer_free
from service.events.telling import city_of, tell
from service.house import House
from service.view import CityView
from store import events, notices, people, signups
from store.events import EventRow
from store.signups import SignupRow


@dataclass(frozen=True)
class Reached:
    """How many were told, how many must be phoned since no message may be sent to them, and how many are out of reach:
    the number that they came by is somebody else's now.
    """

    told: int = 0
    to_phone: int = 0
    lost: int = 0


def seen_by(db: Connection, house: House, signup: SignupRow, row: EventRow) -> EventView | None:
    """The event as it is for who signed up, to compare a later one with; None for a draft."""
    language = city_of(db, house, signup).language
    return shown.view(row, language, house.now()) if row.number is not None else None


def tell_changed(db: Connection, house: House, before: EventRow, was: dict[int, EventView | None]) -> Reached:
    """The new time or place, with the question whether they can come. An older change that has not left is off."""
    reminders.plan(db, house, before.id)
    after = events.by_id(db, event_id=before.id)

    def say(signup: SignupRow, city: CityView) -> Say | None:
        seen, old = city.signup(after.number or 0), was.get(signup.id)
        return told.changed(seen, city, was=old) if seen is not None and old is not None else None

    sooner = min(before.starts_at, after.starts_at)  # who knows the old time alone may be on the way to it
    found = _each(db, house, after, say, asks.Changed(after.number or 0), soon(house.now(), sooner))
    offer_free(db, house, before.id)
    return found


def tell_all(
    db: Connection, house: House, event_id: int, said: Callable[[EventView, CityView], Say], *, soon_before: EventRow
) -> Reached:
    """What holds for everybody; at night only where the event begins early."""
    after = events.by_id(db, event_id=event_id)

    def say(_signup: SignupRow, city: CityView) -> Say | None:
        seen = city.event(after.number or 0)
        return said(seen, city) if seen is not None else None

    return _each(db, house, after, say, None, soon(house.now(), soon_before.starts_at))


def _each(
    db: Connection,
    house: House,
    row: EventRow,
    say: Callable[[SignupRow, CityView], Say | None],
    question: Step | None,
    due_at: datetime,
) -> Reached:
    """Everybody who has signed up or waits, each in their language; None: nothing for this one.

    It does not leave once the event has begun, nor, where it had begun before, once it is over.
    """
    reached = to_phone = lost = 0
    lasts = next((end for end in (row.starts_at, row.ends_at) if end > due_at), None)
    for signup in signups.live(db, event_id=row.id):
        if people.known(db, address_id=signup.address_id).resident_id != signup.resident_id:
            lost += 1
            continue
        text = say(signup, city_of(db, house, signup))
        if text is None:
            continue
        ok = tell(
            db,
            house,
            signup=signup,
            say=text,
            question=question,
            kind="change",
            due_at=due_at,
            expires_at=lasts,
        )
        reached, to_phone = reached + ok, to_phone + (not ok)
    return Reached(reached, to_phone, lost)


def end_offers(db: Connection, house: House, event_id: int) -> None:
    """Nobody is asked to come any more: held seats go back, who was asked waits again."""
    now = house.now()
    for signup in signups.live(db, event_id=event_id):
        if signup.offered or signup.invited:
            notices.take_back(db, signup_id=signup.id, kind="offer", now=now)
            lapsed = signups.lapse(db, signup=signup, now=now, silent=False)
            signups.put(db, signup=lapsed, now=now, invited=False)
            signups.release(db, event_id=event_id, n=signup.offered)
